//! How answers and refusals look over HTTP.

use axum::http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::accept::MediaType;
use super::auth::Denied;
use crate::graphql::{self, NotARequest};
use crate::service::Code;

const GRAPHQL_RESPONSE: HeaderValue =
    HeaderValue::from_static("application/graphql-response+json; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The response that carries an answer.
///
/// Source: <https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes>
pub(super) fn carry(answer: &graphql::Response, form: MediaType) -> Response {
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
    /// What the client should know besides: the methods that the resource has, or how to say who
    /// one is.
    header: Option<(HeaderName, &'static str)>,
}

impl Refusal {
    /// A request that is wrong in a way that has a status of its own.
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, code: Code::BadUserInput, message: message.into(), header: None }
    }

    /// A method that the resource doesn't have.
    pub(super) fn method(allow: &'static str, message: &str) -> Self {
        let refusal = Self::new(StatusCode::METHOD_NOT_ALLOWED, message);
        Self { header: Some((ALLOW, allow)), ..refusal }
    }

    /// The same refusal, with this code.
    pub(super) fn with_code(self, code: Code) -> Self {
        Self { code, ..self }
    }

    /// The response, in this form.
    pub(super) fn carry(&self, form: MediaType) -> Response {
        let content_type = if form == MediaType::GraphqlResponse { GRAPHQL_RESPONSE } else { JSON };
        let answer = graphql::Response::refusal(self.code, &self.message);
        let mut response = write(self.status, &answer, content_type);
        if let Some((name, value)) = &self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

impl From<NotARequest> for Refusal {
    fn from(error: NotARequest) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.to_string())
    }
}

impl From<Denied> for Refusal {
    /// Source: RFC 6750, section 3
    fn from(denied: Denied) -> Self {
        let (challenge, message) = match denied {
            Denied::Missing => {
                ("Bearer", "credentials are missing: send \"Authorization: Bearer\" and a token")
            }
            Denied::Invalid(message) => ("Bearer error=\"invalid_token\"", message),
            Denied::Unavailable => {
                let message = "the keys of tokens can't be had now; try again later";
                return Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
                    .with_code(Code::Unavailable);
            }
        };
        let refusal = Self::new(StatusCode::UNAUTHORIZED, message);
        Self { header: Some((WWW_AUTHENTICATE, challenge)), ..refusal }
            .with_code(Code::Unauthenticated)
    }
}

/// The response to a request that has nothing to do with operations.
pub(super) fn refuse(status: StatusCode, code: Code, message: &str) -> Response {
    Refusal::new(status, message).with_code(code).carry(MediaType::Json)
}

fn write(status: StatusCode, answer: &graphql::Response, content_type: HeaderValue) -> Response {
    match serde_json::to_vec(answer) {
        Ok(body) => (status, [(CONTENT_TYPE, content_type)], body).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
