//! `POST /graphql`: one operation, as JSON.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::BodyLimit;
use crate::domain::viewer::Viewer;
use crate::graphql::{self, Api};
use crate::service::Code;

const JSON: &str = "application/json";

/// Reads a request, runs it and writes the answer.
///
/// Only `application/json` is taken: a browser sends other types across origins without asking.
pub(super) async fn answer(
    State(api): State<Api>,
    State(BodyLimit(limit)): State<BodyLimit>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if !is_json(&headers) {
        let message = "the content type must be application/json";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadUserInput, message);
    }
    let Ok(body) = axum::body::to_bytes(body, limit).await else {
        let message = format!("the body must have at most {limit} bytes (limits.body)");
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, Code::PayloadTooLarge, &message);
    };
    match serde_json::from_slice(&body) {
        Ok(request) => {
            let response = api.execute(request, Viewer::Anonymous).await;
            write(StatusCode::OK, &response)
        }
        Err(error) => {
            let message = format!("the body is not a GraphQL request: {error}");
            refuse(StatusCode::BAD_REQUEST, Code::BadUserInput, &message)
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|text| text.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(JSON))
}

/// The answer to a request that never became an operation.
pub(super) fn refuse(status: StatusCode, code: Code, message: &str) -> Response {
    write(status, &graphql::refusal(code, message))
}

fn write(status: StatusCode, response: &graphql::Response) -> Response {
    match serde_json::to_vec(response) {
        Ok(body) => (status, [(CONTENT_TYPE, JSON)], body).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
