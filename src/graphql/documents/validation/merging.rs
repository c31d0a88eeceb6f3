//! Section 5.3.2, "Field Selection Merging": fields of one name in the answer must be one field.
//!
//! The specification compares each pair of them, and again where fragments lie inside each other.
//! Here the selections of all fields of a name are put together, and each is compared with the first:
//! once for the shape of the answer, whatever the objects' types, and once for the fields themselves
//! where one object may have both. Each time, a field is visited once. Only where selections on
//! interfaces hold further selections, they are visited for each type beside them.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, Registry};

use super::{MOST_ERRORS, Report};
use crate::graphql::documents::schema_types::{item_of, type_of};
use crate::graphql::documents::typed_tree::{OperationTree, SelectedField};

/// How many fields are visited at most: no schema of ours comes near, with what the limits let
/// through.
const MOST_VISITS: usize = 100_000;

/// What is selected of objects that may be one.
type Sets<'a> = Vec<&'a [SelectedField]>;

struct Merging<'m, 'r> {
    report: &'m mut Report<'r>,
    visits: usize,
}

/// Checks an operation.
pub(super) fn check(report: &mut Report<'_>, operation: &OperationTree) {
    let mut merging = Merging { report, visits: 0 };
    merging.shapes(vec![&operation.fields]);
    merging.fields(vec![&operation.fields]);
    if merging.visits > MOST_VISITS {
        let message = "too many fields to compare".to_owned();
        merging.report.add(operation.definition.selection_set.pos, |_| message);
    }
}

impl Merging<'_, '_> {
    /// `SameResponseShape()`.
    fn shapes(&mut self, sets: Sets<'_>) {
        for (key, group) in self.collect(sets) {
            let Some((first, others)) = group.split_first() else { continue };
            let registry = self.report.registry;
            let other = others.iter().find(|other| !is_one_shape(registry, &first.ty, &other.ty));
            match other {
                Some(other) => self.conflict(key, other, || {
                    format!("they return \"{}\" and \"{}\"", first.ty, other.ty)
                }),
                None => self.shapes(selections_of(&group)),
            }
        }
    }

    /// `FieldsInSetCanMerge()`.
    fn fields(&mut self, sets: Sets<'_>) {
        for (key, group) in self.collect(sets) {
            let (of_any, of_objects): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|selected| self.is_abstract(&selected.on));
            let mut by_type: IndexMap<&str, Vec<_>> = IndexMap::new();
            for selected in of_objects {
                by_type.entry(&selected.on).or_insert_with(|| of_any.clone()).push(selected);
            }
            if by_type.is_empty() {
                by_type.insert("", of_any);
            }
            for group in by_type.into_values() {
                if self.are_one(key, &group) {
                    self.fields(selections_of(&group));
                }
            }
        }
    }

    /// Whether fields that one object may have are the same, with the same arguments.
    fn are_one(&mut self, key: &Name, group: &[&SelectedField]) -> bool {
        let Some((first, others)) = group.split_first() else { return false };
        let (name, arguments) = (&first.field.node.name.node, &first.field.node.arguments);
        let known: HashMap<_, _> =
            arguments.iter().map(|(name, value)| (&name.node, &value.node)).collect();
        for other in others {
            let Field { name: other_name, arguments, .. } = &other.field.node;
            if other_name.node != *name {
                self.conflict(key, other, || {
                    format!("\"{name}\" and \"{}\" are different fields", other_name.node)
                });
                return false;
            }
            let mut given = arguments.iter();
            if arguments.len() != known.len()
                || !given.all(|(name, value)| known.get(&name.node) == Some(&&value.node))
            {
                self.conflict(key, other, || "their arguments differ".to_owned());
                return false;
            }
        }
        true
    }

    fn conflict(&mut self, key: &Name, at: &SelectedField, why: impl FnOnce() -> String) {
        self.report.add(at.field.pos, |_| {
            format!("fields named \"{key}\" can't be one, for {}: give one an alias", why())
        });
    }

    /// The fields of these selections, those of one name in the response together.
    fn collect<'a>(&mut self, sets: Sets<'a>) -> IndexMap<&'a Name, Vec<&'a SelectedField>> {
        let mut groups: IndexMap<_, Vec<_>> = IndexMap::new();
        // Further errors would not be told.
        if self.visits > MOST_VISITS || self.report.errors.len() >= MOST_ERRORS {
            return groups;
        }
        for field in sets.into_iter().flatten() {
            self.visits += 1;
            groups.entry(field.key()).or_default().push(field);
        }
        groups
    }

    fn is_abstract(&self, ty: &Name) -> bool {
        self.report.registry.types.get(ty.as_str()).is_some_and(MetaType::is_abstract)
    }
}

fn selections_of<'a>(group: &[&'a SelectedField]) -> Sets<'a> {
    group.iter().map(|field| field.selections.as_slice()).collect()
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
