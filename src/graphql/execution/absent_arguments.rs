//! Leaves out arguments whose variables have no value.
//!
//! The specification (section 6.4.1, "Coercing Field Arguments") takes such an argument for one that
//! isn't there, and so uses its default; async-graphql 7.2 takes it for null.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::Value;

/// Removes arguments, and fields of input objects, whose variables have no value.
pub(in crate::graphql) fn leave_out_absent(
    document: &mut ExecutableDocument,
    variables: &Variables,
) {
    let DocumentOperations::Single(operation) = &mut document.operations else { return };
    let mut declared = operation.node.variable_definitions.iter();
    if declared.all(|definition| variables.contains_key(&definition.node.name.node)) {
        return;
    }
    within(&mut operation.node.selection_set.node, variables);
}

/// Recurses no deeper than documents may be nested.
fn within(set: &mut SelectionSet, variables: &Variables) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                retain_present(&mut field.node.arguments, variables);
                within(&mut field.node.selection_set.node, variables);
            }
            Selection::InlineFragment(inline) => {
                within(&mut inline.node.selection_set.node, variables);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn retain_present(
    arguments: &mut Vec<(Positioned<Name>, Positioned<Value>)>,
    variables: &Variables,
) {
    arguments.retain_mut(|(_, value)| is_present(&mut value.node, variables));
}

/// Whether a value is there, of which absent fields are removed.
fn is_present(value: &mut Value, variables: &Variables) -> bool {
    match value {
        Value::Variable(name) => return variables.contains_key(name),
        Value::Object(fields) => fields.retain(|_, field| is_present(field, variables)),
        Value::List(items) => {
            for item in items {
                // In a list it is null.
                if !is_present(item, variables) {
                    *item = Value::Null;
                }
            }
        }
        _ => {}
    }
    true
}
