//! The walk over a document as it is written: over the selections of one definition, each of them once, and
//! not into the fragments that they spread. Limits are counted on it, which know no types yet, and rules of
//! validation are held on it, with the type of each place.

use async_graphql::Positioned;
use async_graphql::parser::types::{Selection, SelectionSet};

/// Visits selections in their order, each before what is selected inside it. `visit` is told the place of a
/// selection, and says that of what is inside, or `None` where nobody wants to look. Recurses no deeper
/// than documents may be nested.
pub(super) fn walk<'a, P: Copy>(
    set: &'a SelectionSet,
    place: P,
    visit: &mut impl FnMut(&'a Positioned<Selection>, P) -> Option<P>,
) {
    for selection in &set.items {
        let Some(within) = visit(selection, place) else { continue };
        match &selection.node {
            Selection::Field(field) => walk(&field.node.selection_set.node, within, visit),
            Selection::InlineFragment(inline) => {
                walk(&inline.node.selection_set.node, within, visit);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}
