//! What arguments look like, in as few words of JSON schema as clients need. A description is left out where the name
//! says it all, since models read every tool's schema with each conversation.

use serde_json::{Value, json};

/// A text.
pub(super) fn text(description: &str) -> Value {
    described(json!({ "type": "string" }), description)
}

/// A list of texts.
pub(super) fn texts(description: &str) -> Value {
    described(json!({ "type": "array", "items": { "type": "string" } }), description)
}

/// One of some words. Some clients want the type beside them.
pub(super) fn word(words: &[&str], description: &str) -> Value {
    described(json!({ "type": "string", "enum": words }), description)
}

/// A list of such words.
pub(super) fn words(words: &[&str], description: &str) -> Value {
    described(json!({ "type": "array", "items": word(words, "") }), description)
}

/// A whole number from 1.
pub(super) fn number(most: Option<u32>, description: &str) -> Value {
    let mut schema = json!({ "type": "integer", "minimum": 1 });
    if let Some(most) = most {
        schema["maximum"] = most.into();
    }
    described(schema, description)
}

fn described(mut schema: Value, description: &str) -> Value {
    if !description.is_empty() {
        schema["description"] = description.into();
    }
    schema
}
