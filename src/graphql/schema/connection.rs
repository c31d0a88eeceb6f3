//! Lists of events, as the Relay cursor connections specification lays them out.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};

use super::types::{Event, Events, Highlight};
use crate::domain::cursor::Position;
use crate::domain::event;
use crate::domain::order::Order;
use crate::domain::search::{Criteria, TextQuery, highlights};
use crate::domain::view::View;
use crate::graphql::execution::loaders::{NarrativeOf, loader};
use crate::graphql::values::scalars::Cursor;
use crate::service::{Code, Listed, Service};

/// A page of events.
pub(in crate::graphql) struct EventConnection {
    listed: Listed,
    criteria: Criteria,
    text: Option<Arc<TextQuery>>,
    order: Order,
}

/// An event with its place in the list.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(in crate::graphql) struct EventEdge {
    /// The event's place.
    cursor: Cursor,
    /// The event.
    node: Event,
    #[graphql(skip)]
    event: Arc<event::Event>,
    /// What was looked for.
    #[graphql(skip)]
    text: Option<Arc<TextQuery>>,
}

/// An event with its place in the list.
#[ComplexObject]
impl EventEdge {
    /// Where the filter's `text` was found in the event, what weighs most first; at most 5 pieces, and none
    /// where no text is looked for.
    async fn highlights(&self, ctx: &Context<'_>) -> Result<Vec<Highlight>> {
        let Some(text) = &self.text else { return Ok(Vec::new()) };
        let narrative = loader(ctx)?.load_one(NarrativeOf(self.event.key())).await?;
        let narrative = narrative.as_ref().map(|narrative| &narrative.text);
        let found = highlights(text, &self.event, narrative);
        Ok(found.into_iter().map(Highlight::from).collect())
    }
}

/// What lies around a page.
#[derive(SimpleObject)]
pub(in crate::graphql) struct PageInfo {
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
    pub(in crate::graphql) fn new(listed: Listed, criteria: Criteria, order: Order) -> Self {
        let text = criteria.text.clone().map(Arc::new);
        Self { listed, criteria, text, order }
    }

    fn cursor(&self, index: usize, event: &event::Event) -> Cursor {
        let rank = self.listed.ranks.get(index).copied();
        Cursor(Position::of(event, self.order.field, rank).to_cursor(self.order))
    }
}

/// A page of events.
#[Object]
impl EventConnection {
    /// The events with their places.
    async fn edges(&self) -> Vec<EventEdge> {
        let edge = |(index, event): (usize, &Arc<event::Event>)| EventEdge {
            cursor: self.cursor(index, event),
            node: Event::from(Arc::clone(event)),
            event: Arc::clone(event),
            text: self.text.clone(),
        };
        self.listed.slice.items.iter().enumerate().map(edge).collect()
    }

    /// The events alone.
    async fn nodes(&self) -> Events {
        self.listed.slice.items.iter().cloned().collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        let items = &self.listed.slice.items;
        let last = items.len().saturating_sub(1);
        let cursor = |index: usize| items.get(index).map(|event| self.cursor(index, event));
        PageInfo {
            has_next_page: self.listed.slice.has_next,
            has_previous_page: self.listed.slice.has_previous,
            start_cursor: cursor(0),
            end_cursor: cursor(last),
        }
    }

    /// How many events the filter lets through on all pages; null where counting took too long, or where more
    /// than 10,000 events hold the filter's `text`. It reads them all: select it only where it is shown.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let (service, viewer) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?.viewer);
        match service.count(viewer, &self.criteria).await {
            Ok(count) => Ok(count.map(|count| i32::try_from(count).unwrap_or(i32::MAX))),
            Err(error) if error.code == Code::Timeout => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
