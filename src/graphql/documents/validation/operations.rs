//! Section 5.2, "Operations".

use std::collections::HashSet;

use async_graphql::parser::types::OperationType;

use super::Report;
use crate::graphql::documents::typed_tree::OperationTree;

/// 5.2.4.1, "Single Root Field": a subscription asks for one field, of the schema's own, and no
/// directive decides whether.
pub(super) fn check(report: &mut Report<'_>, operation: &OperationTree) {
    if operation.definition.ty != OperationType::Subscription {
        return;
    }
    let (mut keys, mut told) = (HashSet::new(), HashSet::new());
    for field in &operation.fields {
        for directive in field.directives() {
            let name = directive.node.name.node.as_str();
            // Those of a fragment stand at each of its fields.
            if matches!(name, "skip" | "include") && told.insert(directive.pos) {
                report.add(directive.pos, |_| {
                    format!("the field of a subscription can't be left out by @{name}")
                });
            }
        }
        if field.name().starts_with("__") {
            let message = "a subscription can't ask about the schema";
            report.add(field.field.pos, |_| message.to_owned());
        }
        keys.insert(field.key());
    }
    if keys.len() > 1 {
        let at = operation.definition.selection_set.pos;
        report.add(at, |_| "a subscription must have one field".to_owned());
    }
}
