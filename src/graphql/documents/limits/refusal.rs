//! The error of the limits.

use async_graphql::{Pos, ServerError};

use crate::graphql::error::coded;
use crate::service::Code;

/// A document that is beyond a limit: what it has more of than how much, and the setting.
pub(super) fn beyond(what: &str, limit: usize, setting: &str, at: Option<Pos>) -> ServerError {
    let message = format!("the document has more than {limit} {what} ({setting})");
    coded(message, at, Code::QueryTooComplex)
}
