//! The messages of the protocol.

use std::borrow::Cow;

use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::graphql::{Request, Response};

/// What a client says.
#[derive(Debug)]
pub(super) enum ClientMessage {
    ConnectionInit { parameters: Map<String, Value> },
    Ping,
    Pong,
    Subscribe { id: String, request: Request },
    Complete { id: String },
}

/// A message before it is known what it says.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

impl ClientMessage {
    /// Reads a message.
    ///
    /// # Errors
    /// Why it is none, in words for a close frame.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let not_one = |_| "Invalid message";
        let message: Envelope = serde_json::from_str(text).map_err(not_one)?;
        let payload = message.payload.map(RawValue::get);
        let id = || message.id.filter(|id| !id.is_empty()).ok_or("Message has no id");
        match (&*message.kind, payload) {
            ("connection_init", payload) => {
                let parameters = serde_json::from_str(payload.unwrap_or("{}"));
                let parameters = parameters.map_err(|_| NOT_AN_OBJECT)?;
                Ok(Self::ConnectionInit { parameters })
            }
            ("ping", payload) => free(payload).map(|()| Self::Ping),
            ("pong", payload) => free(payload).map(|()| Self::Pong),
            ("complete", _) => Ok(Self::Complete { id: id()? }),
            ("subscribe", Some(payload)) => {
                let request = Request::from_json(payload);
                let request = request.map_err(|_| "The payload of subscribe is no request")?;
                Ok(Self::Subscribe { id: id()?, request })
            }
            ("subscribe", None) => Err("Message has no payload"),
            _ => Err("Unknown type of message"),
        }
    }
}

const NOT_AN_OBJECT: &str = "The payload must be an object";

/// Payloads that mean nothing to us are objects all the same.
fn free(payload: Option<&str>) -> Result<(), &'static str> {
    match payload {
        Some(payload) if !payload.starts_with('{') => Err(NOT_AN_OBJECT),
        _ => Ok(()),
    }
}

/// What the server says.
#[derive(Debug)]
pub(super) enum ServerMessage<'a> {
    ConnectionAck,
    Pong,
    Next { id: &'a str, answer: &'a Response },
    Error { id: &'a str, answer: &'a Response },
    Complete { id: &'a str },
}

impl Serialize for ServerMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, id) = match self {
            Self::ConnectionAck => ("connection_ack", None),
            Self::Pong => ("pong", None),
            Self::Next { id, .. } => ("next", Some(id)),
            Self::Error { id, .. } => ("error", Some(id)),
            Self::Complete { id } => ("complete", Some(id)),
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", kind)?;
        if let Some(id) = id {
            map.serialize_entry("id", id)?;
        }
        match self {
            Self::Next { answer, .. } => map.serialize_entry("payload", answer)?,
            Self::Error { answer, .. } => map.serialize_entry("payload", answer.errors())?,
            _ => {}
        }
        map.end()
    }
}
