//! What can be asked.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::budget::spend_events;
use super::connection::EventConnection;
use super::enums::Direction;
use super::inputs::{EventFilter, EventOrder, read_filter};
use super::loaders::{WorkflowOf, loader};
use super::scalars::Cursor;
use super::types::{Event, Events, Node, ViewerInfo, Workflow};
use crate::domain::event;
use crate::domain::ids::EventId;
use crate::domain::page::PageRequest;
use crate::domain::view::View;
use crate::domain::violation::Violation;
use crate::service::{Neighbourhood, Service};

/// What can be asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query;

/// What can be asked.
#[Object]
impl Query {
    /// The event, or whatever else, with this id; null when there is none.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What identifies it.")] id: ID,
    ) -> Result<Option<Node>> {
        Ok(event_by_id(ctx, &id).await?.map(|event| Node::Event(event.into())))
    }

    /// What these ids identify, in their order, with null where there is nothing.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most as many as a page has events.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        let (count, limit) = (ids.len(), ctx.data::<Arc<Service>>()?.limits().page);
        if u32::try_from(count).is_ok_and(|count| count > limit) {
            let message = format!("has {count} ids; at most {limit} are allowed (limits.page)");
            return Err(Violation::invalid(message).under("ids").into());
        }
        let ids: Vec<_> = ids.iter().map(|id| EventId::parse(id).ok()).collect();
        let found = loader(ctx)?.load_many(ids.iter().flatten().cloned()).await?;
        let node = |id: Option<EventId>| Some(Node::Event(found.get(&id?)?.clone().into()));
        Ok(ids.into_iter().map(node).collect())
    }

    /// One event; null when there is none with this id.
    async fn event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What identifies the event.")] id: ID,
    ) -> Result<Option<Event>> {
        Ok(event_by_id(ctx, &id).await?.map(Event::from))
    }

    /// A page of events. Without arguments: the newest 50.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events; all when left out.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order; newest first when left out.")] order_by: Option<
            EventOrder,
        >,
        #[graphql(desc = "How many from the start of the list, 0 to 500.")] first: Option<i32>,
        #[graphql(desc = "Only what stands behind this place.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end of the list, 0 to 500; not with first.")]
        last: Option<i32>,
        #[graphql(desc = "Only what stands before this place.")] before: Option<Cursor>,
    ) -> Result<EventConnection> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let filter = read_filter(filter, view.viewer)?;
        let order = order_by.unwrap_or_default().into();
        let page = PageRequest {
            first,
            after: after.map(|cursor| cursor.0),
            last,
            before: before.map(|cursor| cursor.0),
        };
        let slice = service.list(*view, filter.as_ref(), order, &page).await?;
        Ok(EventConnection::new(slice, filter, order))
    }

    /// The events around an event; null when there is none with this id. With the defaults: what
    /// led to it.
    async fn workflow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Around which event.")] event_id: ID,
        #[graphql(desc = "How many links to follow at most.", default = 10)] max_depth: i32,
        #[graphql(desc = "Which way.", default_with = "Direction::Upstream")] direction: Direction,
    ) -> Result<Option<Workflow>> {
        let depth = ctx.data::<Arc<Service>>()?.depth(max_depth, "maxDepth")?;
        let Ok(id) = EventId::parse(&event_id) else { return Ok(None) };
        let Some(root) = loader(ctx)?.load_one(id).await? else { return Ok(None) };
        let asked = Neighbourhood::around(&root, depth, direction.into());
        let found = loader(ctx)?.load_one(WorkflowOf(asked)).await?;
        spend_events(ctx, found.as_ref().map_or(0, |workflow| workflow.nodes.len()))?;
        Ok(found.map(Workflow::from))
    }

    /// A shortest chain of links from one event to another, both included, the way it was asked
    /// for: along causes, or along effects, whichever leads there. Empty when neither does, or one
    /// of the events isn't there.
    async fn path(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where the chain begins.")] from: ID,
        #[graphql(desc = "Where it ends.")] to: ID,
        #[graphql(desc = "How many links it may have.", default = 50)] max_depth: i32,
    ) -> Result<Events> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let depth = service.depth(max_depth, "maxDepth")?;
        let chain = service.path(*view, (&from, &to), depth).await?;
        Ok(chain.into_iter().collect())
    }

    /// As whom the operation runs.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn viewer(&self, ctx: &Context<'_>) -> Result<ViewerInfo> {
        ctx.data::<View>().map(|view| ViewerInfo::from(view.viewer))
    }
}

async fn event_by_id(ctx: &Context<'_>, id: &str) -> Result<Option<Arc<event::Event>>> {
    // Text that can't be an id identifies nothing.
    let Ok(id) = EventId::parse(id) else { return Ok(None) };
    Ok(loader(ctx)?.load_one(id).await?)
}
