//! What each request passes first: it gets a name, in the log and in the answer, and comes in under
//! a host name of this server.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::accept::MediaType;
use super::surface::Surface;
use crate::domain::clock::new_event_id;

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that a client may choose, in bytes.
const LONGEST: usize = 128;

/// What those ask who look after the server, under whichever name they know it.
const HEALTH: &str = "/health/";

/// Takes over the client's `x-request-id`, or makes one, and answers with it.
pub(super) async fn enter(
    State(surface): State<Arc<Surface>>,
    request: Request,
    next: Next,
) -> Response {
    let chosen = request.headers().get(&X_REQUEST_ID).filter(|id| is_fit(id)).cloned();
    let made = || HeaderValue::from_str(new_event_id().as_str()).ok();
    let id = chosen.or_else(made);
    let name = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    let span = tracing::error_span!("request", id = name);
    let is_health = request.uri().path().starts_with(HEALTH);
    let mut response = match surface.origins.check_host(&request) {
        Err(refusal) if !is_health => refusal.carry(MediaType::Json),
        _ => next.run(request).instrument(span).await,
    };
    if let Some(id) = id {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

fn is_fit(id: &HeaderValue) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_graphic();
    (1..=LONGEST).contains(&id.len()) && id.as_bytes().iter().all(is_plain)
}
