//! An event: its own fields, by their table, and those that lead beyond it.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, ID, Object, ObjectType, OutputType, Positioned, Result,
    ServerResult, Value,
};

use super::narrative::NarrativeContext;
use super::outcome::OutcomeRevision;
use super::workflow::Workflow;
use crate::domain::event;
use crate::domain::violation::Violation;
use crate::graphql::execution::budget::{spend_events, spend_fields};
use crate::graphql::execution::event_writer::{self, Written};
use crate::graphql::execution::loaders::{
    DegreeOf, NarrativeOf, OutcomesOf, RelatedTo, WorkflowOf, loader,
};
use crate::graphql::schema::event_fields::EVENT;
use crate::graphql::values::enums::Direction;
use crate::service::{Code, Degree, Neighbourhood, Service, ServiceError};

/// An event, which is written as text where that is possible, and else resolved field by field.
pub(in crate::graphql) struct Event(EventFields);

impl From<Arc<event::Event>> for Event {
    fn from(event: Arc<event::Event>) -> Self {
        Self(EventFields::from(event))
    }
}

impl OutputType for Event {
    fn type_name() -> Cow<'static, str> {
        EventFields::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        EventFields::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match event_writer::text_of(ctx) {
            Some(by) => event_writer::write(ctx, by, Written::One(&self.0.0.0)).await,
            None => self.0.resolve(ctx, field).await,
        }
    }
}

/// Several events. See [`Event`].
#[derive(Default)]
pub(in crate::graphql) struct Events(Vec<Arc<event::Event>>);

impl FromIterator<Arc<event::Event>> for Events {
    fn from_iter<I: IntoIterator<Item = Arc<event::Event>>>(events: I) -> Self {
        Self(events.into_iter().collect())
    }
}

impl OutputType for Events {
    fn type_name() -> Cow<'static, str> {
        Vec::<EventFields>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<EventFields>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        if let Some(by) = event_writer::text_of(ctx) {
            return event_writer::write(ctx, by, Written::List(&self.0)).await;
        }
        let fields: Vec<_> = self.0.iter().cloned().map(EventFields::from).collect();
        fields.resolve(ctx, field).await
    }
}

/// An event, field by field.
pub(in crate::graphql) struct EventFields(Beyond);

/// What leads beyond an event.
struct Beyond(Arc<event::Event>);

impl From<Arc<event::Event>> for EventFields {
    fn from(event: Arc<event::Event>) -> Self {
        Self(Beyond(event))
    }
}

fn count(links: u32) -> i32 {
    i32::try_from(links).unwrap_or(i32::MAX)
}

impl Beyond {
    async fn degree(&self, ctx: &Context<'_>) -> Result<Degree> {
        let degree = loader(ctx)?.load_one(DegreeOf(self.0.key())).await?;
        Ok(degree.unwrap_or_default())
    }

    fn neighbourhood(
        &self,
        ctx: &Context<'_>,
        (hops, argument): (i32, &'static str),
        direction: Direction,
    ) -> Result<Neighbourhood> {
        let depth = ctx.data::<Arc<Service>>()?.depth(hops, argument)?;
        Ok(Neighbourhood::around(&self.0, depth, direction.into()))
    }
}

impl OutputType for EventFields {
    fn type_name() -> Cow<'static, str> {
        EVENT.name.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let mut fields = EVENT.meta_fields(registry);
            if let MetaType::Object { fields: others, .. } =
                registry.create_fake_output_type::<Beyond>()
            {
                fields.extend(others);
            }
            EVENT.meta_type(fields, Some(std::any::type_name::<Self>()))
        })
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ContainerType for EventFields {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        match EVENT.field(&ctx.item.node.name.node) {
            Some(field) => field.resolve(ctx, &self.0.0).await.map(Some),
            None => self.0.resolve_field(ctx).await,
        }
    }
}

impl ObjectType for EventFields {}

impl EventFields {
    /// What identifies it, as the interface `Node` asks for it.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    pub(super) async fn id(&self, _ctx: &Context<'_>) -> Result<ID> {
        Ok(ID(self.0.0.id.to_string()))
    }
}

/// The fields of an event that need more than it. They become part of the type `Event`.
#[Object(name = "EventBeyondItself")]
impl Beyond {
    /// How many events it names in `relatedEvents`, of those that are there.
    async fn cause_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(Some(count(self.degree(ctx).await?.upstream)))
    }

    /// How many events name it in their `relatedEvents`.
    async fn effect_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(Some(count(self.degree(ctx).await?.downstream)))
    }

    /// The events that are reached from this one in 1 to `depth` hops, each once, this one left
    /// out, oldest first (timestamp; causes before effects; id). More events than a workflow may hold are an
    /// error: ask for `workflow` then, which returns a part and says so.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many links to follow at most.", default = 1)] depth: i32,
        #[graphql(desc = "Which way.", default_with = "Direction::Upstream")] direction: Direction,
    ) -> Result<Option<Events>> {
        let asked = self.neighbourhood(ctx, (depth, "depth"), direction)?;
        if asked.depth == 0 {
            return Ok(Some(Events::default()));
        }
        let found = loader(ctx)?.load_one(RelatedTo(asked)).await?.transpose()?;
        let found = found.unwrap_or_default();
        spend_events(ctx, found.len())?;
        Ok(Some(found.into_iter().collect()))
    }

    /// The events around this one and the links between them, ready to be drawn.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn workflow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many links to follow at most.", default = 10)] max_depth: i32,
        #[graphql(desc = "Which way.", default_with = "Direction::Both")] direction: Direction,
        #[graphql(
            desc = "Whether to leave out events that aren't to be documented, but for this one.",
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
        let bounds = ctx.data::<Arc<Service>>()?.bounds(max_nodes, fan_out)?;
        let asked = self.neighbourhood(ctx, (max_depth, "maxDepth"), direction)?;
        let asked = asked.drawn(documented_only, bounds);
        let found = loader(ctx)?.load_one(WorkflowOf(asked)).await?;
        // The event was there a moment ago; events are not deleted one by one.
        let gone = || ServiceError::new(Code::NotFound, "the event is gone");
        let found = found.ok_or_else(gone)?;
        spend_events(ctx, found.nodes.len())?;
        Ok(Some(Workflow::from(found)))
    }

    /// Every outcome that this event was given, oldest first.
    async fn outcome_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the newest ones, so many.")] last: Option<i32>,
    ) -> Result<Option<Vec<OutcomeRevision>>> {
        let last = last.map(usize::try_from).transpose();
        let last = last.map_err(|_| Violation::invalid("must be 0 or more").under("last"))?;
        let found = loader(ctx)?.load_one(OutcomesOf(self.0.key())).await?;
        let mut found = found.unwrap_or_default();
        found.drain(..last.map_or(0, |last| found.len().saturating_sub(last)));
        let texts = found.iter().flat_map(|one| [&one.outcome, &one.impact_metric]).flatten();
        spend_fields(ctx, texts.map(String::len).sum())?;
        Ok(Some(found.into_iter().map(OutcomeRevision::from).collect()))
    }

    /// What is told about this event beyond what was published with it, null when nothing is.
    async fn narrative(&self, ctx: &Context<'_>) -> Result<Option<NarrativeContext>> {
        let found = loader(ctx)?.load_one(NarrativeOf(self.0.key())).await?;
        let narrative = found.map(|found| NarrativeContext::new(ctx, Arc::clone(&self.0), found));
        narrative.transpose()
    }
}
