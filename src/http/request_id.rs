//! Names each request, in the log and in the answer.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use crate::domain::clock::new_event_id;

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that a client may choose, in bytes.
const LONGEST: usize = 128;

/// Takes over the client's `x-request-id`, or makes one, and answers with it.
pub(super) async fn name(request: Request, next: Next) -> Response {
    let chosen = request.headers().get(&X_REQUEST_ID).filter(|id| is_fit(id)).cloned();
    let made = || HeaderValue::from_str(new_event_id().as_str()).ok();
    let Some(id) = chosen.or_else(made) else { return next.run(request).await };
    let span = tracing::error_span!("request", id = id.to_str().unwrap_or_default());
    let mut response = next.run(request).instrument(span).await;
    response.headers_mut().insert(X_REQUEST_ID, id);
    response
}

fn is_fit(id: &HeaderValue) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_graphic();
    (1..=LONGEST).contains(&id.len()) && id.as_bytes().iter().all(is_plain)
}
