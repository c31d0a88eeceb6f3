//! An event, its intent and its context.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, ID, Object, OutputType, Positioned, Result, ServerResult,
    SimpleObject, Value,
};

use super::narrative::NarrativeContext;
use super::outcome::OutcomeRevision;
use super::workflow::Workflow;
use crate::domain::json_text::JsonText;
use crate::domain::violation::Violation;
use crate::domain::{event, intent};
use crate::graphql::execution::budget::{spend_bytes, spend_events, spend_fields};
use crate::graphql::execution::event_writer::{self, Written};
use crate::graphql::execution::loaders::{
    DegreeOf, NarrativeOf, OutcomesOf, RelatedTo, WorkflowOf, loader,
};
use crate::graphql::values::enums::{Direction, OutcomeState, OutcomeVerdict};
use crate::graphql::values::scalars::{DateTime, EpochMillis, Json, StoredJson};
use crate::service::{Code, Degree, Neighbourhood, Service, ServiceError};

/// An event, which is written as text where that is possible, and else resolved field by field.
pub(in crate::graphql) struct Event(EventFields);

impl From<Arc<event::Event>> for Event {
    fn from(event: Arc<event::Event>) -> Self {
        Self(EventFields(event))
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
            Some(by) => event_writer::write(ctx, by, Written::One(&self.0.0)).await,
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
        let fields: Vec<_> = self.0.iter().cloned().map(EventFields).collect();
        fields.resolve(ctx, field).await
    }
}

/// An event, field by field.
pub(in crate::graphql) struct EventFields(Arc<event::Event>);

impl From<Arc<event::Event>> for EventFields {
    fn from(event: Arc<event::Event>) -> Self {
        Self(event)
    }
}

fn count(links: u32) -> i32 {
    i32::try_from(links).unwrap_or(i32::MAX)
}

impl EventFields {
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

/// Something that a user, or the product for them, did: what happened, why, and what came of it.
#[Object(name = "Event")]
impl EventFields {
    /// What identifies the event.
    pub(super) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What happened, as in `widget.created`.
    async fn event_name(&self) -> &str {
        &self.0.event_name
    }

    /// Which part of the product published it; `unknown` when it didn't say.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// When it happened.
    async fn timestamp(&self) -> EpochMillis {
        self.0.timestamp.into()
    }

    /// The same instant as `timestamp`, for people; null for imported events beyond what RFC 3339 can
    /// write, which are those before the year 0 and after 9999.
    async fn occurred_at(&self) -> Option<DateTime> {
        DateTime::exactly(self.0.timestamp)
    }

    /// When the server stored it.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// What it was about, as it was published.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn payload(&self, ctx: &Context<'_>) -> Result<StoredJson<'_>> {
        let text = self.0.payload.as_ref().map_or("null", JsonText::as_str);
        spend_bytes(ctx, text.len())?;
        Ok(StoredJson(text))
    }

    /// Whether it belongs into the documentation.
    async fn should_document(&self) -> bool {
        self.0.should_document
    }

    /// Why it was done, null when nobody said.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn user_intent(&self, ctx: &Context<'_>) -> Result<Option<UserIntent>> {
        let Some(intent) = &self.0.user_intent else { return Ok(None) };
        spend_fields(ctx, intent.text_length())?;
        Ok(Some(intent.clone().into()))
    }

    /// What surrounded it, null when nobody said.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn context(&self, ctx: &Context<'_>) -> Result<Option<EventContext>> {
        let Some(context) = &self.0.context else { return Ok(None) };
        spend_fields(ctx, context.text_length())?;
        Ok(EventContext::of(&self.0))
    }

    /// Further facts for machines, as they were published.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Option<StoredJson<'_>>> {
        let Some(metadata) = &self.0.metadata else { return Ok(None) };
        spend_bytes(ctx, metadata.as_str().len())?;
        Ok(Some(StoredJson(metadata.as_str())))
    }

    /// Who acted, null when that was nobody in particular: a UUID, or with auth.subjects = "text" the text
    /// of their token.
    async fn user_id(&self) -> Option<ID> {
        self.0.shown_user().map(ID::from)
    }

    /// Whose history it belongs to: its id is unique within that. A UUID, or with auth.subjects = "text" the
    /// text of the token; events that are nobody's have the nil UUID.
    async fn tenant_id(&self) -> ID {
        self.0.shown_tenant().into()
    }

    /// 1 when published, one more with each update of the outcome.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// What is known of its outcome, against what was expected.
    async fn outcome_state(&self) -> OutcomeState {
        self.0.outcome_state.into()
    }

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

/// Why a user did something, in their own words.
#[derive(SimpleObject)]
pub(in crate::graphql) struct UserIntent {
    /// The problem that they set out to solve.
    problem_solved: Option<String>,
    /// What hurt before.
    pain_point: Option<String>,
    /// What they wanted to reach.
    goal: Option<String>,
    /// What they expected to happen.
    expected_outcome: Option<String>,
    /// How they would measure success.
    impact_metric: Option<String>,
}

impl From<intent::UserIntent> for UserIntent {
    fn from(intent: intent::UserIntent) -> Self {
        Self {
            problem_solved: intent.problem_solved,
            pain_point: intent.pain_point,
            goal: intent.goal,
            expected_outcome: intent.expected_outcome,
            impact_metric: intent.impact_metric,
        }
    }
}

/// What surrounded an event: what led to it, what was decided, and what came of it.
#[derive(SimpleObject)]
pub(in crate::graphql) struct EventContext {
    /// The ids of the events that led to this one, as they were published.
    related_events: Vec<ID>,
    /// What was decided, and why.
    decision: Option<String>,
    /// A word to group events by.
    category: Option<String>,
    /// What came of it, as last reported.
    outcome: Option<String>,
    /// Whether the outcome is what was expected, as last reported; null where nobody judged it.
    verdict: Option<OutcomeVerdict>,
    /// When the outcome was known: as it was reported, else when it was stored; for one that came with the
    /// event, when the event happened.
    outcome_at: Option<DateTime>,
    /// What it changed, measured, as last reported.
    impact_metric: Option<String>,
    /// Keys of the stored context that have no field of their own; null when there are none.
    extra: Option<Json>,
}

impl EventContext {
    /// What surrounded this event.
    fn of(event: &event::Event) -> Option<Self> {
        let context = event.context.clone()?;
        let extra = context.extra_json().map(Json);
        Some(Self {
            related_events: context.links().iter().map(|id| ID(id.to_string())).collect(),
            decision: context.decision,
            category: context.category,
            outcome: context.outcome,
            verdict: context.verdict.map(OutcomeVerdict::from),
            outcome_at: event.outcome_at().map(DateTime::from),
            impact_metric: context.impact_metric,
            extra,
        })
    }
}
