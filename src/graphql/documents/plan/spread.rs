//! Puts fragments where they are spread, so that each field of an operation stands in one place
//! only, and what is worked out about it holds wherever it is run.
//!
//! The limits have bounded what a document comes to with its fragments spread out.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentDefinition, InlineFragment, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Spreads the fragments of a document of one operation.
pub(in crate::graphql) fn spread_fragments(document: &mut ExecutableDocument) {
    let fragments = std::mem::take(&mut document.fragments);
    if let DocumentOperations::Single(operation) = &mut document.operations {
        within(&mut operation.node.selection_set.node, &fragments);
    }
}

/// Recurses no deeper than documents may be nested.
fn within(set: &mut SelectionSet, fragments: &Fragments) {
    let mut spread = HashSet::new();
    // A fragment counts once for each object, as in the specification's `CollectFields`; here, where one
    // selection set spreads it again.
    set.items.retain(|item| match &item.node {
        Selection::FragmentSpread(one) if one.node.directives.is_empty() => {
            spread.insert(one.node.fragment_name.node.clone())
        }
        _ => true,
    });
    for item in &mut set.items {
        if let Selection::FragmentSpread(spread) = &item.node
            && let Some(fragment) = fragments.get(&spread.node.fragment_name.node)
        {
            let inline = InlineFragment {
                type_condition: Some(fragment.node.type_condition.clone()),
                directives: spread.node.directives.clone(),
                selection_set: fragment.node.selection_set.clone(),
            };
            item.node = Selection::InlineFragment(Positioned::new(inline, spread.pos));
        }
        match &mut item.node {
            Selection::Field(field) => within(&mut field.node.selection_set.node, fragments),
            Selection::InlineFragment(inline) => {
                within(&mut inline.node.selection_set.node, fragments);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}
