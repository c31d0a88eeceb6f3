//! `/mcp`: tools with which agents read the history, over the Model Context Protocol (streamable HTTP).
//!
//! There is no session and no stream: each message comes by POST, and is answered by JSON. A request comes in as
//! one to `/graphql` does, through the same checks, and runs as the same viewer; `protocol` alone knows the
//! protocol's library, and the tools know neither it nor HTTP. Each tool reads its arguments, calls use cases, and
//! writes an answer that is bounded, whatever events hold.
//!
//! Source: <https://modelcontextprotocol.io/specification/2025-11-25/basic/transports>

mod answer;
mod arguments;
mod event_stats;
mod explain_error;
mod filter;
mod get_event;
mod get_workflow;
mod protocol;
mod rows;
mod schema;
mod search_events;
mod tools;

use std::sync::Arc;

use axum::extract::{Request as HttpRequest, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;

use self::tools::Asking;
use super::accept::MediaType;
use super::answer::Refusal;
use super::auth::Credentials;
use super::body;
use super::graphql::accepted;
use super::surface::Surface;
use crate::domain::json_text::has_more_values_than;
use crate::service::Code;

/// The most values in a message: far more than the arguments of a tool have. The protocol's library tries a message
/// as each kind in turn, which costs a multiple of reading it once.
const MOST_VALUES: usize = 10_000;

/// Reads a message, runs the tool that it calls, and answers.
pub(super) async fn answer(State(surface): State<Arc<Surface>>, request: HttpRequest) -> Response {
    let answered = respond(&surface, request).await;
    let mut response = answered.unwrap_or_else(|refusal| refusal.carry(MediaType::Json));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn respond(surface: &Surface, request: HttpRequest) -> Result<Response, Refusal> {
    // The protocol wants it of every request, whatever browsers ask for before.
    if !surface.origins.allow_request(request.headers()) {
        let message = "pages of this origin may not ask: list it in server.cors_origins";
        return Err(Refusal::new(StatusCode::FORBIDDEN, message).with_code(Code::Forbidden));
    }
    // Before the body is read: who may not ask costs nothing.
    let identity = surface.auth.identify(Credentials::of_headers(request.headers())).await?;
    if *request.method() != Method::POST {
        let message = "the method must be POST: there are neither sessions nor streams";
        return Err(Refusal::method("POST, OPTIONS", message));
    }
    if accepted(request.headers()).best(&[MediaType::Json]).is_none() {
        let message = "the answer is application/json";
        return Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, message));
    }
    let headers = request.headers().clone();
    let text = body::read_json(request, &surface.body).await?;
    check_message(&text)?;
    let asking = Asking { service: Arc::clone(&surface.service), caller: identity.caller };
    protocol::answer(asking, &headers, text).await
}

/// Refuses what the library would answer in other words, or look at for long.
fn check_message(text: &str) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(StatusCode::BAD_REQUEST, message));
    if !text.trim_start().starts_with('{') {
        return refuse("a message must be a JSON object; batches are not supported");
    }
    if has_more_values_than(text, MOST_VALUES) {
        return refuse("the message has more than 10000 values");
    }
    Ok(())
}
