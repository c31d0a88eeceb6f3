//! What a client is answered, whatever carries it.

use std::any::Any;

use async_graphql::{ServerError, Value};
use async_graphql_value::RAW_VALUE_TOKEN;
use serde::ser::{Serialize, SerializeMap as _, SerializeStruct as _, Serializer};

use super::error::{coded, with_code};
use crate::service::{Code, ServiceError};

/// The answer to an operation, or one of the answers to a subscription.
#[derive(Debug)]
pub struct Response {
    /// `None` when nothing was executed: the request was refused.
    pub(in crate::graphql) data: Option<Value>,
    pub(in crate::graphql) errors: Vec<ServerError>,
    /// Where in its stream it stands, if in any.
    pub(in crate::graphql) cursor: Option<String>,
}

impl Response {
    /// The answer to a request that is refused before it is executed.
    pub fn refusal(code: Code, message: &str) -> Self {
        Self::refused(vec![coded(message, None, code)])
    }

    /// The answer when the server panicked, whose cause goes into the log alone.
    pub fn panic(panic: &(dyn Any + Send)) -> Self {
        let error = ServiceError::of_panic(panic);
        let mut told = ServerError::new(&error.message, None);
        let extensions = told.extensions.get_or_insert_default();
        if let Some(error_id) = error.logged() {
            extensions.set("errorId", error_id.to_string());
        }
        Self::refused(vec![with_code(told, error.code)])
    }

    pub(in crate::graphql) const fn refused(errors: Vec<ServerError>) -> Self {
        Self { data: None, errors, cursor: None }
    }

    /// Whether the request was refused before it was executed.
    pub const fn is_refusal(&self) -> bool {
        self.data.is_none()
    }

    /// Whether nothing went wrong.
    pub const fn is_well(&self) -> bool {
        self.errors.is_empty()
    }

    /// The cursor behind which the stream that it is part of can be taken up again.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether an error has this code.
    pub fn has(&self, code: Code) -> bool {
        let code = Value::from(code.as_str());
        let codes = self.errors.iter().filter_map(|error| error.extensions.as_ref()?.get("code"));
        codes.into_iter().any(|found| *found == code)
    }

    /// The errors alone, as the WebSocket protocol wants them.
    pub fn errors(&self) -> &impl Serialize {
        &self.errors
    }
}

/// A value of an answer, of which some may be text already. The framework would read that again
/// before it writes it.
struct WithRawJson<'a>(&'a Value);

impl Serialize for WithRawJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::List(items) => serializer.collect_seq(items.iter().map(WithRawJson)),
            Value::Object(fields) => match fields.get(RAW_VALUE_TOKEN) {
                Some(Value::String(json)) => {
                    // As serde_json's own raw values are written.
                    let mut raw = serializer.serialize_struct(RAW_VALUE_TOKEN, 1)?;
                    raw.serialize_field(RAW_VALUE_TOKEN, json)?;
                    raw.end()
                }
                _ => {
                    serializer.collect_map(fields.iter().map(|(key, one)| (key, WithRawJson(one))))
                }
            },
            value => value.serialize(serializer),
        }
    }
}

impl Serialize for Response {
    /// `data` is left out when nothing was executed, `errors` when there are none.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(data) = &self.data {
            map.serialize_entry("data", &WithRawJson(data))?;
        }
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        map.end()
    }
}
