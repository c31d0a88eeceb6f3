//! `get_workflow`: the events around an event, and the links between them, page by page.
//!
//! The links to an event follow its row, so that each row and each link is on one page, however many there are. A
//! page says which links it has told of its last event, since one may have more than a page takes.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::answer::{Room, Row, text};
use super::arguments::Arguments;
use super::rows::{self, EventRow, ROW};
use super::schema::{number, word};
use super::search_events::{ORDER, behind};
use super::tools::Asking;
use crate::domain::cursor::Position;
use crate::domain::event::Event;
use crate::domain::graph::Direction;
use crate::domain::ids::{EventId, EventKey, EventRef};
use crate::domain::view::{Part, Parts};
use crate::domain::violation::{Violation, ViolationKind};
use crate::domain::workflow::{TruncationReason, Workflow, WorkflowNode};
use crate::service::{Neighbourhood, ServiceError};

/// How many events a page has, and how many links are followed, where nobody says.
const LIMIT: u32 = 30;
const DEPTH: u32 = 10;

/// The longest cursor of ours, in bytes.
const CURSOR: usize = 260;

const DIRECTIONS: [(&str, Direction); 3] = [
    ("UPSTREAM", Direction::Upstream),
    ("DOWNSTREAM", Direction::Downstream),
    ("BOTH", Direction::Both),
];

/// The schema of the arguments that only this tool has.
pub(super) fn properties() -> [(String, Value); 2] {
    let directions = word(&DIRECTIONS.map(|(name, _)| name), "default UPSTREAM: what led to it");
    [("direction".to_owned(), directions), depth_property()]
}

/// The schema of `depth`.
pub(super) fn depth_property() -> (String, Value) {
    ("depth".to_owned(), number(None, "most links away, default 10"))
}

/// How many links are followed.
pub(super) fn depth(asking: &Asking, given: &Arguments) -> Result<u32, ServiceError> {
    Ok(given.number("depth", (1, asking.service.limits().depth), DEPTH)?)
}

/// Why events are missing, as clients are told.
pub(super) fn reasons(workflow: &Workflow) -> Vec<&'static str> {
    let reason = |reason: &TruncationReason| match reason {
        TruncationReason::Depth => "DEPTH",
        TruncationReason::NodeLimit => "NODE_LIMIT",
        TruncationReason::FanOut => "FAN_OUT",
    };
    workflow.truncated_by.iter().map(reason).collect()
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    /// How many events the workflow has, on all pages.
    event_count: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    truncated_by: Vec<&'static str>,
    events: Vec<Row>,
    edges: Vec<Edges>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// An event of the workflow.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeRow {
    depth: u32,
    #[serde(skip_serializing_if = "is_zero")]
    hidden_causes: u32,
    #[serde(skip_serializing_if = "is_zero")]
    hidden_effects: u32,
    #[serde(flatten)]
    event: EventRow,
}

/// Links to one event.
#[derive(Debug, Serialize)]
struct Edges {
    to: String,
    from: Vec<Row>,
}

/// Up to where pages have told a workflow.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// How many events.
    events: usize,
    /// How many links to the last of them.
    edges: usize,
}

pub(super) async fn run(asking: &Asking, given: &Arguments) -> Result<String, ServiceError> {
    let limit = asking.limit(given, LIMIT)? as usize;
    let depth = depth(asking, given)?;
    let direction = given.word("direction", &DIRECTIONS)?.unwrap_or(Direction::Upstream);
    let cursor = given.text("cursor")?.map(Cursor::read).transpose()?;
    let root = asking.event(given, Parts::NONE).await?;
    // What may be large is read for the page alone.
    let view = asking.view(Parts::NONE.with(Part::OutcomeState).with(Part::Causes));
    let asked = Neighbourhood::around(&root, depth, direction);
    let mut found = asking.service.workflows(view, std::slice::from_ref(&asked)).await?;
    // It was removed meanwhile.
    let workflow = found.remove(&asked).ok_or_else(|| ServiceError::no_such_event("id"))?;
    let place = cursor.map(|cursor| cursor.place(&workflow)).transpose()?.unwrap_or_default();
    let told = read(asking, workflow.nodes.iter().skip(place.events).take(limit)).await?;
    text(&page(asking, &workflow, (place, limit), &told)?)
}

/// The events of a page, with what their rows show.
async fn read(
    asking: &Asking,
    nodes: impl Iterator<Item = &WorkflowNode>,
) -> Result<HashMap<EventKey, Arc<Event>>, ServiceError> {
    let key = |node: &WorkflowNode| {
        let EventKey { tenant, id } = node.event.key();
        EventRef { id, tenant: Some(tenant) }
    };
    let keys: Vec<EventRef> = nodes.map(key).collect();
    let found = asking.service.meant(asking.view(ROW), &keys).await?;
    let events = found.into_values().filter_map(Result::ok);
    Ok(events.map(|event| (event.key(), event)).collect())
}

/// The page that begins at a place.
fn page(
    asking: &Asking,
    workflow: &Workflow,
    (mut place, limit): (Place, usize),
    told: &HashMap<EventKey, Arc<Event>>,
) -> Result<Found, ServiceError> {
    let mut edges: HashMap<&EventId, Vec<&EventId>> = HashMap::new();
    for edge in &workflow.edges {
        edges.entry(&edge.to).or_default().push(&edge.from);
    }
    let mut found = Found {
        event_count: workflow.nodes.len(),
        truncated_by: reasons(workflow),
        events: Vec::new(),
        edges: Vec::new(),
        cursor: None,
    };
    let mut room = Room::beside(&found)?.without(CURSOR);
    let end = place.events.saturating_add(limit);
    loop {
        let last = place.events.checked_sub(1).and_then(|last| workflow.nodes.get(last));
        if let Some(to) = last.map(|last| &last.event.id) {
            let causes = edges.get(to).map(Vec::as_slice).unwrap_or_default();
            let untold = causes.get(place.edges..).unwrap_or_default();
            let told = put_edges(&mut found.edges, &mut room, to, untold)?;
            place.edges += told;
            if told < untold.len() {
                break;
            }
        }
        let Some(node) = workflow.nodes.get(place.events).filter(|_| place.events < end) else {
            break;
        };
        // One that was removed meanwhile shows what is known of it.
        let event = told.get(&node.event.key()).unwrap_or(&node.event);
        let row = NodeRow {
            depth: node.depth,
            hidden_causes: node.hidden_upstream,
            hidden_effects: node.hidden_downstream,
            event: EventRow::brief(asking, event),
        };
        let Some(row) = room.put(&row)? else { break };
        found.events.push(row);
        place = Place { events: place.events + 1, edges: 0 };
    }
    found.cursor = Cursor::at(workflow, place, &edges);
    Ok(found)
}

/// Puts links to an event into a page while there is room, and returns how many.
fn put_edges(
    edges: &mut Vec<Edges>,
    room: &mut Room,
    to: &EventId,
    causes: &[&EventId],
) -> Result<usize, ServiceError> {
    let mut links = Edges { to: rows::id(to), from: Vec::new() };
    if causes.is_empty() || room.put(&links)?.is_none() {
        return Ok(0);
    }
    for from in causes {
        let Some(row) = room.put(&rows::id(from))? else { break };
        links.from.push(row);
    }
    let told = links.from.len();
    if told > 0 {
        edges.push(links);
    }
    Ok(told)
}

/// Behind which event the next page begins, and behind how many of the links to it.
struct Cursor {
    event: EventKey,
    edges: usize,
}

impl Cursor {
    /// What leads behind a place, unless nothing is there.
    fn at(
        workflow: &Workflow,
        place: Place,
        edges: &HashMap<&EventId, Vec<&EventId>>,
    ) -> Option<String> {
        let last = workflow.nodes.get(place.events.checked_sub(1)?)?;
        let is_told = place.edges >= edges.get(&last.event.id).map_or(0, Vec::len);
        let is_last = place.events == workflow.nodes.len();
        (!is_told || !is_last).then(|| format!("{}.{}", place.edges, behind(&last.event)))
    }

    fn read(text: &str) -> Result<Self, Violation> {
        let damaged = || {
            let message = "is not a cursor of this tool";
            Violation::of(ViolationKind::Cursor, message).under("cursor")
        };
        let (edges, position) = text.split_once('.').ok_or_else(damaged)?;
        let position = Position::from_cursor(position, ORDER).map_err(|_| damaged())?;
        Ok(Self { event: position.key, edges: edges.parse().map_err(|_| damaged())? })
    }

    /// Where it stands in a workflow, which may have grown since.
    fn place(&self, workflow: &Workflow) -> Result<Place, Violation> {
        let at = workflow.nodes.iter().position(|node| node.event.key() == self.event);
        let at = at.ok_or_else(elsewhere)?;
        Ok(Place { events: at + 1, edges: self.edges })
    }
}

/// That a cursor names no event of what it is to go on with.
pub(super) fn elsewhere() -> Violation {
    let message = "belongs to another call: begin without it";
    Violation::of(ViolationKind::Cursor, message).under("cursor")
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}
