//! Holds a document to the limits with its fragments spread out, without spreading them out.
//!
//! Each definition is walked once. What a fragment comes to is worked out once, after the fragments
//! that it spreads; from then on a spread of it adds a known sum. So ten fragments that each spread
//! the next ten times size a hundred sums, not ten billion visits.

use async_graphql::ServerError;
use async_graphql::parser::types::ExecutableDocument;

use super::fragments::{Fragments, sum};
use super::outline::Outline;
use super::refusal::beyond;
use super::size::Size;
use super::weights::Weights;
use crate::config::LimitSettings;

/// Refuses fragments that contain themselves, and documents that come to more than is allowed.
pub(super) fn check(
    document: &ExecutableDocument,
    limits: &LimitSettings,
) -> Result<(), ServerError> {
    if document.operations.iter().len() > limits.document_operations {
        let limit = limits.document_operations;
        return Err(beyond("operations", limit, "limits.document_operations", None));
    }
    total(document, &Weights::of_values(document))?.check(limits)
}

/// What a document comes to. Every operation counts, whichever is to run, and so does a fragment
/// that nothing uses: all of them are validated.
///
/// # Errors
/// When a fragment contains itself.
pub(super) fn total(
    document: &ExecutableDocument,
    weights: &Weights<'_>,
) -> Result<Size, ServerError> {
    let fragments = Fragments::of(document, weights);
    let sizes = fragments.sizes()?;
    let mut total = Size::default();
    let mut is_used = vec![false; sizes.len()];
    for (_, operation) in document.operations.iter() {
        let outline =
            Outline::of(&operation.node.selection_set.node, &operation.node.directives, weights);
        let spreads = fragments.targets(&outline);
        for target in &spreads {
            is_used[target.fragment] = true;
        }
        total.add(&sum(outline.own, &spreads, &sizes));
    }
    // No operation and no other fragment has counted these.
    for fragment in fragments.outermost().filter(|fragment| !is_used[*fragment]) {
        total.add(&sizes[fragment]);
    }
    Ok(total)
}
