//! The errors of the guard.

use async_graphql::{Pos, ServerError};

use crate::graphql::error::coded;
use crate::service::Code;

/// A document that is beyond a limit: what it has more of than how much, and the setting.
pub(super) fn beyond(what: &str, limit: usize, setting: &str, at: Option<Pos>) -> ServerError {
    let message = format!("the document has more than {limit} {what} ({setting})");
    coded(message, at, Code::QueryTooComplex)
}

/// A text that is no document.
pub(super) fn unreadable(message: impl Into<String>, at: Option<Pos>) -> ServerError {
    coded(message, at, Code::GraphqlParseFailed)
}

/// A document that no schema fits.
pub(super) fn invalid(message: impl Into<String>, at: Pos) -> ServerError {
    coded(message, Some(at), Code::GraphqlValidationFailed)
}

/// The line and column of a byte, both counted from 1.
pub(super) fn position(text: &str, byte: usize) -> Pos {
    let before = text.get(..byte).unwrap_or(text);
    let is_break = |(at, end): &(usize, char)| {
        *end == '\n' || (*end == '\r' && !before[at + 1..].starts_with('\n'))
    };
    let line = before.char_indices().filter(is_break).count() + 1;
    let in_line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    Pos { line, column: in_line.chars().count() + 1 }
}
