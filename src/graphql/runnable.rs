//! Refuses what is valid but wouldn't run as the specification has it, or not with our witnesses.

use std::collections::HashSet;

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection,
};
use async_graphql::{Pos, Positioned, ServerError, ServerResult};

use super::completion::WITNESS;
use super::error::coded;
use super::written::MARK;
use crate::service::Code;

/// Refuses fields whose alias is that of our witnesses and marks.
pub(super) fn refuse_reserved_names(document: &ExecutableDocument) -> ServerResult<()> {
    let operations = document.operations.iter().map(|(_, one)| &one.node.selection_set);
    let fragments = document.fragments.values().map(|one| &one.node.selection_set);
    let mut waiting: Vec<_> = operations.chain(fragments).collect();
    while let Some(set) = waiting.pop() {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key();
                    if key.node == WITNESS || key.node.starts_with(MARK) {
                        return Err(invalid(format!("the name {} is reserved", key.node), key.pos));
                    }
                    waiting.push(&field.node.selection_set);
                }
                Selection::InlineFragment(inline) => waiting.push(&inline.node.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    Ok(())
}

/// Refuses an operation that async-graphql 7.2 runs otherwise than the specification has it. Its
/// fragments have been spread.
pub(super) fn check(operation: &OperationDefinition) -> ServerResult<()> {
    match operation.ty {
        OperationType::Query => Ok(()),
        OperationType::Mutation => refuse_doubled_fields(operation),
        OperationType::Subscription => refuse_several_fields(operation),
    }
}

/// Mutations that name a field of the answer twice would be merged into one field, as the
/// specification has it, but async-graphql runs each.
fn refuse_doubled_fields(operation: &OperationDefinition) -> ServerResult<()> {
    let mut keys = HashSet::new();
    let mut waiting: Vec<_> = operation.selection_set.node.items.iter().collect();
    while let Some(selection) = waiting.pop() {
        match &selection.node {
            Selection::Field(field) => {
                let key = field.node.response_key();
                if !keys.insert(&key.node) {
                    let message = format!("'{}' is asked for twice: give it an alias", key.node);
                    return Err(invalid(message, key.pos));
                }
            }
            Selection::InlineFragment(inline) => {
                waiting.extend(&inline.node.selection_set.node.items);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

/// A subscription has one field (section 5.2.4.1, "Single Root Field"). async-graphql doesn't look
/// for it in fragments.
fn refuse_several_fields(operation: &OperationDefinition) -> ServerResult<()> {
    let message = match operation.selection_set.node.items.as_slice() {
        [Positioned { node: Selection::Field(field), .. }]
            if !field.node.name.node.starts_with("__") =>
        {
            return Ok(());
        }
        [Positioned { node: Selection::Field(_), .. }] => {
            "a subscription can't ask about the schema"
        }
        [_] => "a subscription's field must stand in the operation itself, not in a fragment",
        _ => "a subscription must have one field",
    };
    Err(invalid(message, operation.selection_set.pos))
}

fn invalid(message: impl Into<String>, position: Pos) -> ServerError {
    coded(message, Some(position), Code::GraphqlValidationFailed)
}
