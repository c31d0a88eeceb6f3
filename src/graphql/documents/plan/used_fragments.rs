//! Which fragments an operation uses.

use std::collections::HashSet;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};

/// What an operation reaches.
pub(in crate::graphql) struct UsedFragments {
    fragments: HashSet<Name>,
    introspects: bool,
}

impl UsedFragments {
    /// What is reached from here.
    pub(in crate::graphql) fn of(
        set: &Positioned<SelectionSet>,
        document: &ExecutableDocument,
    ) -> Self {
        let mut reach = Self { fragments: HashSet::new(), introspects: false };
        let mut waiting = vec![set];
        while let Some(set) = waiting.pop() {
            for selection in &set.node.items {
                match &selection.node {
                    Selection::Field(field) => {
                        let name = field.node.name.node.as_str();
                        reach.introspects |= matches!(name, "__schema" | "__type");
                        waiting.push(&field.node.selection_set);
                    }
                    Selection::InlineFragment(inline) => waiting.push(&inline.node.selection_set),
                    Selection::FragmentSpread(spread) => {
                        let name = &spread.node.fragment_name.node;
                        if reach.fragments.insert(name.clone())
                            && let Some(fragment) = document.fragments.get(name)
                        {
                            waiting.push(&fragment.node.selection_set);
                        }
                    }
                }
            }
        }
        reach
    }

    /// Whether the schema is asked about.
    pub(in crate::graphql) const fn introspects(&self) -> bool {
        self.introspects
    }

    /// The operation and what it reaches, as a document of its own.
    pub(in crate::graphql) fn document(
        &self,
        document: &ExecutableDocument,
        operation: &Positioned<OperationDefinition>,
    ) -> ExecutableDocument {
        let fragments = document.fragments.iter();
        let reached = fragments.filter(|(name, _)| self.fragments.contains(*name));
        ExecutableDocument {
            operations: DocumentOperations::Single(operation.clone()),
            fragments: reached.map(|(name, one)| (name.clone(), one.clone())).collect(),
        }
    }
}
