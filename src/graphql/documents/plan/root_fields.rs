//! Puts the root fields of an operation where async-graphql 7.2 looks for them.
//!
//! It runs a mutation's field as often as the document has it, where the specification makes one of
//! all those of a name, and looks for a subscription's field only in the operation itself. So they
//! are collected here (section 6.3.2, "Collecting Fields").

use std::collections::HashSet;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value as Constant, Variables};
use async_graphql_value::Value;

/// Whether each field stands in the operation itself, and in one place.
pub(in crate::graphql) fn are_collected(set: &SelectionSet) -> bool {
    let mut keys = HashSet::new();
    set.items.iter().all(|selection| match &selection.node {
        Selection::Field(field) => keys.insert(&field.node.response_key().node),
        Selection::InlineFragment(_) | Selection::FragmentSpread(_) => false,
    })
}

/// Collects the root fields of a document's only operation, whose fragments have been spread: those
/// of one name become one, and directives are carried out.
pub(in crate::graphql) fn collect(document: &mut ExecutableDocument, variables: &Variables) {
    let DocumentOperations::Single(operation) = &mut document.operations else { return };
    let set = &mut operation.node.selection_set.node;
    let mut fields: IndexMap<Name, Positioned<Selection>> = IndexMap::new();
    let mut waiting: Vec<_> = std::mem::take(&mut set.items).into_iter().rev().collect();
    while let Some(selection) = waiting.pop() {
        if !is_included(selection.node.directives(), variables) {
            continue;
        }
        match selection.node {
            Selection::Field(mut field) => {
                field.node.directives.clear();
                let key = field.node.response_key().node.clone();
                if let Some(Selection::Field(first)) =
                    fields.get_mut(&key).map(|first| &mut first.node)
                {
                    let set = &mut first.node.selection_set.node;
                    set.items.append(&mut field.node.selection_set.node.items);
                } else {
                    fields.insert(key, Positioned::new(Selection::Field(field), selection.pos));
                }
            }
            Selection::InlineFragment(inline) => {
                waiting.extend(inline.node.selection_set.node.items.into_iter().rev());
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    set.items = fields.into_values().collect();
}

/// What `@skip` and `@include` say.
pub(in crate::graphql) fn is_included(
    directives: &[Positioned<Directive>],
    variables: &Variables,
) -> bool {
    directives.iter().all(|directive| {
        let holds = directive.node.get_argument("if").is_some_and(|value| match &value.node {
            Value::Boolean(holds) => *holds,
            Value::Variable(name) => variables.get(name) == Some(&Constant::Boolean(true)),
            _ => false,
        });
        holds == (directive.node.name.node == "include")
    })
}
