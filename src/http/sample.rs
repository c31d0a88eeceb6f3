//! `POST /sample`: stores a sample history, for the button on the Debugger's empty page.

use std::sync::Arc;

use axum::extract::{Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::accept::MediaType;
use super::answer::{Refusal, carry};
use super::auth::Credentials;
use super::surface::Surface;
use crate::domain::clock::Clock;
use crate::graphql::sample::{self, Step};
use crate::graphql::{self, Request};
use crate::service::Code;

/// Stores the sample, and names the event with which its newest workflow ends.
pub(super) async fn store(State(surface): State<Arc<Surface>>, request: HttpRequest) -> Response {
    // Nothing is read that a browser would ask other pages' permission for.
    if !surface.origins.allow_request(request.headers()) {
        let message = "pages of this origin may not ask: list it in server.cors_origins";
        let refusal = Refusal::new(StatusCode::FORBIDDEN, message).with_code(Code::Forbidden);
        return refusal.carry(MediaType::Json);
    }
    let credentials = Credentials::of_headers(request.headers());
    let identity = match surface.auth.identify(credentials).await {
        Ok(identity) => identity,
        Err(denied) => return Refusal::from(denied).carry(MediaType::Json),
    };
    let sample = sample::sample(Clock::system().now());
    for Step { document, variables } in sample.steps {
        let asked = json!({ "documentId": document.id, "variables": variables });
        let answer = match Request::from_json(&asked.to_string()) {
            Ok(request) => surface.api.answer(request, identity.caller.clone()).await,
            Err(error) => graphql::Response::refusal(Code::BadUserInput, &error.to_string()),
        };
        if !answer.is_well() {
            return carry(&answer, MediaType::GraphqlResponse);
        }
    }
    let stored = json!({ "newest": sample.newest, "events": sample.events });
    ([(CONTENT_TYPE, "application/json")], stored.to_string()).into_response()
}
