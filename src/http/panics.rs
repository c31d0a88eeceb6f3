//! What a client is told when a handler panics.

use std::any::Any;

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::clock::new_event_id;
use crate::service::Code;

#[expect(clippy::needless_pass_by_value, reason = "the layer calls it so")]
/// Logs a panic and answers with an id that leads to the log.
pub(super) fn answer(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let cause = text.or(panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown");
    let correlation_id = new_event_id();
    tracing::error!(%correlation_id, cause, "a handler panicked");
    let message = format!("the server failed (correlation id {correlation_id})");
    super::graphql::refuse(StatusCode::INTERNAL_SERVER_ERROR, Code::InternalServerError, &message)
}
