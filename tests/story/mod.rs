//! Stories: what a workflow tells, as Markdown and as data, and narratives that are generated from it.

mod bounds;
mod generated;
pub(crate) mod model;
mod shapes;

use support::{Server, Value, json};

const STORY: &str = "query ($id: ID!, $documentedOnly: Boolean! = false) {
    workflow(eventId: $id, direction: BOTH, documentedOnly: $documentedOnly) {
        title
        markdown: export(format: MARKDOWN)
        story {
            title summary
            sections { heading sentences { text eventIds } }
            expectations { eventId expected answeredBy outcome state }
        }
    }
}";

/// The workflow around an event, with its story.
async fn workflow(server: &Server, id: &str) -> Value {
    server.ask(STORY, json!({ "id": id })).await["workflow"].take()
}

/// An event at this minute of a day, documented, that follows from these.
fn event(id: &str, name: &str, minute: i64, causes: &[&str]) -> Value {
    // 2026-03-02T10:00:00Z
    let timestamp = 1_772_445_600_000_i64 + minute * 60_000;
    json!({
        "id": id, "eventName": name, "source": "web", "timestamp": timestamp, "payload": 1,
        "shouldDocument": true, "context": { "relatedEvents": causes },
    })
}

/// The same event with further fields.
fn with(mut event: Value, fields: &Value) -> Value {
    for (key, value) in fields.as_object().expect("an object") {
        match (&mut event[key], value) {
            (Value::Object(known), Value::Object(further)) => known.extend(further.clone()),
            (field, value) => *field = value.clone(),
        }
    }
    event
}
