//! `GET /schema.graphql`: the schema as text, for tools that generate code from it.

use std::sync::{Arc, LazyLock};

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::accept::MediaType;
use super::answer::Refusal;
use super::auth::Credentials;
use super::surface::Surface;
use crate::config::Mode;
use crate::domain::viewer::Viewer;
use crate::graphql;
use crate::service::Code;

/// Whoever may introspect sees it, and back ends do in every mode.
pub(super) async fn sdl(State(surface): State<Arc<Surface>>, headers: HeaderMap) -> Response {
    let answered = serve(&surface, &headers).await;
    answered.unwrap_or_else(|refusal| refusal.carry(MediaType::Json))
}

async fn serve(surface: &Surface, headers: &HeaderMap) -> Result<Response, Refusal> {
    static SDL: LazyLock<String> = LazyLock::new(graphql::sdl);
    let identity = surface.auth.identify(Credentials::of_headers(headers)).await?;
    if surface.mode == Mode::Production && identity.caller.viewer != Viewer::Service {
        let message = "in production mode the schema is told to back ends only";
        return Err(Refusal::new(StatusCode::FORBIDDEN, message).with_code(Code::Forbidden));
    }
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, SDL.as_str()).into_response())
}
