//! What a response looks like: which fields each of its objects has, of which types, and in which order
//! (sections 6.3.2, "Collecting Fields", and 7.2.2, "Serialized Map Ordering", of the specification).
//!
//! async-graphql 7.2 makes null of an object of which directives left nothing. So each is asked for its
//! `__typename` under a name of ours, and is never empty before the response is complete.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{Name, Value, Variables};

use crate::graphql::documents::typed_tree::{OperationTree, SelectedField, is_included};

/// Under what name each object is asked for its `__typename`. Names with two underscores are the
/// specification's own: no client uses this one.
pub(in crate::graphql) const WITNESS: &str = "__witness";

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

/// What the response looks like to what is selected on this type. With variables, what directives leave out
/// is left out.
///
/// Returns besides whether that makes a difference: a field may come first of its name, and so set
/// its place and those of what it selects, or be left out.
pub(in crate::graphql) fn shape_of(
    registry: &Registry,
    operation: &OperationTree,
    variables: Option<&Variables>,
) -> (ResponseShape, bool) {
    let mut shaping = Shaping { registry, variables, varies: false };
    let shape = shaping.shape(&operation.root, &[&operation.fields]);
    (shape, shaping.varies)
}

struct Shaping<'a> {
    registry: &'a Registry,
    variables: Option<&'a Variables>,
    varies: bool,
}

impl Shaping<'_> {
    fn shape(&mut self, parent: &str, sets: &[&[SelectedField]]) -> ResponseShape {
        let registry = self.registry;
        match registry.types.get(parent).and_then(MetaType::possible_types) {
            None => self.shape_of_object(parent, sets),
            Some(types) => {
                let of_types = types.iter().map(|ty| (ty.clone(), self.shape_of_object(ty, sets)));
                let of_types = of_types.collect();
                ResponseShape { is_object: true, fields: Vec::new(), of_types }
            }
        }
    }

    /// Merges what these sets of fields ask of an object of this type.
    fn shape_of_object(&mut self, ty: &str, sets: &[&[SelectedField]]) -> ResponseShape {
        let mut found: IndexMap<&Name, Group<'_>> = IndexMap::new();
        for field in sets.iter().copied().flatten() {
            if !self.is_on(ty, field) {
                continue;
            }
            let is_conditional = field.directives().next().is_some();
            let first = || Group { is_conditional, fields: Vec::new() };
            let group = found.entry(field.key()).or_insert_with(first);
            self.varies |= group.add(field, is_conditional);
        }
        let fields = found.into_iter().filter_map(|(key, Group { fields, .. })| {
            let first = fields.first()?;
            let sets: Vec<_> = fields.iter().map(|field| &*field.selections).collect();
            let selected = self.shape(first.named_type(), &sets);
            Some((key.clone(), FieldShape { selected, ty: first.ty.clone() }))
        });
        let is_object = sets.iter().any(|set| !set.is_empty());
        ResponseShape { is_object, fields: fields.collect(), of_types: Vec::new() }
    }

    /// Whether a field is asked of an object of this type.
    fn is_on(&self, ty: &str, field: &SelectedField) -> bool {
        let admits = |condition: &Name| {
            let condition = self.registry.types.get(condition.as_str());
            condition.is_some_and(|condition| condition.is_possible_type(ty))
        };
        field.conditions().all(admits)
            && self.variables.is_none_or(|variables| is_included(field.directives(), variables))
    }
}

/// Fields of one name in the response.
struct Group<'a> {
    /// Whether the first of them may be left out.
    is_conditional: bool,
    fields: Vec<&'a SelectedField>,
}

impl<'a> Group<'a> {
    /// Returns whether it depends on a condition which field sets the places of others.
    fn add(&mut self, field: &'a SelectedField, is_conditional: bool) -> bool {
        let sets_places = is_conditional && !field.selections.is_empty();
        let depends = !self.fields.is_empty() && (self.is_conditional || sets_places);
        self.fields.push(field);
        depends
    }
}
