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

/// Why a request never became an operation.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: Code,
    pub(super) message: String,
    /// The methods that the resource has, where the request's isn't one of them.
    pub(super) allow: Option<&'static str>,
}

impl Refusal {
    /// A request that is wrong in a way that has a status of its own.
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, code: Code::BadUserInput, message: message.into(), allow: None }
    }

    /// A method that the resource doesn't have.
    pub(super) fn method(allow: &'static str, message: &str) -> Self {
        Self { allow: Some(allow), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, message) }
    }

    /// The same refusal, with this code.
    pub(super) fn with_code(self, code: Code) -> Self {
        Self { code, ..self }
    }

    /// The response, in this form.
    pub(super) fn carry(&self, form: MediaType) -> Response {
        let content_type = if form == MediaType::GraphqlResponse { GRAPHQL_RESPONSE } else { JSON };
        let answer = Answer::refusal(self.code, &self.message);
        let mut response = write(self.status, &answer, content_type);
        if let Some(allow) = self.allow {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

/// The response to a request that has nothing to do with operations.
pub(super) fn refuse(status: StatusCode, code: Code, message: &str) -> Response {
    Refusal::new(status, message).with_code(code).carry(MediaType::Json)
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
