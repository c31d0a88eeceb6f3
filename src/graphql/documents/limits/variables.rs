//! Holds variables to what they are used for.
//!
//! async-graphql copies a variable wherever the document uses it: a list of 100,000 ids in a
//! mebibyte of JSON, used 490 times, took nine seconds. So variables are counted as often as they are
//! used, and together may be no longer than a request.

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{ServerError, Variables};

use super::expansion::total;
use super::weights::Weights;
use crate::config::LimitSettings;
use crate::graphql::error::coded;
use crate::service::Code;

/// Refuses variables that come to too much where a document uses them, which was [parsed] before.
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
    let weights = Weights::of_variables(document, variables);
    // Most variables are so short that it doesn't matter how often they are used.
    if weights.heaviest().saturating_mul(limits.document_tokens) <= limits.body {
        return Ok(());
    }
    let limit = limits.body;
    if total(document, &weights)?.values > limit {
        let message = format!(
            "the variables have more than {limit} bytes, counted as often as the document uses \
             them (limits.body)"
        );
        return Err(coded(message, None, Code::QueryTooComplex));
    }
    Ok(())
}
