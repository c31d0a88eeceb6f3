//! Brings answers into the form that the GraphQL specification gives them (sections 6.4.4,
//! "Handling Field Errors", and 7.2.2, "Serialized Map Ordering").
//!
//! async-graphql 7.2 leaves a field that failed out of its object, or a null where the type allows
//! none, lists fields in the order in which they were resolved, and makes null of an object of which
//! directives left nothing. Here a null that a type doesn't allow makes its parent null, fields come
//! in the order in which they were asked for, and each object is asked for its `__typename` under a
//! name of ours, so that it is never empty before the answer is complete.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationType, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{Name, PathSegment, Pos, Positioned, ServerError, Value, Variables};
use async_graphql_value::RAW_VALUE_TOKEN;

use super::engine::field_type;
use super::roots::is_included;
use super::written;

/// Under what name each object is asked for its `__typename`. Names with two underscores are the
/// specification's own: no client uses this one.
pub(super) const WITNESS: &str = "__witness";

/// Asks each object for a field that no directive leaves out.
pub(super) fn ask_for_witnesses(document: &mut ExecutableDocument) {
    let DocumentOperations::Single(operation) = &mut document.operations else { return };
    let set = &mut operation.node.selection_set;
    if operation.node.ty != OperationType::Subscription {
        set.node.items.push(witness(set.pos));
    }
    ask_within(set);
}

fn ask_within(set: &mut Positioned<SelectionSet>) {
    for item in &mut set.node.items {
        match &mut item.node {
            Selection::Field(field) => {
                let set = &mut field.node.selection_set;
                // What is written as text is complete.
                if !set.node.items.is_empty() && !written::is_marked(&set.node) {
                    set.node.items.push(witness(set.pos));
                    ask_within(set);
                }
            }
            Selection::InlineFragment(inline) => ask_within(&mut inline.node.selection_set),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn witness(pos: Pos) -> Positioned<Selection> {
    written::typename(Name::new(WITNESS), pos)
}

/// What an object of the answer holds: each field with its type and what it holds in turn.
#[derive(Default)]
pub(super) struct Shape {
    /// Whether anything is asked of it, which directives may leave out.
    is_object: bool,
    fields: Vec<(Name, FieldShape)>,
    /// What objects of each of several types hold, where these may be here.
    of_types: Vec<(String, Shape)>,
}

impl Shape {
    /// What this object holds, whose type its witness says.
    fn of(&self, object: &IndexMap<Name, Value>) -> &Self {
        let Some(Value::String(ty)) = object.get(WITNESS) else { return self };
        self.of_types.iter().find(|(name, _)| name == ty).map_or(self, |(_, shape)| shape)
    }
}

struct FieldShape {
    /// As the schema writes it: `[Event!]!`.
    ty: String,
    selected: Shape,
}

/// A null where the type allows none: the parent must take it.
struct Bubble;

/// What the answer looks like to what is selected on this type. Fragments have been spread. With
/// variables, what directives leave out is left out.
///
/// Returns besides whether that makes a difference: a field may come first of its name, and so set
/// its place and those of what it selects, or be left out.
pub(super) fn shape_of(
    registry: &Registry,
    on: &str,
    set: &Positioned<SelectionSet>,
    variables: Option<&Variables>,
) -> (Shape, bool) {
    let mut shaping = Shaping { registry, variables, varies: false };
    let shape = shaping.shape(on, &[set]);
    (shape, shaping.varies)
}

/// Completes the data of an answer.
pub(super) fn complete(data: &mut Value, shape: &Shape, errors: &[ServerError]) {
    if *data == Value::Null && errors.iter().any(|error| !error.path.is_empty()) {
        *data = Value::Object(IndexMap::new());
    }
    if complete_object(data, shape, &mut Vec::new(), errors).is_err() {
        *data = Value::Null;
    }
}

struct Shaping<'a> {
    registry: &'a Registry,
    variables: Option<&'a Variables>,
    varies: bool,
}

impl Shaping<'_> {
    fn shape(&mut self, parent: &str, sets: &[&Positioned<SelectionSet>]) -> Shape {
        let registry = self.registry;
        match registry.types.get(parent).and_then(MetaType::possible_types) {
            None => self.shape_of_object(parent, sets),
            Some(types) => {
                let of_types = types.iter().map(|ty| (ty.clone(), self.shape_of_object(ty, sets)));
                Shape { is_object: true, fields: Vec::new(), of_types: of_types.collect() }
            }
        }
    }

    /// Merges what these selection sets ask of an object of this type.
    fn shape_of_object(&mut self, ty: &str, sets: &[&Positioned<SelectionSet>]) -> Shape {
        let mut found: IndexMap<Name, Group<'_>> = IndexMap::new();
        let items = sets.iter().rev().flat_map(|set| set.node.items.iter().rev());
        let mut waiting: Vec<_> = items.map(|item| (false, item)).collect();
        while let Some((is_conditional, selection)) = waiting.pop() {
            let directives = selection.node.directives();
            if self.variables.is_some_and(|variables| !is_included(directives, variables)) {
                continue;
            }
            let is_conditional = is_conditional || !directives.is_empty();
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    if key != WITNESS {
                        let first = Group { is_conditional, fields: Vec::new() };
                        let group = found.entry(key.clone()).or_insert(first);
                        self.varies |= group.add(&field.node, is_conditional);
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    if condition.is_none_or(|on| self.is_on(ty, &on.node.on.node)) {
                        let items = inline.node.selection_set.node.items.iter().rev();
                        waiting.extend(items.map(|item| (is_conditional, item)));
                    }
                }
                Selection::FragmentSpread(_) => {}
            }
        }
        let fields = found.into_iter().filter_map(|(key, Group { fields, .. })| {
            let ty = field_type(self.registry, ty, &fields.first()?.name.node);
            let sets: Vec<_> = fields.iter().map(|field| &field.selection_set).collect();
            let selected = self.shape(ty.trim_matches(['[', ']', '!']), &sets);
            Some((key, FieldShape { selected, ty: ty.to_owned() }))
        });
        let is_object = sets.iter().any(|set| !set.node.items.is_empty());
        Shape { is_object, fields: fields.collect(), of_types: Vec::new() }
    }

    /// Whether a fragment on `condition` is one on this type.
    fn is_on(&self, ty: &str, condition: &str) -> bool {
        self.registry.types.get(condition).is_some_and(|condition| condition.is_possible_type(ty))
    }
}

/// Fields of one name in the answer.
struct Group<'a> {
    /// Whether the first of them may be left out.
    is_conditional: bool,
    fields: Vec<&'a Field>,
}

impl<'a> Group<'a> {
    /// Returns whether it depends on a condition which field sets the places of others.
    fn add(&mut self, field: &'a Field, is_conditional: bool) -> bool {
        let sets_places = is_conditional && !field.selection_set.node.items.is_empty();
        let depends = !self.fields.is_empty() && (self.is_conditional || sets_places);
        self.fields.push(field);
        depends
    }
}

fn complete_object(
    value: &mut Value,
    shape: &Shape,
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
fn order(object: &mut IndexMap<Name, Value>, shape: &Shape) {
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
    selected: &Shape,
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
