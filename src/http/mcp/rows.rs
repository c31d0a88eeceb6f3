//! How events look in answers: with the names that GraphQL has for their parts, and texts cut to what a row may take.

use serde::Serialize;
use serde_json::Value;

use super::answer::{cut, json};
use super::tools::Asking;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, TenantId};
use crate::domain::json_text::JsonText;
use crate::domain::timestamp::Timestamp;
use crate::domain::view::{Part, Parts};
use crate::domain::viewer::Scope;
use crate::service::ServiceError;

/// The longest text in a row of many, in bytes.
const BRIEF: usize = 200;

/// The longest name. Ids and names of ours are no longer; those of adopted events may be.
const NAME: usize = 256;

/// What a row of many shows.
pub(super) const ROW: Parts = Parts::NONE
    .with(Part::Source)
    .with(Part::OutcomeState)
    .with(Part::UserIntent)
    .with(Part::Context)
    .with(Part::Tenant);

/// An event as one of many.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventRow {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<String>,
    event_name: String,
    source: String,
    occurred_at: String,
    outcome_state: &'static str,
    #[serde(flatten)]
    said: Said,
}

/// What people said of an event.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
}

/// An event as what another one is linked with.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkRow {
    id: String,
    event_name: String,
    occurred_at: String,
    outcome_state: &'static str,
}

impl EventRow {
    /// An event in short.
    pub(super) fn brief(asking: &Asking, event: &Event) -> Self {
        Self::of(asking, event, BRIEF)
    }

    /// An event with texts of at most so many bytes.
    pub(super) fn of(asking: &Asking, event: &Event, most: usize) -> Self {
        Self {
            id: id(&event.id),
            tenant_id: tenant(asking, event),
            event_name: name(&event.event_name),
            source: name(&event.source),
            occurred_at: time(event.timestamp),
            outcome_state: event.outcome_state.as_str(),
            said: Said::of(event, most),
        }
    }
}

impl Said {
    fn of(event: &Event, most: usize) -> Self {
        let short = |text: Option<&String>| text.map(|text| cut(text, most));
        let intent = event.user_intent.as_ref();
        let context = event.context.as_ref();
        Self {
            goal: short(intent.and_then(|intent| intent.goal.as_ref())),
            expected_outcome: short(intent.and_then(|intent| intent.expected_outcome.as_ref())),
            outcome: short(context.and_then(|context| context.outcome.as_ref())),
            decision: short(context.and_then(|context| context.decision.as_ref())),
        }
    }
}

impl From<&Event> for LinkRow {
    fn from(event: &Event) -> Self {
        Self {
            id: id(&event.id),
            event_name: name(&event.event_name),
            occurred_at: time(event.timestamp),
            outcome_state: event.outcome_state.as_str(),
        }
    }
}

/// An event's id.
pub(super) fn id(id: &EventId) -> String {
    name(id.as_str())
}

/// A name of an event, a source, or somebody.
pub(super) fn name(name: &str) -> String {
    cut(name, NAME)
}

/// Whose event it is, for those who see those of several tenants; `None` where it is nobody's.
pub(super) fn tenant(asking: &Asking, event: &Event) -> Option<String> {
    let sees_all = asking.caller.viewer.scope() == Scope::All;
    let is_told = sees_all && event.tenant != TenantId::NOBODY;
    is_told.then(|| name(&event.shown_tenant()))
}

/// A point in time: RFC 3339, or what it can't write, in milliseconds.
pub(super) fn time(at: Timestamp) -> String {
    at.to_rfc3339().unwrap_or_else(|| at.millis().to_string())
}

/// JSON that was published: as a value where it takes at most so many bytes, else the beginning of its text.
pub(super) fn value(published: &JsonText, most: usize) -> Result<Value, ServiceError> {
    match published.to_value() {
        Some(value) if json(&value)?.len() <= most => Ok(value),
        // The quotes of its keys are escaped, and it has two of its own.
        _ => Ok(Value::String(cut(published.as_str(), most.saturating_sub(2)))),
    }
}
