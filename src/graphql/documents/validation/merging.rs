//! Section 5.3.2, "Field Selection Merging": fields of one name in the answer must be one field.
//!
//! The specification compares each pair of them, and again where fragments lie inside each other.
//! Here the selections of all fields of a name are put together, and each is compared with the first:
//! once for the shape of the answer, whatever the objects' types, and once for the fields themselves
//! where one object may have both. Each time, a field is visited once. Only where selections on
//! interfaces hold further selections, they are visited for each type beside them.

use std::collections::{HashMap, HashSet};

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{Name, Positioned};

use super::types::{field_of, item_of, type_of};
use super::{MOST_ERRORS, Report};
use crate::graphql::schema::engine::root_of;

/// How many fields are visited at most: no schema of ours comes near, with what the limits let
/// through.
const MOST_VISITS: usize = 100_000;

/// Selections, each with the type that they are made on.
type Sets<'a> = Vec<(&'a MetaType, &'a SelectionSet)>;

/// A field that is selected.
#[derive(Clone, Copy)]
struct Selected<'a> {
    on: &'a MetaType,
    field: &'a Positioned<Field>,
    ty: &'a str,
}

struct Merging<'m, 'a> {
    report: &'m mut Report<'a>,
    document: &'a ExecutableDocument,
    visits: usize,
}

/// Checks an operation, whose fields and fragments are there.
pub(super) fn check<'a>(
    report: &mut Report<'a>,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
) {
    let registry = report.registry;
    let Some(root) = registry.types.get(root_of(registry, operation.ty)) else { return };
    let mut merging = Merging { report, document, visits: 0 };
    let set = &operation.selection_set.node;
    merging.shapes(vec![(root, set)]);
    merging.fields(vec![(root, set)]);
    if merging.visits > MOST_VISITS {
        let message = "too many fields to compare".to_owned();
        merging.report.add(operation.selection_set.pos, |_| message);
    }
}

impl<'a> Merging<'_, 'a> {
    /// `SameResponseShape()`.
    fn shapes(&mut self, sets: Sets<'a>) {
        for (key, group) in self.collect(sets) {
            let Some((first, others)) = group.split_first() else { continue };
            let registry = self.report.registry;
            let other = others.iter().find(|other| !is_one_shape(registry, first.ty, other.ty));
            match other {
                Some(other) => self.conflict(key, *other, || {
                    format!("they return \"{}\" and \"{}\"", first.ty, other.ty)
                }),
                None => self.shapes(self.selections_of(&group)),
            }
        }
    }

    /// `FieldsInSetCanMerge()`.
    fn fields(&mut self, sets: Sets<'a>) {
        for (key, group) in self.collect(sets) {
            let (of_any, of_objects): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|selected| selected.on.is_abstract());
            let mut by_type: IndexMap<&str, Vec<_>> = IndexMap::new();
            for selected in of_objects {
                by_type.entry(selected.on.name()).or_insert_with(|| of_any.clone()).push(selected);
            }
            if by_type.is_empty() {
                by_type.insert("", of_any);
            }
            for group in by_type.into_values() {
                if self.are_one(key, &group) {
                    self.fields(self.selections_of(&group));
                }
            }
        }
    }

    /// Whether fields that one object may have are the same, with the same arguments.
    fn are_one(&mut self, key: &Name, group: &[Selected<'a>]) -> bool {
        let Some((first, others)) = group.split_first() else { return false };
        let (name, arguments) = (&first.field.node.name.node, &first.field.node.arguments);
        let known: HashMap<_, _> =
            arguments.iter().map(|(name, value)| (&name.node, &value.node)).collect();
        for other in others {
            let Field { name: other_name, arguments, .. } = &other.field.node;
            if other_name.node != *name {
                self.conflict(key, *other, || {
                    format!("\"{name}\" and \"{}\" are different fields", other_name.node)
                });
                return false;
            }
            let mut given = arguments.iter();
            if arguments.len() != known.len()
                || !given.all(|(name, value)| known.get(&name.node) == Some(&&value.node))
            {
                self.conflict(key, *other, || "their arguments differ".to_owned());
                return false;
            }
        }
        true
    }

    fn conflict(&mut self, key: &Name, at: Selected<'a>, why: impl FnOnce() -> String) {
        self.report.add(at.field.pos, |_| {
            format!("fields named \"{key}\" can't be one, for {}: give one an alias", why())
        });
    }

    /// The fields of these selections, those of one name in the answer together.
    fn collect(&mut self, sets: Sets<'a>) -> IndexMap<&'a Name, Vec<Selected<'a>>> {
        let mut groups: IndexMap<_, Vec<_>> = IndexMap::new();
        let mut spread = HashSet::new();
        let mut waiting = sets;
        // Further errors would not be told.
        if self.visits > MOST_VISITS || self.report.errors.len() >= MOST_ERRORS {
            return groups;
        }
        while let Some((on, set)) = waiting.pop() {
            self.visits += set.items.len();
            for selection in &set.items {
                match &selection.node {
                    Selection::Field(field) => {
                        let Some(known) = field_of(on, &field.node.name.node) else { continue };
                        let key = &field.node.response_key().node;
                        let selected = Selected { on, field, ty: known.ty };
                        groups.entry(key).or_default().push(selected);
                    }
                    Selection::InlineFragment(inline) => {
                        let inline = &inline.node;
                        let condition = inline.type_condition.as_ref();
                        let narrowed = condition.and_then(|on| self.type_named(&on.node.on.node));
                        waiting.push((narrowed.unwrap_or(on), &inline.selection_set.node));
                    }
                    Selection::FragmentSpread(one) => {
                        let name = &one.node.fragment_name.node;
                        if let Some(fragment) = self.document.fragments.get(name)
                            && spread.insert(name)
                            && let Some(on) =
                                self.type_named(&fragment.node.type_condition.node.on.node)
                        {
                            waiting.push((on, &fragment.node.selection_set.node));
                        }
                    }
                }
            }
        }
        groups
    }

    fn type_named(&self, name: &Name) -> Option<&'a MetaType> {
        self.report.registry.types.get(name.as_str())
    }

    fn selections_of(&self, group: &[Selected<'a>]) -> Sets<'a> {
        let sets = group.iter().filter_map(|selected| {
            let ty = type_of(self.report.registry, selected.ty)?;
            Some((ty, &selected.field.node.selection_set.node))
        });
        sets.filter(|(_, set)| !set.items.is_empty()).collect()
    }
}

/// Whether values of two types look alike to who reads an answer.
fn is_one_shape(registry: &Registry, one: &str, other: &str) -> bool {
    match (one.strip_suffix('!'), other.strip_suffix('!')) {
        (Some(one), Some(other)) => return is_one_shape(registry, one, other),
        (None, None) => {}
        _ => return false,
    }
    match (item_of(one), item_of(other)) {
        (Some(one), Some(other)) => is_one_shape(registry, one, other),
        (None, None) => {
            let is_composite = |ty: &str| type_of(registry, ty).is_some_and(MetaType::is_composite);
            one == other || is_composite(one) && is_composite(other)
        }
        _ => false,
    }
}
