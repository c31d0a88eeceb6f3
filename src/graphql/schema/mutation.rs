//! What can be changed.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::inputs::{NarrativeInput, OutcomeInput, PublishInput, read_ref};
use super::payloads::{NarrativePayload, PublishManyPayload, PublishPayload, UpdateOutcomePayload};
use super::types::NarrativeContext;
use crate::domain::caller::Caller;
use crate::graphql::execution::budget::spend_events;
use crate::service::{Service, ServiceError};

/// What can be changed.
#[derive(Debug, Clone, Copy)]
pub(in crate::graphql) struct Mutation;

/// What can be changed. A mutation that returns without an error is on disk.
#[Object]
impl Mutation {
    /// Publishes an event. To publish again under the same id is safe: the event that is there is
    /// returned, or, when its content is another, the error has the code CONFLICT.
    async fn publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event.")] input: PublishInput,
    ) -> Result<Option<PublishPayload>> {
        let (service, caller) = (ctx.data::<Arc<Service>>()?, ctx.data::<Caller>()?);
        let request = input.read(caller).map_err(|v| v.under("input"))?;
        Ok(Some(service.publish(caller, request).await?.into()))
    }

    /// Publishes several events, all or none. They may name one another in `relatedEvents`, in any
    /// order.
    async fn publish_many(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The events, at most 1,000.")] inputs: Vec<PublishInput>,
    ) -> Result<Option<PublishManyPayload>> {
        let (service, caller) = (ctx.data::<Arc<Service>>()?, ctx.data::<Caller>()?);
        let mut requests = Vec::with_capacity(inputs.len());
        for (index, input) in inputs.into_iter().enumerate() {
            requests.push(input.read(caller).map_err(|v| v.at(index).under("inputs"))?);
        }
        Ok(Some(service.publish_many(caller, requests).await?.into()))
    }

    /// Reports what came of an event, and whether that is what was expected. The outcome is merged into the
    /// event's context, and the event's outcome history keeps every one. To report again is safe: an
    /// outcome that the event has already changes nothing, whatever `expectedRevision` says.
    async fn update_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which event.")] id: ID,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
        #[graphql(desc = "What came of it.")] input: OutcomeInput,
    ) -> Result<Option<UpdateOutcomePayload>> {
        let (service, caller) = (ctx.data::<Arc<Service>>()?, ctx.data::<Caller>()?);
        let event = read_ref(caller, &id, tenant_id.as_ref())?;
        let event = event.ok_or_else(|| ServiceError::no_such_event("id"))?;
        let change = input.read().map_err(|v| ServiceError::from(v.under("input")))?;
        Ok(Some(service.update_outcome(caller, &event, change).await?.into()))
    }

    /// Writes the narrative of an event, which has one at most: its first, or changes to the one that
    /// it has. To write again is safe: what it holds already changes nothing.
    async fn set_narrative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which event.")] event_id: ID,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
        #[graphql(desc = "What is told about it.")] input: NarrativeInput,
    ) -> Result<Option<NarrativePayload>> {
        let (service, caller) = (ctx.data::<Arc<Service>>()?, ctx.data::<Caller>()?);
        let event = read_ref(caller, &event_id, tenant_id.as_ref())?;
        let event = event.ok_or_else(|| ServiceError::no_such_event("eventId"))?;
        let (event, narrative) = service.set_narrative(caller.viewer, &event, input.read()).await?;
        let narrative = NarrativeContext::new(ctx, Arc::clone(&event), narrative)?;
        Ok(Some(NarrativePayload { event: event.into(), narrative }))
    }

    /// Has the narrative of an event written from what led to it: the template's story at once. What was generated
    /// from the same state of the workflow stays as it is. Where people wrote aiNarrative, aiSummary or
    /// aiTags, the error has the code CONFLICT until all three are set to null.
    async fn generate_narrative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which event.")] event_id: ID,
        #[graphql(desc = "Of which tenant, for those who see every one.")] tenant_id: Option<ID>,
        #[graphql(desc = "How many links to follow at most.", default = 10)] max_depth: i32,
    ) -> Result<Option<NarrativePayload>> {
        let (service, caller) = (ctx.data::<Arc<Service>>()?, ctx.data::<Caller>()?);
        let depth = service.depth(max_depth, "maxDepth")?;
        let event = read_ref(caller, &event_id, tenant_id.as_ref())?;
        let event = event.ok_or_else(|| ServiceError::no_such_event("eventId"))?;
        let told = service.generate_narrative(caller.viewer, &event, depth).await?;
        let (event, narrative, events) = told;
        spend_events(ctx, events)?;
        let narrative = NarrativeContext::new(ctx, Arc::clone(&event), narrative)?;
        Ok(Some(NarrativePayload { event: event.into(), narrative }))
    }
}
