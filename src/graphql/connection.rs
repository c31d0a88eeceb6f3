//! Lists of events, as the Relay cursor connections specification lays them out.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};

use super::scalars::Cursor;
use super::types::{Event, Events};
use crate::domain::cursor::Position;
use crate::domain::event;
use crate::domain::filter::Filter;
use crate::domain::order::Order;
use crate::domain::page::Slice;
use crate::domain::view::View;
use crate::service::{Code, Service};

/// A page of events.
pub(super) struct EventConnection {
    slice: Slice<Arc<event::Event>>,
    filter: Option<Filter>,
    order: Order,
}

/// An event with its place in the list.
#[derive(SimpleObject)]
pub(super) struct EventEdge {
    /// The event's place.
    cursor: Cursor,
    /// The event.
    node: Event,
}

/// What lies around a page.
#[derive(SimpleObject)]
pub(super) struct PageInfo {
    /// Whether there is more behind the page.
    has_next_page: bool,
    /// Whether there is more before the page.
    has_previous_page: bool,
    /// The place of the first event, null on an empty page.
    start_cursor: Option<Cursor>,
    /// The place of the last event, null on an empty page.
    end_cursor: Option<Cursor>,
}

impl EventConnection {
    pub(super) const fn new(
        slice: Slice<Arc<event::Event>>,
        filter: Option<Filter>,
        order: Order,
    ) -> Self {
        Self { slice, filter, order }
    }

    fn cursor(&self, event: &event::Event) -> Cursor {
        Cursor(Position::of(event, self.order.field).to_cursor(self.order))
    }
}

/// A page of events.
#[Object]
impl EventConnection {
    /// The events with their places.
    async fn edges(&self) -> Vec<EventEdge> {
        let edge = |event: &Arc<event::Event>| EventEdge {
            cursor: self.cursor(event),
            node: Event::from(Arc::clone(event)),
        };
        self.slice.items.iter().map(edge).collect()
    }

    /// The events alone.
    async fn nodes(&self) -> Events {
        self.slice.items.iter().cloned().collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        let cursor = |event: Option<&Arc<event::Event>>| event.map(|event| self.cursor(event));
        PageInfo {
            has_next_page: self.slice.has_next,
            has_previous_page: self.slice.has_previous,
            start_cursor: cursor(self.slice.items.first()),
            end_cursor: cursor(self.slice.items.last()),
        }
    }

    /// How many events the filter lets through on all pages; null where counting took too long. It reads them
    /// all: select it only where it is shown.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let (service, viewer) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?.viewer);
        match service.count(viewer, self.filter.as_ref()).await {
            Ok(count) => Ok(Some(i32::try_from(count).unwrap_or(i32::MAX))),
            Err(error) if error.code == Code::Timeout => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
