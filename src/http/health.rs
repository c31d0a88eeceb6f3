//! Whether the server lives, whether it can serve, and what it measures.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use super::accept::MediaType;
use super::answer::Refusal;
use super::auth::Credentials;
use super::surface::Surface;
use crate::domain::viewer::Scope;
use crate::service::Code;
use crate::telemetry::MEDIA_TYPE;

/// `GET /health/live`: 200 while the process answers at all.
pub(super) async fn live() -> &'static str {
    "live\n"
}

/// `GET /health/ready`: 200 while the database answers and takes writes, and where anybody follows the log
/// can be read, else 503 with the reason. A server that is to stop isn't ready, so that nobody new is sent
/// to it.
pub(super) async fn ready(State(surface): State<Arc<Surface>>) -> (StatusCode, String) {
    if surface.shutdown.is_leaving() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the server stops\n".to_owned());
    }
    match surface.service.check().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(error) => {
            tracing::warn!(%error, cause = error.cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n"))
        }
    }
}

/// `GET /metrics`: what the server counts and measures, for those who see every tenant.
pub(super) async fn metrics(State(surface): State<Arc<Surface>>, request: Request) -> Response {
    match measure(&surface, request).await {
        Ok(text) => ([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(refusal) => refusal.carry(MediaType::Json),
    }
}

async fn measure(surface: &Surface, request: Request) -> Result<String, Refusal> {
    let identity = surface.auth.identify(Credentials::of_headers(request.headers())).await?;
    if identity.caller.viewer.scope() != Scope::All {
        let message = "metrics are for back ends: they tell of every tenant";
        return Err(Refusal::new(StatusCode::FORBIDDEN, message).with_code(Code::Forbidden));
    }
    Ok(surface.service.metrics().await)
}
