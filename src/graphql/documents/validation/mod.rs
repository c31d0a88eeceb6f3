//! Whether a document can be run on the schema: section 5 of the GraphQL specification (September
//! 2025), "Validation". Each file is a group of its rules.
//!
//! async-graphql 7.2 has rules of its own, which are not asked: they never look at `__typename`, so
//! that a variable that is used there counts as unused, and at arguments and directives there at all;
//! they compare fields of one name neither across fragments nor below them; and what they say of
//! values depends on the variables of the request.
//!
//! Each definition is walked once, however often it is spread (`definition`), for the rules that need
//! nothing else. Only where all of them hold, each operation is looked at together with the fragments
//! that it reaches. Both take time in proportion to the document, of which the limits have bounded what
//! it comes to.
//!
//! Names that are there twice (5.2.2.1, 5.2.3.1, 5.5.1.1, 5.6.3) are refused by the parser, and
//! fragments that contain themselves (5.5.2.2) by the limits.

mod arguments;
mod definition;
mod directives;
mod fields;
mod fragments;
mod merging;
mod operations;
mod suggestion;
mod values;
mod variable_positions;

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::registry::Registry;
use async_graphql::{Name, Pos, ServerError};

use self::definition::{Definition, Found};
use crate::graphql::documents::typed_tree::OperationTree;
use crate::graphql::error::coded;
use crate::service::Code;

/// The most errors that a client is told of: a document of a few kilobytes can have thousands.
const MOST_ERRORS: usize = 50;

/// Validates a document that the limits let through. Returns its operations.
///
/// # Errors
/// What is wrong, at most 50 times.
pub(super) fn check(
    registry: &Registry,
    document: &ExecutableDocument,
) -> Result<Vec<OperationTree>, Vec<ServerError>> {
    let mut report = Report { registry, errors: Vec::new() };
    // The parser keeps definitions in no order; errors should be the same each time.
    let mut fragments: Vec<_> = document.fragments.iter().collect();
    fragments.sort_unstable_by_key(|(_, fragment)| fragment.pos);
    let mut operations: Vec<_> = document.operations.iter().collect();
    operations.sort_unstable_by_key(|(_, operation)| operation.pos);

    let checked =
        operations.iter().map(|(_, one)| Definition::operation(&mut report, document, &one.node));
    let of_operations: Vec<_> = checked.collect();
    let checked = fragments.iter().map(|(name, fragment)| {
        (*name, Definition::fragment(&mut report, document, &fragment.node))
    });
    let of_fragments: HashMap<_, _> = checked.collect();
    report.end()?;

    let trees: Vec<_> = operations
        .iter()
        .map(|(name, one)| OperationTree::of(registry, document, (*name, &one.node)))
        .collect();
    let mut used = HashSet::new();
    for (operation, found) in trees.iter().zip(&of_operations) {
        let reached = used_fragments(found, &of_fragments);
        let parts = || reached.iter().filter_map(|name| of_fragments.get(name)).chain([found]);
        operations::check(&mut report, operation);
        merging::check(&mut report, operation);
        let positions = parts().flat_map(|part| &part.variable_positions);
        variable_positions::check(&mut report, &operation.definition, positions);
        used.extend(reached);
    }
    let unused = fragments.iter().filter(|(name, _)| !used.contains(name));
    for (name, fragment) in unused {
        fragments::unused(&mut report, name, fragment.pos);
    }
    report.end()?;
    Ok(trees)
}

/// The fragments that an operation spreads, and those that they spread.
fn used_fragments<'a>(
    operation: &Found<'a>,
    fragments: &HashMap<&'a Name, Found<'a>>,
) -> HashSet<&'a Name> {
    let mut reached = HashSet::new();
    let mut waiting: Vec<_> = operation.spreads.clone();
    while let Some(name) = waiting.pop() {
        if reached.insert(name) {
            waiting.extend(fragments.get(name).into_iter().flat_map(|found| &found.spreads));
        }
    }
    reached
}

/// The schema, and what was found wrong with a document.
struct Report<'r> {
    registry: &'r Registry,
    errors: Vec<ServerError>,
}

impl Report<'_> {
    /// Adds an error. Its message is made only when it is told: similar names take time to find.
    fn add(&mut self, at: Pos, message: impl FnOnce(&Registry) -> String) {
        if self.errors.len() < MOST_ERRORS {
            let message = message(self.registry);
            self.errors.push(coded(message, Some(at), Code::GraphqlValidationFailed));
        }
    }

    fn end(&mut self) -> Result<(), Vec<ServerError>> {
        let errors = std::mem::take(&mut self.errors);
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}
