//! `get_event`: one event, with what was told of it over time, and what is next to it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::answer::{Room, Row, cut, text};
use super::arguments::Arguments;
use super::rows::{self, LinkRow};
use super::search_events::ORDER;
use super::tools::Asking;
use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::filter::Filter;
use crate::domain::ids::EventRef;
use crate::domain::intent::UserIntent;
use crate::domain::json_text::JsonText;
use crate::domain::outcome::{OutcomeRevision, OutcomeVerdict};
use crate::domain::page::PageRequest;
use crate::domain::search::Criteria;
use crate::domain::view::{Part, Parts};
use crate::service::ServiceError;

/// The longest texts, in bytes: of what people said, of a category, of the payload, and of further JSON.
const SAID: usize = 500;
const CATEGORY: usize = 120;
const PAYLOAD: usize = 2_500;
const FURTHER: usize = 500;

/// How many outcomes are told, the newest, and the longest text of each.
const OUTCOMES: usize = 5;
const OUTCOME: usize = 250;

/// How many events are told on each side. `search_events` has all of them.
const LINKS: i32 = 10;

#[derive(Debug, Serialize)]
struct Found {
    event: Whole,
    #[serde(rename = "outcomeHistory")]
    outcomes: Newest<Row>,
    causes: Newest<Row>,
    effects: Newest<Row>,
}

/// Some of what there is.
#[derive(Debug, Serialize)]
struct Newest<T> {
    count: usize,
    newest: Vec<T>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<String>,
    event_name: String,
    source: String,
    occurred_at: String,
    recorded_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    should_document: bool,
    revision: i32,
    outcome_state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_intent: Option<Intent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Value>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Intent {
    #[serde(skip_serializing_if = "Option::is_none")]
    problem_solved: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pain_point: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_metric: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_metric: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<Value>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    revision: i32,
    recorded_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_metric: Option<String>,
}

pub(super) async fn run(asking: &Asking, given: &Arguments) -> Result<String, ServiceError> {
    let event = asking.event(given, Parts::ALL).await?;
    let (service, viewer, key) = (&asking.service, asking.caller.viewer, event.key());
    let keys = std::slice::from_ref(&key);
    let degree = service.degrees(viewer, keys).await?.remove(&key).unwrap_or_default();
    let told = service.outcome_history(viewer, keys).await?.remove(&key).unwrap_or_default();
    let none = |count| Newest { count, newest: Vec::new() };
    let mut found = Found {
        event: Whole::of(asking, &event)?,
        outcomes: none(told.len()),
        causes: none(degree.upstream as usize),
        effects: none(degree.downstream as usize),
    };
    let mut room = Room::beside(&found)?;
    for outcome in told.iter().rev().take(OUTCOMES).map(Told::from) {
        found.outcomes.newest.extend(room.put(&outcome)?);
    }
    let meant = || EventRef { id: event.id.clone(), tenant: Some(event.tenant) };
    let next_to = [
        (Filter::LedTo(meant()), &mut found.causes),
        (Filter::CausedBy(meant()), &mut found.effects),
    ];
    for (filter, some) in next_to.into_iter().filter(|(_, some)| some.count > 0) {
        for event in newest(asking, filter).await? {
            some.newest.extend(room.put(&LinkRow::from(&*event))?);
        }
    }
    text(&found)
}

/// The newest events that pass a filter.
async fn newest(asking: &Asking, filter: Filter) -> Result<Vec<Arc<Event>>, ServiceError> {
    let view = asking.view(Parts::NONE.with(Part::OutcomeState));
    let criteria = Criteria { filter: Some(filter), text: None };
    let page = PageRequest { first: Some(LINKS), ..PageRequest::default() };
    Ok(asking.service.list(view, &criteria, ORDER, &page).await?.slice.items)
}

impl Whole {
    fn of(asking: &Asking, event: &Event) -> Result<Self, ServiceError> {
        let whole = |json: Option<&JsonText>, most| json.map(|json| rows::value(json, most));
        Ok(Self {
            id: rows::id(&event.id),
            tenant_id: rows::tenant(asking, event),
            event_name: rows::name(&event.event_name),
            source: rows::name(&event.source),
            occurred_at: rows::time(event.timestamp),
            recorded_at: rows::time(event.recorded_at),
            user_id: event.shown_user().map(|user| rows::name(&user)),
            should_document: event.should_document,
            revision: event.revision,
            outcome_state: event.outcome_state.as_str(),
            user_intent: event.user_intent.as_ref().map(Intent::from),
            context: event.context.as_ref().map(|one| Context::of(event, one)).transpose()?,
            payload: whole(event.payload.as_ref(), PAYLOAD).transpose()?,
            metadata: whole(event.metadata.as_ref(), FURTHER).transpose()?,
        })
    }
}

impl From<&UserIntent> for Intent {
    fn from(intent: &UserIntent) -> Self {
        let said = |text: &Option<String>| text.as_ref().map(|text| cut(text, SAID));
        Self {
            problem_solved: said(&intent.problem_solved),
            pain_point: said(&intent.pain_point),
            goal: said(&intent.goal),
            expected_outcome: said(&intent.expected_outcome),
            impact_metric: said(&intent.impact_metric),
        }
    }
}

impl Context {
    fn of(event: &Event, context: &EventContext) -> Result<Self, ServiceError> {
        let said = |text: &Option<String>, most| text.as_ref().map(|text| cut(text, most));
        let extra = context.extra_json().map(JsonText::from);
        Ok(Self {
            category: said(&context.category, CATEGORY),
            decision: said(&context.decision, SAID),
            outcome: said(&context.outcome, SAID),
            outcome_at: event.outcome_at().map(rows::time),
            impact_metric: said(&context.impact_metric, SAID),
            extra: extra.map(|extra| rows::value(&extra, FURTHER)).transpose()?,
        })
    }
}

impl From<&OutcomeRevision> for Told {
    fn from(told: &OutcomeRevision) -> Self {
        let said = |text: &Option<String>| text.as_ref().map(|text| cut(text, OUTCOME));
        Self {
            revision: told.revision,
            recorded_at: rows::time(told.recorded_at),
            verdict: told.verdict.map(OutcomeVerdict::as_str),
            outcome: said(&told.outcome),
            impact_metric: said(&told.impact_metric),
        }
    }
}
