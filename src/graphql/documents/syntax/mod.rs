//! From text to a syntax tree: section 2 of the GraphQL specification (September 2025), "Language".
//!
//! The tree is async-graphql's, which runs it; the parser is ours. async-graphql 7.2 reads neither
//! `"\u{1F600}"`, surrogate pairs, `\"""` in blocks, `[ Int ]`, names that begin with `true`, nor
//! descriptions, takes `queryA` for `query A` and `$a: Int @b = 1` for a definition, and forgets that
//! a field of an object stands there twice.
//!
//! The `lexer` reads tokens without recursion, which the limits count; the `Parser` goes over those
//! that were let through, and recurses with each bracket. Rules about names that are there twice
//! (sections 5.2.2.1, 5.2.3.1, 5.5.1.1 and 5.6.3) are held here, since the tree has no place for
//! the second one.

mod definitions;
mod lexer;
mod parser;
mod selections;
mod strings;
mod values;

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, ServerError, ServerResult};

pub(in crate::graphql) use self::lexer::{Flaw, Kind, Lexer, Token};

use self::parser::Parser;
use crate::graphql::error::coded;
use crate::service::Code;

/// Reads a document from its tokens, the last of which is its end. Recurses no deeper than their
/// brackets go.
///
/// # Errors
/// `GRAPHQL_PARSE_FAILED` when it is no document, `GRAPHQL_VALIDATION_FAILED` when a name stands
/// there twice.
pub(in crate::graphql) fn parse(tokens: &[Token<'_>]) -> ServerResult<ExecutableDocument> {
    Parser::new(tokens).document()
}

/// A text that is no document.
pub(in crate::graphql) fn unreadable(message: impl Into<String>, at: Pos) -> ServerError {
    coded(message, Some(at), Code::GraphqlParseFailed)
}

/// A document that no schema fits.
pub(in crate::graphql) fn invalid(message: impl Into<String>, at: Pos) -> ServerError {
    coded(message, Some(at), Code::GraphqlValidationFailed)
}
