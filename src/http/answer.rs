//! How answers and refusals look over HTTP.

use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::accept::MediaType;
use crate::graphql::Answer;
use crate::service::Code;

const GRAPHQL_RESPONSE: HeaderValue =
    HeaderValue::from_static("application/graphql-response+json; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The response that carries an answer.
///
/// Source: <https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes>
pub(super) fn carry(answer: &Answer, form: MediaType) -> Response {
    let is_json = form == MediaType::Json;
    let status = match answer {
        answer if answer.has(Code::InternalServerError) && answer.is_refusal() => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
        answer if is_json || !answer.is_refusal() => StatusCode::OK,
        answer if answer.has(Code::Forbidden) => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    write(status, answer, if is_json { JSON } else { GRAPHQL_RESPONSE })
}

/// The response to a request that never became an operation.
pub(super) fn refuse(status: StatusCode, code: Code, message: &str) -> Response {
    write(status, &Answer::refusal(code, message), JSON)
}

/// The response to a method that the resource doesn't have.
pub(super) fn refuse_method(allow: &'static str, message: &str) -> Response {
    let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, Code::BadUserInput, message);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    response
}

fn write(status: StatusCode, answer: &Answer, content_type: HeaderValue) -> Response {
    match serde_json::to_vec(answer) {
        Ok(body) => (status, [(CONTENT_TYPE, content_type)], body).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
