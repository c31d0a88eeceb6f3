//! A sample history that is worth looking at: two weeks that end now, as operations that store them.
//!
//! `stories.json` holds workflows as a client would publish them, and what became of them later. In it
//! ids are short, and points in time are how long ago they are: `1d 2h 30m 5s`. `activity.json` holds
//! patterns of what went on beside them. `event-mesh demo` runs the operations over HTTP, the server for
//! a button of its page.

mod activity;
mod dice;
mod maker;

use serde::Deserialize;
use serde_json::{Value, json};

use self::maker::Maker;
use crate::domain::clock::new_uuid;
use crate::domain::timestamp::Timestamp;

const STORIES: &str = include_str!("stories.json");

/// The event with which the workflow of the guide ends.
const LAST_STEP: &str = "automation-triggered";

/// Events that are published together.
const BATCH: usize = 100;

const PUBLISH: Document = Document {
    id: "sample.publish",
    text: "mutation PublishSample($inputs: [PublishInput!]!) {
        publishMany(inputs: $inputs) { results { created } }
    }",
};

const REPORT: Document = Document {
    id: "sample.report",
    text: "mutation ReportSample($id: ID!, $input: OutcomeInput!) {
        updateOutcome(id: $id, input: $input) { changed }
    }",
};

const NARRATE: Document = Document {
    id: "sample.narrate",
    text: "mutation NarrateSample($eventId: ID!, $input: NarrativeInput!) {
        setNarrative(eventId: $eventId, input: $input) { narrative { id } }
    }",
};

/// A document of the sample's operations.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// Under which id a server may trust it.
    pub id: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// An operation that stores a part of the sample.
#[derive(Debug)]
pub struct Step {
    /// What it does.
    pub document: Document,
    /// To what.
    pub variables: Value,
}

/// The sample history.
#[derive(Debug)]
pub struct Sample {
    /// The operations that store it, in their order.
    pub steps: Vec<Step>,
    /// The id of the event with which its newest workflow ends.
    pub newest: String,
    /// How many events it has.
    pub events: usize,
}

/// What `stories.json` holds.
#[derive(Debug, Default, Deserialize)]
struct Stories {
    events: Vec<Value>,
    outcomes: Vec<Value>,
    narratives: Vec<Value>,
}

/// The documents of all steps.
pub fn documents() -> [Document; 3] {
    [PUBLISH, REPORT, NARRATE]
}

/// The sample as it ends `now`, under ids of its own, so that it can be stored more than once.
pub fn sample(now: Timestamp) -> Sample {
    let stories: Stories = serde_json::from_str(STORIES).unwrap_or_default();
    let mark = new_uuid().simple().to_string();
    // The random end of the id.
    let maker = Maker::new(now, &mark[26..]);
    let mut events: Vec<Value> =
        stories.events.into_iter().map(|event| maker.event(event)).collect();
    activity::send_invoices(&maker, &mut events);
    events.extend(activity::beside(&maker));
    // Causes before what they led to: a batch may name what an earlier one stored.
    events.sort_by_key(|event| event["timestamp"].as_i64());
    let count = events.len();
    let publish = |inputs: &[Value]| step(PUBLISH, json!({ "inputs": inputs }));
    let mut steps: Vec<Step> = events.chunks(BATCH).map(publish).collect();
    let reports = stories.outcomes.into_iter().map(|one| maker.change(one, "id"));
    steps.extend(reports.map(|variables| step(REPORT, variables)));
    let narratives = stories.narratives.into_iter().map(|one| maker.change(one, "eventId"));
    steps.extend(narratives.map(|variables| step(NARRATE, variables)));
    Sample { steps, newest: maker.id(LAST_STEP), events: count }
}

const fn step(document: Document, variables: Value) -> Step {
    Step { document, variables }
}
