//! What a response looks like: which fields each of its objects has, of which types, and in which order
//! (sections 6.3.2, "Collecting Fields", and 7.2.2, "Serialized Map Ordering", of the specification).
//!
//! async-graphql 7.2 makes null of an object of which directives left nothing. So each is asked for its
//! `__typename` under a name of ours, and is never empty before the response is complete.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationType, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{Name, Pos, Positioned, Value, Variables};

use super::event_selection;
use super::root_fields::is_included;
use crate::graphql::schema::engine::field_type;

/// Under what name each object is asked for its `__typename`. Names with two underscores are the
/// specification's own: no client uses this one.
pub(in crate::graphql) const WITNESS: &str = "__witness";

/// Asks each object for a field that no directive leaves out.
pub(in crate::graphql) fn ask_for_witnesses(document: &mut ExecutableDocument) {
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
                if !set.node.items.is_empty() && !event_selection::is_marked(&set.node) {
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
    event_selection::typename(Name::new(WITNESS), pos)
}

/// What an object of the response holds: each field with its type and what it holds in turn.
#[derive(Default)]
pub(in crate::graphql) struct ResponseShape {
    /// Whether anything is asked of it, which directives may leave out.
    pub(in crate::graphql) is_object: bool,
    /// In the order in which they are asked for.
    pub(in crate::graphql) fields: Vec<(Name, FieldShape)>,
    /// What objects of each of several types hold, where these may be here.
    of_types: Vec<(String, ResponseShape)>,
}

impl ResponseShape {
    /// What this object holds, whose type its witness says.
    pub(in crate::graphql) fn of(&self, object: &IndexMap<Name, Value>) -> &Self {
        let Some(Value::String(ty)) = object.get(WITNESS) else { return self };
        self.of_types.iter().find(|(name, _)| name == ty).map_or(self, |(_, shape)| shape)
    }
}

/// What a field of an object holds.
pub(in crate::graphql) struct FieldShape {
    /// Its type, as the schema writes it: `[Event!]!`.
    pub(in crate::graphql) ty: String,
    /// What is selected of it.
    pub(in crate::graphql) selected: ResponseShape,
}

/// What the response looks like to what is selected on this type. Fragments have been spread. With
/// variables, what directives leave out is left out.
///
/// Returns besides whether that makes a difference: a field may come first of its name, and so set
/// its place and those of what it selects, or be left out.
pub(in crate::graphql) fn shape_of(
    registry: &Registry,
    on: &str,
    set: &Positioned<SelectionSet>,
    variables: Option<&Variables>,
) -> (ResponseShape, bool) {
    let mut shaping = Shaping { registry, variables, varies: false };
    let shape = shaping.shape(on, &[set]);
    (shape, shaping.varies)
}

struct Shaping<'a> {
    registry: &'a Registry,
    variables: Option<&'a Variables>,
    varies: bool,
}

impl Shaping<'_> {
    fn shape(&mut self, parent: &str, sets: &[&Positioned<SelectionSet>]) -> ResponseShape {
        let registry = self.registry;
        match registry.types.get(parent).and_then(MetaType::possible_types) {
            None => self.shape_of_object(parent, sets),
            Some(types) => {
                let of_types = types.iter().map(|ty| (ty.clone(), self.shape_of_object(ty, sets)));
                ResponseShape { is_object: true, fields: Vec::new(), of_types: of_types.collect() }
            }
        }
    }

    /// Merges what these selection sets ask of an object of this type.
    fn shape_of_object(&mut self, ty: &str, sets: &[&Positioned<SelectionSet>]) -> ResponseShape {
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
        ResponseShape { is_object, fields: fields.collect(), of_types: Vec::new() }
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
