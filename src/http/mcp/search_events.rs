//! `search_events`: a page of a list.

use serde::Serialize;

use super::answer::{Room, Row, text};
use super::arguments::Arguments;
use super::filter;
use super::rows::{EventRow, ROW};
use super::tools::Asking;
use crate::domain::cursor::Position;
use crate::domain::event::Event;
use crate::domain::order::{Order, OrderDirection, OrderField};
use crate::domain::page::PageRequest;
use crate::service::ServiceError;

/// How many events there are where nobody says.
const LIMIT: u32 = 20;

/// Newest first.
pub(super) const ORDER: Order =
    Order { field: OrderField::Timestamp, direction: OrderDirection::Descending };

/// What leads behind an event, and its length at most: that of an id and what stands before it, as base64.
const CURSOR: usize = 240;

#[derive(Debug, Default, Serialize)]
struct Found {
    events: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

pub(super) async fn run(asking: &Asking, given: &Arguments) -> Result<String, ServiceError> {
    let limit = asking.limit(given, LIMIT)?;
    let after = given.text("cursor")?.map(str::to_owned);
    if let Some(cursor) = &after {
        Position::from_cursor(cursor, ORDER).map_err(|violation| violation.under("cursor"))?;
    }
    let criteria = filter::criteria(asking, given).await?;
    let page = PageRequest { first: i32::try_from(limit).ok(), after, ..PageRequest::default() };
    let listed = asking.service.list(asking.view(ROW), &criteria, ORDER, &page).await?.slice;
    let mut found = Found::default();
    let mut room = Room::beside(&found)?.without(CURSOR);
    for event in &listed.items {
        let Some(row) = room.put(&EventRow::brief(asking, event))? else { break };
        found.events.push(row);
    }
    let last = found.events.len().checked_sub(1).and_then(|last| listed.items.get(last));
    let is_cut = found.events.len() < listed.items.len();
    found.cursor = last.filter(|_| is_cut || listed.has_next).map(|last| behind(last));
    text(&found)
}

/// What leads behind an event of a list.
pub(super) fn behind(event: &Event) -> String {
    Position::of(event, ORDER.field, None).to_cursor(ORDER)
}
