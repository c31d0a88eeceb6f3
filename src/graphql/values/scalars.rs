//! The scalars of the API.

use async_graphql::indexmap::IndexMap;
use async_graphql::{InputValueError, InputValueResult, Name, Scalar, ScalarType, Value};
use async_graphql_value::RAW_VALUE_TOKEN;

use crate::domain::draft::TimestampInput;
use crate::domain::timestamp::Timestamp;

/// Milliseconds since the Unix epoch in UTC, as JavaScript's `Date.now()` gives them: a whole JSON
/// number. As an argument it lies within the years 0 to 9999, and may also be a string of digits, for
/// languages whose integers have 32 bits.
#[derive(Debug, Clone)]
pub(in crate::graphql) struct EpochMillis(pub(in crate::graphql) TimestampInput);

impl From<Timestamp> for EpochMillis {
    fn from(timestamp: Timestamp) -> Self {
        Self(TimestampInput(timestamp.millis().into()))
    }
}

/// Milliseconds since the Unix epoch in UTC, as JavaScript's `Date.now()` gives them: a whole JSON
/// number. As an argument it lies within the years 0 to 9999, and may also be a string of digits, for
/// languages whose integers have 32 bits.
#[Scalar(name = "EpochMillis")]
impl ScalarType for EpochMillis {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(TimestampInput(value.into_json()?)))
    }

    /// Whether it lies in range is told where it is read, with the reason.
    fn is_valid(value: &Value) -> bool {
        value.clone().into_json().is_ok_and(|json| TimestampInput(json).is_whole())
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.0.clone()).unwrap_or_default()
    }
}

/// A point in time as RFC 3339 writes it, in UTC with milliseconds: `2026-11-23T14:42:33.120Z`.
#[derive(Debug, Clone)]
pub(in crate::graphql) struct DateTime(String);

impl DateTime {
    /// As it is written.
    pub(in crate::graphql) fn into_text(self) -> String {
        self.0
    }
}

/// What lies beyond that notation becomes the nearest that it can write.
impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        let timestamp = timestamp.clamp(Timestamp::MIN, Timestamp::MAX);
        Self(timestamp.to_rfc3339().unwrap_or_default())
    }
}

/// A point in time as RFC 3339 writes it, in UTC with milliseconds: `2026-11-23T14:42:33.120Z`.
#[Scalar(name = "DateTime", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Any JSON value, written as it is in variables, literals and responses: not as a string. Nested
/// at most 64 deep, without U+0000, numbers within ±2^53. The order of keys is not kept. No object
/// may have the key `$serde_json::private::RawValue`, which the server's JSON library keeps for
/// itself.
#[derive(Debug, Clone)]
pub(in crate::graphql) struct Json(pub(in crate::graphql) serde_json::Value);

/// Any JSON value, written as it is in variables, literals and responses: not as a string. Nested
/// at most 64 deep, without U+0000, numbers within ±2^53. The order of keys is not kept. No object
/// may have the key `$serde_json::private::RawValue`, which the server's JSON library keeps for
/// itself.
#[Scalar(name = "JSON")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value.into_json()?))
    }

    fn is_valid(value: &Value) -> bool {
        match value {
            Value::List(items) => items.iter().all(Self::is_valid),
            Value::Object(entries) => {
                entries.iter().all(|(key, value)| key != RAW_VALUE_TOKEN && Self::is_valid(value))
            }
            _ => true,
        }
    }

    /// Written at once: the framework's own tree of the value would only be written later.
    fn to_value(&self) -> Value {
        raw(self.0.to_string())
    }
}

/// A value that is the text of JSON already.
pub(in crate::graphql) fn raw(text: String) -> Value {
    Value::Object(IndexMap::from([(Name::new(RAW_VALUE_TOKEN), text.into())]))
}

/// A place in a list, opaque: pass on what an edge or `pageInfo` gave, to a list of the same
/// order.
#[derive(Debug, Clone)]
pub(in crate::graphql) struct Cursor(pub(in crate::graphql) String);

/// A place in a list, opaque: pass on what an edge or `pageInfo` gave, to a list of the same
/// order.
#[Scalar(name = "Cursor")]
impl ScalarType for Cursor {
    fn parse(value: Value) -> InputValueResult<Self> {
        // What is not text is no cursor either, and is refused where its place is known.
        Ok(Self(if let Value::String(text) = value { text } else { value.to_string() }))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
