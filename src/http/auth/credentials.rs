//! Where clients say who they are.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use serde_json::{Map, Value};

use super::Denied;

/// What a client shows: a token or an API key, which isn't looked at yet.
#[derive(Clone)]
pub(in crate::http) enum Credentials {
    None,
    Bearer(String),
    Malformed(&'static str),
}

impl Credentials {
    /// Those of a request.
    pub(in crate::http) fn of_headers(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some(_), Some(_)) => Self::Malformed("there are several Authorization headers"),
            (Some(value), None) => match value.to_str().ok().and_then(bearer) {
                Some(token) => Self::Bearer(token.to_owned()),
                None => Self::Malformed("the Authorization header must be \"Bearer\" and a token"),
            },
        }
    }

    /// Those of a socket's first message: the member `authorization`, however it is written. A bare
    /// token will do there. `None` when there is no such member.
    pub(in crate::http) fn of_parameters(parameters: &Map<String, Value>) -> Self {
        let is_it = |name: &str| name.eq_ignore_ascii_case("authorization");
        let mut values = parameters.iter().filter(|(name, value)| is_it(name) && !value.is_null());
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some((_, Value::String(text))), None) => {
                let token = bearer(text).unwrap_or(text.trim());
                if token.is_empty() || token.contains(' ') {
                    return Self::Malformed("authorization must be \"Bearer\" and a token");
                }
                Self::Bearer(token.to_owned())
            }
            _ => Self::Malformed("authorization must be one text"),
        }
    }

    /// These, or where there are none, others.
    pub(in crate::http) fn or(self, others: Self) -> Self {
        if matches!(self, Self::None) { others } else { self }
    }

    /// The token or key.
    pub(super) fn require(self) -> Result<String, Denied> {
        match self {
            Self::Bearer(text) => Ok(text),
            Self::Malformed(message) => Err(Denied::Invalid(message)),
            Self::None => Err(Denied::Missing),
        }
    }
}

/// What follows the scheme, which is written in any letter case (RFC 9110, section 11.1).
fn bearer(text: &str) -> Option<&str> {
    let (scheme, token) = text.trim().split_once(' ')?;
    let token = token.trim_start();
    let is_one = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    (is_one && !token.contains([' ', ','])).then_some(token)
}
