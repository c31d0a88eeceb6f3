//! Checks variables against the types that an operation declares for them (section 6.1.2 of the
//! GraphQL specification, "Coercing Variable Values"). async-graphql 7.2 looks at them only where
//! they are used, as a part of validating the document; here they are checked on their own, so that
//! a document needs to be validated only once.

use async_graphql::parser::types::VariableDefinition;
use async_graphql::registry::{MetaInputValue, MetaType, Registry};
use async_graphql::{Positioned, ServerError, ServerResult, Value, Variables};

use crate::graphql::error::with_code;
use crate::service::Code;

/// What is wrong with a value, and where in the variable.
struct Mismatch {
    /// From the innermost field outwards.
    path: Vec<Value>,
    message: String,
}

impl Mismatch {
    fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    fn under(mut self, segment: impl Into<Value>) -> Self {
        self.path.push(segment.into());
        self
    }
}

/// Checks every variable of a valid operation, and adds the defaults of those that are left out.
pub(in crate::graphql) fn coerce(
    registry: &Registry,
    definitions: &[Positioned<VariableDefinition>],
    mut given: Variables,
) -> ServerResult<Variables> {
    for definition in definitions {
        let VariableDefinition { name, var_type, default_value, .. } = &definition.node;
        let checked = match (given.get(&name.node), default_value) {
            (Some(value), _) => matches(registry, &var_type.node.to_string(), value),
            (None, Some(default)) => {
                given.insert(name.node.clone(), default.node.clone());
                Ok(())
            }
            (None, None) if var_type.node.nullable => Ok(()),
            (None, None) => Err(Mismatch::new("is required")),
        };
        checked.map_err(|mismatch| {
            let Mismatch { mut path, message } = mismatch.under(name.node.as_str());
            path.reverse();
            let message = format!("${} {message}", told(&path));
            let mut error = ServerError::new(message, Some(definition.pos));
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("inputPath", Value::List(path));
            with_code(error, Code::BadUserInput)
        })?;
    }
    Ok(given)
}

fn is_required(field: &MetaInputValue) -> bool {
    field.ty.ends_with('!') && field.default_value.is_none()
}

/// A path as people write it: `input.relatedEvents.0`.
fn told(path: &[Value]) -> String {
    let segments = path.iter().map(|segment| match segment {
        Value::String(name) => name.clone(),
        index => index.to_string(),
    });
    segments.collect::<Vec<_>>().join(".")
}

/// Whether a value is of a type, which is written as in documents: `[ID!]!`.
fn matches(registry: &Registry, ty: &str, value: &Value) -> Result<(), Mismatch> {
    let required = ty.strip_suffix('!');
    if *value == Value::Null {
        return required.map_or(Ok(()), |_| Err(Mismatch::new("must not be null")));
    }
    let ty = required.unwrap_or(ty);
    let item = ty.strip_prefix('[').and_then(|item| item.strip_suffix(']'));
    match (item, value) {
        (Some(item), Value::List(values)) => {
            let mut each = values.iter().enumerate();
            each.try_for_each(|(index, value)| {
                matches(registry, item, value).map_err(|mismatch| mismatch.under(index))
            })
        }
        // A value stands for a list of itself.
        (Some(item), value) => matches(registry, item, value),
        (None, value) => match registry.types.get(ty) {
            Some(named) => matches_named(registry, named, value),
            None => Ok(()),
        },
    }
}

fn matches_named(registry: &Registry, ty: &MetaType, value: &Value) -> Result<(), Mismatch> {
    match ty {
        MetaType::Scalar { name, is_valid: Some(is_valid), .. }
            if !is_valid(value) || name == "Int" && !is_int(value) =>
        {
            Err(Mismatch::new(format!("must be of type {name}")))
        }
        MetaType::Enum { enum_values, .. } => match value {
            Value::String(name) if enum_values.contains_key(name.as_str()) => Ok(()),
            Value::Enum(name) if enum_values.contains_key(name.as_str()) => Ok(()),
            _ => {
                let names: Vec<&str> = enum_values.keys().map(String::as_str).collect();
                Err(Mismatch::new(format!("must be one of {}", names.join(", "))))
            }
        },
        MetaType::InputObject { name, input_fields, .. } => {
            let Value::Object(fields) = value else {
                return Err(Mismatch::new(format!("must be an object of type {name}")));
            };
            if let Some(unknown) =
                fields.keys().find(|key| !input_fields.contains_key(key.as_str()))
            {
                let mismatch = Mismatch::new(format!("is no field of type {name}"));
                return Err(mismatch.under(unknown.as_str()));
            }
            input_fields.values().try_for_each(|field| {
                let checked = match fields.get(field.name.as_str()) {
                    Some(value) => matches(registry, &field.ty, value),
                    None if is_required(field) => Err(Mismatch::new("is required")),
                    None => Ok(()),
                };
                checked.map_err(|mismatch| mismatch.under(field.name.as_str()))
            })
        }
        // Output types are refused by validation.
        _ => Ok(()),
    }
}

/// The framework takes larger numbers for valid.
pub(in crate::graphql) fn is_int(value: &Value) -> bool {
    let Value::Number(number) = value else { return false };
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}
