//! `explain_error`: what led to an event, as far as it may explain it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::answer::{Room, Row, cut, text};
use super::arguments::Arguments;
use super::get_workflow::{depth, depth_property, elsewhere, reasons};
use super::rows::{self, EventRow, ROW};
use super::search_events::{ORDER, behind};
use super::tools::Asking;
use crate::domain::cursor::Position;
use crate::domain::event::Event;
use crate::domain::explanation::{Explanation, Finding, Step};
use crate::domain::graph::Direction;
use crate::domain::ids::EventId;
use crate::domain::view::Part;
use crate::domain::workflow::Workflow;
use crate::service::{Neighbourhood, ServiceError};

/// How many steps a page has where nobody says.
const LIMIT: u32 = 12;

/// How many events are looked at, the nearest: each is read with all that was said of it.
const NODES: usize = 200;

/// The longest texts, in bytes: of what people said, and of payloads.
const SAID: usize = 250;
const PAYLOAD: usize = 400;

/// The most ids that a chain shows: of a longer one its beginning and its end.
const CHAIN: usize = 8;

/// How many steps the summary names.
const NAMED: usize = 3;

/// The longest cursor of ours, in bytes.
const CURSOR: usize = 240;

/// The schema of the arguments that only this tool has.
pub(super) fn properties() -> [(String, Value); 1] {
    [depth_property()]
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    summary: String,
    event: Told,
    /// How many events led to it, and how many of them tell nothing.
    upstream_count: usize,
    silent_count: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    truncated_by: Vec<&'static str>,
    steps: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// An event, with what of it explains.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<&'static str>,
    #[serde(flatten)]
    event: EventRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_metric: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Value>,
}

/// An event that led to it.
#[derive(Debug, Serialize)]
struct StepRow {
    #[serde(flatten)]
    told: Told,
    hops: u32,
    /// The way to the event that is explained.
    evidence: Vec<String>,
}

pub(super) async fn run(asking: &Asking, given: &Arguments) -> Result<String, ServiceError> {
    let limit = asking.limit(given, LIMIT)? as usize;
    let depth = depth(asking, given)?;
    let after = given.text("cursor")?.map(|text| Position::from_cursor(text, ORDER)).transpose();
    let after = after.map_err(|violation| violation.under("cursor"))?;
    let parts = ROW.with(Part::Payload).with(Part::Causes);
    let root = asking.event(given, parts).await?;
    let asked = Neighbourhood::around(&root, depth, Direction::Upstream);
    let asked = asked.drawn(false, (Some(NODES), None));
    let view = asking.view(parts);
    let mut found = asking.service.workflows(view, std::slice::from_ref(&asked)).await?;
    // It was removed meanwhile.
    let workflow = found.remove(&asked).ok_or_else(|| ServiceError::no_such_event("id"))?;
    let explanation = Explanation::of(&workflow);
    let place = |after: Position| {
        let at = explanation.steps.iter().position(|step| step.event.key() == after.key);
        at.map(|at| at + 1).ok_or_else(elsewhere)
    };
    let first = after.map(place).transpose()?.unwrap_or_default();
    text(&page(asking, (&workflow, &explanation), first, limit)?)
}

/// The page that begins with a step.
fn page(
    asking: &Asking,
    (workflow, explanation): (&Workflow, &Explanation),
    first: usize,
    limit: usize,
) -> Result<Found, ServiceError> {
    let mut found = Found {
        summary: summary(&workflow.root, explanation),
        event: Told::of(asking, &workflow.root, Finding::of(&workflow.root))?,
        upstream_count: workflow.nodes.len().saturating_sub(1),
        silent_count: explanation.silent,
        truncated_by: reasons(workflow),
        steps: Vec::new(),
        cursor: None,
    };
    let mut room = Room::beside(&found)?.without(CURSOR);
    let steps = explanation.steps.get(first..).unwrap_or_default();
    for step in steps.iter().take(limit) {
        let told = Told::of(asking, &step.event, Some(step.finding))?;
        let row = StepRow { told, hops: step.hops, evidence: evidence(&step.chain) };
        let Some(row) = room.put(&row)? else { break };
        found.steps.push(row);
    }
    let last = found.steps.len().checked_sub(1).and_then(|last| steps.get(last));
    let is_cut = found.steps.len() < steps.len();
    found.cursor = last.filter(|_| is_cut).map(|step| behind(&step.event));
    Ok(found)
}

impl Told {
    fn of(asking: &Asking, event: &Event, finding: Option<Finding>) -> Result<Self, ServiceError> {
        // A payload says how something went wrong; elsewhere it says what was done, which is beside the point.
        let is_wrong = finding.is_some_and(Finding::is_wrong);
        let payload = event.payload.as_ref().filter(|_| is_wrong);
        let context = event.context.as_ref();
        let impact = context.and_then(|context| context.impact_metric.as_ref());
        Ok(Self {
            finding: finding.map(Finding::as_str),
            event: EventRow::of(asking, event, SAID),
            impact_metric: impact.map(|impact| cut(impact, SAID)),
            payload: payload.map(|payload| rows::value(payload, PAYLOAD)).transpose()?,
        })
    }
}

/// A chain of ids; of a long one the beginning and the end.
fn evidence(chain: &[EventId]) -> Vec<String> {
    let ids = |part: &[EventId]| part.iter().map(rows::id).collect::<Vec<_>>();
    match chain.len().checked_sub(CHAIN) {
        None | Some(0) => ids(chain),
        Some(_) => {
            let (start, end) = (&chain[..CHAIN / 2], &chain[chain.len() - CHAIN / 2 + 1..]);
            [ids(start), vec!["…".to_owned()], ids(end)].concat()
        }
    }
}

/// What was found, in words of ours around names and ids.
fn summary(root: &Arc<Event>, explanation: &Explanation) -> String {
    let called =
        |event: &Event| format!("{} ({})", rows::name(&event.event_name), rows::id(&event.id));
    let told = explanation.steps.len() + explanation.silent;
    let wrong: Vec<&Step> = explanation.wrong().collect();
    let name = called(root);
    match wrong.as_slice() {
        [] if told == 0 => format!("No event is known to have led to {name}."),
        [] => format!("None of the {told} events that led to {name} is known to have gone wrong."),
        wrong => {
            let named = wrong.iter().take(NAMED).map(|step| called(&step.event));
            let named = named.collect::<Vec<_>>().join(", ");
            let count = wrong.len();
            format!(
                "{count} of the {told} events that led to {name} went wrong, the nearest first: {named}."
            )
        }
    }
}
