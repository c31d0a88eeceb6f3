//! Section 5.2, "Operations".

use std::collections::HashSet;

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection,
};

use super::Report;

/// 5.2.4.1, "Single Root Field": a subscription asks for one field, of the schema's own, and no
/// directive decides whether.
pub(super) fn check(
    report: &mut Report<'_>,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) {
    if operation.ty != OperationType::Subscription {
        return;
    }
    let mut keys = HashSet::new();
    let mut spread = HashSet::new();
    let mut waiting = vec![&operation.selection_set];
    while let Some(set) = waiting.pop() {
        for selection in &set.node.items {
            for directive in selection.node.directives() {
                let name = directive.node.name.node.as_str();
                if matches!(name, "skip" | "include") {
                    report.add(directive.pos, |_| {
                        format!("the field of a subscription can't be left out by @{name}")
                    });
                }
            }
            match &selection.node {
                Selection::Field(field) => {
                    if field.node.name.node.starts_with("__") {
                        let message = "a subscription can't ask about the schema";
                        report.add(field.pos, |_| message.to_owned());
                    }
                    keys.insert(&field.node.response_key().node);
                }
                Selection::InlineFragment(inline) => waiting.push(&inline.node.selection_set),
                Selection::FragmentSpread(one) => {
                    let name = &one.node.fragment_name.node;
                    let is_new = spread.insert(name);
                    let fragment = document.fragments.get(name).filter(|_| is_new);
                    waiting.extend(fragment.map(|fragment| &fragment.node.selection_set));
                }
            }
        }
    }
    if keys.len() > 1 {
        let at = operation.selection_set.pos;
        report.add(at, |_| "a subscription must have one field".to_owned());
    }
}
