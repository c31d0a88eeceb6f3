//! What can be asked.

use std::slice;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::connection::EventConnection;
use super::inputs::{
    EventFilter, EventOrder, NodeRef, read_filter, read_filters, read_node, read_ref,
};
use super::types::{
    Event, EventCount, EventStat, Events, NarrativeContext, Node, PayloadPath, ServerInfo,
    ViewerInfo, Workflow,
};
use crate::domain::buckets::Ruler;
use crate::domain::caller::Caller;
use crate::domain::event;
use crate::domain::page::PageRequest;
use crate::domain::stats::Stat;
use crate::domain::view::View;
use crate::domain::violation::{Segment, Violation};
use crate::graphql::execution::budget::{spend_events, spend_fields};
use crate::graphql::execution::loaders::{NarrativeOf, WorkflowOf, loader};
use crate::graphql::values::enums::{Direction, EventDimension, TimeInterval};
use crate::graphql::values::scalars::Cursor;
use crate::service::{Neighbourhood, Service, StatsRequest};

/// What can be asked.
#[derive(Debug, Clone, Copy)]
pub(in crate::graphql) struct Query;

/// What can be asked.
#[Object]
impl Query {
    /// The event or narrative with this id; null when there is none.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What identifies it.")] id: ID,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
    ) -> Result<Option<Node>> {
        let place = |_| vec![Segment::Field("id")];
        let mut found = nodes(ctx, (slice::from_ref(&id), place), tenant_id.as_ref()).await?;
        found.pop().flatten().transpose()
    }

    /// What these ids identify, in their order, with null where there is nothing. An id that is refused
    /// is an error of its own place.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most as many as a page has events.")] ids: Vec<ID>,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
    ) -> Result<Option<Vec<Option<Result<Node>>>>> {
        let (count, limit) = (ids.len(), ctx.data::<Arc<Service>>()?.limits().page);
        if u32::try_from(count).is_ok_and(|count| count > limit) {
            let message = format!("has {count} ids; at most {limit} are allowed (limits.page)");
            return Err(Violation::invalid(message).under("ids").into());
        }
        let place = |index| vec![Segment::Field("ids"), Segment::Index(index)];
        nodes(ctx, (&ids, place), tenant_id.as_ref()).await.map(Some)
    }

    /// One event; null when there is none with this id.
    async fn event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What identifies the event.")] id: ID,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
    ) -> Result<Option<Event>> {
        Ok(meant(ctx, (&id, "id"), tenant_id.as_ref()).await?.map(Event::from))
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
    ) -> Result<Option<EventConnection>> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let mut criteria = read_filter(filter, ctx.data::<Caller>()?)?;
        criteria.filter = service.resolve(view.viewer, criteria.filter).await?;
        let order = order_by.unwrap_or_default().into();
        let page = PageRequest {
            first,
            after: after.map(|cursor| cursor.0),
            last,
            before: before.map(|cursor| cursor.0),
        };
        let listed = service.list(*view, &criteria, order, &page).await?;
        Ok(Some(EventConnection::new(listed, criteria, order)))
    }

    /// The events around an event; null when there is none with this id. With the defaults: what
    /// led to it.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn workflow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Around which event.")] event_id: ID,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
        #[graphql(desc = "How many links to follow at most.", default = 10)] max_depth: i32,
        #[graphql(desc = "Which way.", default_with = "Direction::Upstream")] direction: Direction,
        #[graphql(
            desc = "Whether to leave out events that aren't to be documented, but for the root.",
            default = false
        )]
        documented_only: bool,
        #[graphql(desc = "How many events at most: the nearest. As many as a workflow may have \
            when left out.")]
        max_nodes: Option<i32>,
        #[graphql(
            desc = "Of each event at most so many causes and so many effects: the nearest in \
            time. All when left out."
        )]
        fan_out: Option<i32>,
    ) -> Result<Option<Workflow>> {
        let service = ctx.data::<Arc<Service>>()?;
        let depth = service.depth(max_depth, "maxDepth")?;
        let bounds = service.bounds(max_nodes, fan_out)?;
        let root = meant(ctx, (&event_id, "eventId"), tenant_id.as_ref()).await?;
        let Some(root) = root else { return Ok(None) };
        let asked = Neighbourhood::around(&root, depth, direction.into());
        let asked = asked.drawn(documented_only, bounds);
        let found = loader(ctx)?.load_one(WorkflowOf(asked)).await?;
        spend_events(ctx, found.as_ref().map_or(0, |workflow| workflow.nodes.len()))?;
        Ok(found.map(Workflow::from))
    }

    /// A shortest chain of links from one event to another, both included, the way it was asked
    /// for: along causes, or along effects, whichever leads there. Empty when neither does, or one
    /// of the events isn't there.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn path(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where the chain begins.")] from: ID,
        #[graphql(desc = "Where it ends.")] to: ID,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
        #[graphql(desc = "How many links it may have.", default = 50)] max_depth: i32,
    ) -> Result<Option<Events>> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let depth = service.depth(max_depth, "maxDepth")?;
        let caller = ctx.data::<Caller>()?;
        let read = |id: &str| read_ref(caller, id, tenant_id.as_ref());
        let (Some(from), Some(to)) = (read(&from)?, read(&to)?) else {
            return Ok(Some(Events::default()));
        };
        let chain = service.path(*view, (&from, &to), depth).await?;
        Ok(Some(chain.into_iter().collect()))
    }

    /// The paths inside the payloads of the newest 1,000 events that the filter lets through, or of the newest
    /// 8 MiB of them; the most frequent first. They are ready for `JsonFilter`.
    async fn payload_paths(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events; all when left out.")] filter: Option<EventFilter>,
        #[graphql(desc = "How many paths, 0 to 500.", default = 100)] first: i32,
    ) -> Result<Option<Vec<PayloadPath>>> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let mut criteria = read_filter(filter, ctx.data::<Caller>()?)?;
        criteria.filter = service.resolve(view.viewer, criteria.filter).await?;
        let paths = service.payload_paths(view.viewer, &criteria, first).await?;
        Ok(Some(paths.into_iter().map(PayloadPath::from).collect()))
    }

    /// How many events there are: of the largest groups, largest first, and then of all others in one row. With
    /// an `interval`, those of each bucket of the filter's time, in its order; one without events has a row
    /// of nothing. Where the filter doesn't say when, time begins with the first event that it lets through,
    /// and ends now. At most 2,000 buckets, and 5,000 rows in all; with the filter's `text`, of at most
    /// 10,000 events that hold it.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn event_stats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events; all when left out.")] filter: Option<EventFilter>,
        #[graphql(
            desc = "By what they are grouped. Of an empty list, all are one group.",
            default_with = "vec![EventDimension::EventName]"
        )]
        group_by: Vec<EventDimension>,
        #[graphql(desc = "By what time is divided; not at all when left out.")] interval: Option<
            TimeInterval,
        >,
        #[graphql(desc = "How many intervals are in a bucket, 1 to 1,000.", default = 1)]
        every: i32,
        #[graphql(
            desc = "Where days begin and clocks are changed, as the IANA's database calls it: Europe/Berlin.",
            default = "UTC"
        )]
        time_zone: String,
        #[graphql(desc = "How many groups, 0 to 5,000.", default = 100)] first: i32,
    ) -> Result<Option<Vec<EventStat>>> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let mut criteria = read_filter(filter, ctx.data::<Caller>()?)?;
        criteria.filter = service.resolve(view.viewer, criteria.filter).await?;
        let ruler = interval.map(|interval| Ruler::new(interval.into(), every, &time_zone));
        let dimensions = group_by.into_iter().map(Into::into).collect();
        let request = StatsRequest { dimensions, ruler: ruler.transpose()?, first };
        let stats = service.stats(view.viewer, &criteria, request).await?;
        spend_fields(ctx, stats.iter().map(Stat::text_length).sum())?;
        Ok(Some(stats.into_iter().map(EventStat::from).collect()))
    }

    /// How many events each of these filters lets through, in their order, up to `atMost`; null where counting
    /// took too long, or where more than 10,000 events hold a filter's `text`.
    async fn event_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events; at most 50 filters.")] filters: Vec<EventFilter>,
        #[graphql(desc = "Up to where they are counted, 1 to 1,000,000.", default = 10_000)]
        at_most: i32,
    ) -> Result<Option<Vec<Option<EventCount>>>> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let mut resolved = Vec::with_capacity(filters.len());
        for mut criteria in read_filters(filters, ctx.data::<Caller>()?)? {
            criteria.filter = service.resolve(view.viewer, criteria.filter).await?;
            resolved.push(criteria);
        }
        let counts = service.counts(view.viewer, &resolved, at_most).await?;
        Ok(Some(counts.into_iter().map(|count| count.map(EventCount::from)).collect()))
    }

    /// The server that answers.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn server(&self, ctx: &Context<'_>) -> Result<ServerInfo> {
        ctx.data::<ServerInfo>().cloned()
    }

    /// As whom the operation runs.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn viewer(&self, ctx: &Context<'_>) -> Result<ViewerInfo> {
        ctx.data::<Caller>().map(ViewerInfo::from)
    }
}

/// The event that this argument means.
async fn meant(
    ctx: &Context<'_>,
    (id, argument): (&str, &'static str),
    tenant: Option<&ID>,
) -> Result<Option<Arc<event::Event>>> {
    let Some(one) = read_ref(ctx.data::<Caller>()?, id, tenant)? else { return Ok(None) };
    let found = loader(ctx)?.load_one(one).await?.transpose();
    Ok(found.map_err(|error| error.with_path(vec![Segment::Field(argument)]))?)
}

/// What each of these ids identifies, unless it is refused. `place` is where it stands in the arguments.
async fn nodes(
    ctx: &Context<'_>,
    (ids, place): (&[ID], impl Fn(usize) -> Vec<Segment>),
    tenant: Option<&ID>,
) -> Result<Vec<Option<Result<Node>>>> {
    let caller = ctx.data::<Caller>()?;
    let refs = ids.iter().map(|id| read_node(caller, id, tenant)).collect::<Result<Vec<_>, _>>()?;
    let events = refs.iter().flatten().map(|one| one.event.clone());
    let events = loader(ctx)?.load_many(events).await?;
    let of_event = |one: &NodeRef| match events.get(&one.event) {
        Some(Ok(event)) if one.is_narrative => Some(NarrativeOf(event.key())),
        _ => None,
    };
    let narratives = loader(ctx)?.load_many(refs.iter().flatten().filter_map(of_event)).await?;
    let node = |(index, one): (usize, Option<NodeRef>)| {
        let one = one?;
        let event = match events.get(&one.event)?.clone() {
            Ok(event) => event,
            Err(error) => return Some(Err(error.with_path(place(index)).into())),
        };
        if !one.is_narrative {
            return Some(Ok(Node::Event(event.into())));
        }
        let narrative = narratives.get(&NarrativeOf(event.key()))?;
        let narrative = NarrativeContext::new(ctx, event, Arc::clone(narrative));
        Some(narrative.map(Node::Narrative))
    };
    Ok(refs.into_iter().enumerate().map(node).collect())
}
