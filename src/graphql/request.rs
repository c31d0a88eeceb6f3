//! What a client sends, whatever it is carried by.

use async_graphql::Variables;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::domain::json_text::has_more_values_than;

/// The most values in the JSON of a request, keys of objects left out: more than the 256 KiB of an
/// event's JSON can hold. `[0,0,0…]` takes 36 times as much memory as text, and several times that
/// while it is an argument.
const MOST_VALUES: usize = 150_000;

/// A request as GraphQL over HTTP, the WebSocket protocol and server-sent events carry it.
///
/// Source: <https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters>
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The document, unless it is named.
    pub query: Option<String>,
    /// The name of a document that the server knows. Relay's clients say `doc_id`.
    #[serde(alias = "doc_id")]
    pub document_id: Option<String>,
    /// Which operation of the document to run, where it holds several.
    pub operation_name: Option<String>,
    /// The values of the operation's variables.
    #[serde(default)]
    pub variables: Variables,
    /// `persistedQuery` is understood, as Apollo's clients send it.
    pub extensions: Option<Map<String, Value>>,
}

/// A request that isn't one, in words for the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotARequest(String);

impl NotARequest {
    pub(in crate::graphql) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl Request {
    /// A request with this document, and nothing more.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: Some(query.into()), ..Self::default() }
    }

    /// Checks that this JSON may be read: values take many times the memory of their text.
    ///
    /// # Errors
    /// When it has too many values.
    pub fn check_size(json: &str) -> Result<(), NotARequest> {
        if has_more_values_than(json, MOST_VALUES) {
            let message = format!("the request has more than {MOST_VALUES} values");
            return Err(NotARequest(message));
        }
        Ok(())
    }

    /// Reads a request from JSON.
    ///
    /// # Errors
    /// When the text is no JSON object or has too many values, or a parameter is of another type.
    pub fn from_json(json: &str) -> Result<Self, NotARequest> {
        if !json.trim_start().starts_with('{') {
            let message = "a request must be a JSON object; batches are not supported";
            return Err(NotARequest(message.to_owned()));
        }
        Self::check_size(json)?;
        let request: Self =
            serde_json::from_str(json).map_err(|error| wrong_parameter(json, &error))?;
        request.with_document()
    }

    /// Reads a request from the parameters of a query string.
    ///
    /// # Errors
    /// When a parameter stands there twice, or `variables` or `extensions` are no JSON objects.
    pub fn from_parameters<'a>(
        parameters: impl Iterator<Item = (impl AsRef<str> + 'a, impl Into<String> + 'a)>,
    ) -> Result<Self, NotARequest> {
        let mut request = Self::default();
        let mut seen = Vec::new();
        for (name, value) in parameters {
            let name = match name.as_ref() {
                "query" => "query",
                "documentId" | "doc_id" => "documentId",
                "operationName" => "operationName",
                "variables" => "variables",
                "extensions" => "extensions",
                _ => continue,
            };
            if seen.contains(&name) {
                return Err(NotARequest(format!("{name} stands twice in the query string")));
            }
            seen.push(name);
            let value = value.into();
            match name {
                "query" => request.query = Some(value),
                "documentId" => request.document_id = Some(value),
                // An empty one is one that was left out.
                "operationName" => request.operation_name = Some(value).filter(|v| !v.is_empty()),
                "variables" => request.variables = json_parameter(name, &value)?,
                _ => request.extensions = json_parameter(name, &value)?,
            }
        }
        request.with_document()
    }

    /// The request, where it holds or names a document.
    pub(in crate::graphql) fn with_document(self) -> Result<Self, NotARequest> {
        let names = [self.query.as_deref(), self.document_id.as_deref(), self.persisted_hash()];
        if names.iter().all(Option::is_none) {
            return Err(NotARequest("query is missing".to_owned()));
        }
        Ok(self)
    }

    /// The hash of the document, where the client says it as Apollo's clients do.
    pub(in crate::graphql) fn persisted_hash(&self) -> Option<&str> {
        self.extensions.as_ref()?.get("persistedQuery")?.get("sha256Hash")?.as_str()
    }
}

fn json_parameter<T: DeserializeOwned + Default>(name: &str, text: &str) -> Result<T, NotARequest> {
    if text.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_str(text).map_err(|_| NotARequest(format!("{name} must be a JSON object")))
}

/// Says which parameter is of the wrong type, which serde's messages do not.
fn wrong_parameter(json: &str, error: &serde_json::Error) -> NotARequest {
    let parameters = serde_json::from_str::<Map<String, Value>>(json).unwrap_or_default();
    let wrong = |name: &str, fits: fn(&Value) -> bool| {
        parameters.get(name).is_some_and(|value| !value.is_null() && !fits(value))
    };
    for name in ["query", "operationName", "documentId"] {
        if wrong(name, Value::is_string) {
            return NotARequest(format!("{name} must be a string"));
        }
    }
    for name in ["variables", "extensions"] {
        if wrong(name, Value::is_object) {
            return NotARequest(format!("{name} must be a JSON object"));
        }
    }
    NotARequest(format!("the request is not JSON: {error}"))
}
