//! What stands between a client's text and all that is done with a document: the one way in which
//! documents are parsed.
//!
//! Parsers recurse with each bracket, and where fragments spread others twice, each level doubles the
//! work of whoever spreads them out. So a document is held to `limits.document_*` in three steps, each
//! of which takes time in proportion to the text:
//!
//! 1. `scan` reads tokens, without recursion: size, tokens, brackets, directives.
//! 2. The parser runs, on tokens that can't exhaust its stack.
//! 3. `expansion` works out what the document comes to with its fragments spread out, without
//!    spreading them out.
//!
//! Whatever passes is still to be validated.

mod expansion;
mod fragments;
mod outline;
mod refusal;
mod scan;
mod size;
mod variables;
mod weights;

use async_graphql::ServerError;
use async_graphql::parser::types::ExecutableDocument;

pub use self::variables::check_variables;

pub(super) use self::variables::check_uses;
pub(super) use self::weights::Weights;

use self::size::Size;
use super::syntax;
use crate::config::LimitSettings;

/// How deep a document may be nested, whatever `limits.document_depth` says: whoever goes over it
/// recurses.
pub const DEEPEST: usize = 64;

/// Parses a document that is within the limits.
///
/// # Errors
/// `QUERY_TOO_COMPLEX` when it is beyond one, `GRAPHQL_PARSE_FAILED` when it is no document, and
/// `GRAPHQL_VALIDATION_FAILED` when its fragments contain themselves.
pub fn parse(text: &str, limits: &LimitSettings) -> Result<ExecutableDocument, ServerError> {
    let depth = limits.document_depth.min(DEEPEST);
    let limits = LimitSettings { document_depth: depth, ..limits.clone() };
    let document = syntax::parse(&scan::read(text, &limits)?)?;
    expansion::check(&document, &limits)?;
    Ok(document)
}

/// What a document comes to with its fragments spread out.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::graphql) struct Extent {
    /// Fields and fragments.
    pub(in crate::graphql) selections: usize,
    /// Fields under another name.
    pub(in crate::graphql) aliases: usize,
    /// Arguments, each with all the values in it, and directives.
    pub(in crate::graphql) values: usize,
}

/// What a document comes to that was [parsed](parse).
pub(in crate::graphql) fn extent(document: &ExecutableDocument) -> Extent {
    let total = expansion::total(document, &Weights::of_values(document));
    let extent = total.map(|size| {
        let Size { selections, aliases, values, .. } = size;
        Extent { selections, aliases, values }
    });
    extent.unwrap_or_default()
}
