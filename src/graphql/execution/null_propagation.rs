//! Brings responses into the form that the GraphQL specification gives them (sections 6.4.4,
//! "Handling Field Errors", and 7.2.2, "Serialized Map Ordering").
//!
//! async-graphql 7.2 leaves a field that failed out of its object, or a null where the type allows
//! none, lists fields in the order in which they were resolved, and makes null of an object of which
//! directives left nothing. Here a null that a type doesn't allow makes its parent null, fields come
//! in the order in which they were asked for, and each object is asked for its `__typename` under a
//! name of ours (`WITNESS`), so that it is never empty before the response is complete.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, PathSegment, ServerError, Value};
use async_graphql_value::RAW_VALUE_TOKEN;

use crate::graphql::documents::plan::response_shape::{ResponseShape, WITNESS};

/// A null where the type allows none: the parent must take it.
struct Bubble;

/// Completes the data of an answer.
pub(in crate::graphql) fn complete(
    data: &mut Value,
    shape: &ResponseShape,
    errors: &[ServerError],
) {
    if *data == Value::Null && errors.iter().any(|error| !error.path.is_empty()) {
        *data = Value::Object(IndexMap::new());
    }
    if complete_object(data, shape, &mut Vec::new(), errors).is_err() {
        *data = Value::Null;
    }
}

fn complete_object(
    value: &mut Value,
    shape: &ResponseShape,
    path: &mut Vec<PathSegment>,
    errors: &[ServerError],
) -> Result<(), Bubble> {
    let Value::Object(object) = value else { return Ok(()) };
    if !shape.is_object || object.contains_key(RAW_VALUE_TOKEN) {
        // A scalar may be an object, and holds whatever it likes; what is text is complete.
        return Ok(());
    }
    let shape = shape.of(object);
    object.shift_remove(WITNESS);
    for (key, field) in &shape.fields {
        path.push(PathSegment::Field(key.to_string()));
        let completed = match object.get_mut(key) {
            Some(value) => complete_value(value, &field.ty, &field.selected, path, errors),
            // Without an error the field was left out by a directive.
            None if errors.iter().all(|error| error.path != *path) => Ok(()),
            None => complete_value(
                object.entry(key.clone()).or_insert(Value::Null),
                &field.ty,
                &field.selected,
                path,
                errors,
            ),
        };
        path.pop();
        completed?;
    }
    order(object, shape);
    Ok(())
}

/// Puts the fields into the order in which they were asked for, unless they are.
fn order(object: &mut IndexMap<Name, Value>, shape: &ResponseShape) {
    let asked = || shape.fields.iter().map(|(key, _)| key);
    if asked().filter(|key| object.contains_key(*key)).eq(object.keys()) {
        return;
    }
    let fields = asked().filter_map(|key| object.swap_remove_entry(key));
    *object = fields.collect();
}

/// Completes a value of this type: a null that the type doesn't allow goes to the parent.
fn complete_value(
    value: &mut Value,
    ty: &str,
    selected: &ResponseShape,
    path: &mut Vec<PathSegment>,
    errors: &[ServerError],
) -> Result<(), Bubble> {
    let (inner, is_required) = ty.strip_suffix('!').map_or((ty, false), |inner| (inner, true));
    let completed = match value {
        Value::Null => Err(Bubble),
        Value::List(items) => {
            let item_type = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
            let mut each = items.iter_mut().enumerate();
            // A scalar may be a list as well, and holds whatever it likes.
            item_type.map_or(Ok(()), |ty| {
                each.try_for_each(|(index, item)| {
                    path.push(PathSegment::Index(index));
                    let completed = complete_value(item, ty, selected, path, errors);
                    path.pop();
                    completed
                })
            })
        }
        Value::Object(_) => complete_object(value, selected, path, errors),
        _ => Ok(()),
    };
    match completed {
        Err(Bubble) if !is_required => {
            *value = Value::Null;
            Ok(())
        }
        completed => completed,
    }
}
