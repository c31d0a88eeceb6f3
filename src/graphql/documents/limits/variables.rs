//! Holds variables to what they are used for.
//!
//! async-graphql copies a variable wherever the document uses it: a list of 100,000 ids in a
//! mebibyte of JSON, used 490 times, took nine seconds. So variables are counted as often as they are
//! used, and together may be no longer than a request.

use async_graphql::parser::types::{ExecutableDocument, VariableDefinition};
use async_graphql::{Positioned, ServerError, Variables};

use super::expansion::total;
use super::weights::Weights;
use crate::config::LimitSettings;
use crate::graphql::error::coded;
use crate::service::Code;

/// Refuses variables that come to too much where a document uses them, which was [parsed] before, be it valid
/// or not.
///
/// [parsed]: super::parse
///
/// # Errors
/// `QUERY_TOO_COMPLEX`.
pub fn check_variables(
    document: &ExecutableDocument,
    variables: &Variables,
    limits: &LimitSettings,
) -> Result<(), ServerError> {
    let operations = document.operations.iter();
    let definitions = operations.flat_map(|(_, one)| &one.node.variable_definitions);
    let uses = |weights: &Weights<'_>| total(document, weights).map(|size| size.values);
    check(&Weights::of_variables(definitions, variables), limits, uses)
}

/// The same, where `uses` tells what all values of an operation come to.
pub(in crate::graphql) fn check_uses(
    definitions: &[Positioned<VariableDefinition>],
    variables: &Variables,
    limits: &LimitSettings,
    uses: impl FnOnce(&Weights<'_>) -> usize,
) -> Result<(), ServerError> {
    check(&Weights::of_variables(definitions, variables), limits, |weights| Ok(uses(weights)))
}

fn check(
    weights: &Weights<'_>,
    limits: &LimitSettings,
    uses: impl FnOnce(&Weights<'_>) -> Result<usize, ServerError>,
) -> Result<(), ServerError> {
    // Most variables are so short that it doesn't matter how often they are used.
    if weights.heaviest().saturating_mul(limits.document_tokens) <= limits.body {
        return Ok(());
    }
    let limit = limits.body;
    if uses(weights)? > limit {
        let message = format!(
            "the variables have more than {limit} bytes, counted as often as the document uses \
             them (limits.body)"
        );
        return Err(coded(message, None, Code::QueryTooComplex));
    }
    Ok(())
}
