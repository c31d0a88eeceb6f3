//! Errors as GraphQL tells them: a message, a code, and where in the input.

use async_graphql::{Error, ErrorExtensionValues, Pos, ServerError, Value};

use crate::domain::violation::{Segment, Violation};
use crate::service::{Code, ServiceError};

impl From<ServiceError> for Error {
    /// `extensions` holds `code`; `retryable: true` where trying again may help; `inputPath`, the
    /// argument or input field; `ids`, the events it is about; and for a failure of the server
    /// `errorId`, under which its cause was logged.
    fn from(error: ServiceError) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        set_code(&mut extensions, error.code);
        if !error.path.is_empty() {
            extensions.set("inputPath", input_path(&error.path));
        }
        if !error.ids.is_empty() {
            let ids = error.ids.iter().map(|id| Value::from(id.as_str()));
            extensions.set("ids", Value::List(ids.collect()));
        }
        if let Some(error_id) = error.logged() {
            extensions.set("errorId", error_id.to_string());
        }
        let mut told = Self::new(error.message);
        told.extensions = Some(extensions);
        told
    }
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        ServiceError::from(violation).into()
    }
}

fn input_path(path: &[Segment]) -> Value {
    let segments = path.iter().map(|segment| match segment {
        Segment::Field(name) => Value::from(*name),
        Segment::Index(index) => Value::from(*index),
    });
    Value::List(segments.collect())
}

/// Sets `code`, and `retryable` where it is true.
pub(in crate::graphql) fn set_code(extensions: &mut ErrorExtensionValues, code: Code) {
    extensions.set("code", code.as_str());
    if code.is_retryable() {
        extensions.set("retryable", true);
    }
}

/// An error of this code, at a place in the document where it has one.
pub(in crate::graphql) fn coded(
    message: impl Into<String>,
    at: Option<Pos>,
    code: Code,
) -> ServerError {
    with_code(ServerError::new(message, at), code)
}

/// Gives an error of the framework a code, unless it has one.
pub(in crate::graphql) fn with_code(mut error: ServerError, code: Code) -> ServerError {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        set_code(extensions, code);
    }
    error
}
