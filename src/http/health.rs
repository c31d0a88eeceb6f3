//! Whether the server lives, and whether it can serve.

use axum::extract::State;
use axum::http::StatusCode;

use crate::service::Service;

/// `GET /health/live`: 200 while the process answers at all.
pub(super) async fn live() -> &'static str {
    "live\n"
}

/// `GET /health/ready`: 200 while the database answers, else 503.
pub(super) async fn ready(State(service): State<Service>) -> (StatusCode, &'static str) {
    match service.session().ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
