//! Batches what the fields of a list ask for, one request at a time.
//!
//! A loader belongs to one request and knows its viewer, so that no two users ever share a batch.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};

use super::batching::BatchSender;
use crate::domain::ids::{EventKey, EventRef};
use crate::domain::narrative::Narrative;
use crate::domain::outcome::OutcomeRevision;
use crate::domain::view::View;
use crate::domain::workflow::Workflow;
use crate::domain::workflow_state::WorkflowState;
use crate::service::{
    Degree, Meant, Neighbourhood, Related, Service, ServiceError, StaleNarrative,
};

/// The history as one request sees it.
pub(in crate::graphql) struct History {
    service: Arc<Service>,
    view: View,
    /// Of events that are found around others.
    around: View,
}

/// The loader of one request.
pub(in crate::graphql) type HistoryLoader = DataLoader<History>;

/// Asks for the events in a neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct RelatedTo(pub(in crate::graphql) Neighbourhood);

/// Asks for the workflow in a neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct WorkflowOf(pub(in crate::graphql) Neighbourhood);

/// Asks for the outcomes that an event was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct OutcomesOf(pub(in crate::graphql) EventKey);

/// Asks for the narrative of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct NarrativeOf(pub(in crate::graphql) EventKey);

/// Asks for the newest narrative of these events.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct NewestNarrativeOf(pub(in crate::graphql) Arc<[EventKey]>);

/// Asks for the state of what led to an event within so many links, and how many events those are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct StateOf(pub(in crate::graphql) StaleNarrative);

/// Asks for how many links an event has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct DegreeOf(pub(in crate::graphql) EventKey);

/// A loader for one request, with what it reads of events, and of those around them. Batches go to
/// `sender`, and begin when they are polled.
pub(in crate::graphql) fn for_request(
    service: Arc<Service>,
    (view, around): (View, View),
    sender: BatchSender,
) -> HistoryLoader {
    let queue = move |batch| {
        // An operation that is over needs no batch.
        let _ = sender.send(batch);
    };
    DataLoader::new(History { service, view, around }, queue).delay(Duration::ZERO)
}

/// The loader of the request that is being resolved.
pub(in crate::graphql) fn loader<'a>(
    ctx: &Context<'a>,
) -> async_graphql::Result<&'a HistoryLoader> {
    ctx.data::<HistoryLoader>()
}

impl Loader<EventRef> for History {
    type Value = Meant;
    type Error = ServiceError;

    async fn load(&self, refs: &[EventRef]) -> Result<HashMap<EventRef, Meant>, ServiceError> {
        self.service.meant(self.view, refs).await
    }
}

impl Loader<RelatedTo> for History {
    type Value = Related;
    type Error = ServiceError;

    async fn load(&self, keys: &[RelatedTo]) -> Result<HashMap<RelatedTo, Related>, ServiceError> {
        let asked: Vec<Neighbourhood> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.service.related(self.around, &asked).await?;
        Ok(found.into_iter().map(|(asked, events)| (RelatedTo(asked), events)).collect())
    }
}

impl Loader<WorkflowOf> for History {
    type Value = Arc<Workflow>;
    type Error = ServiceError;

    async fn load(
        &self,
        keys: &[WorkflowOf],
    ) -> Result<HashMap<WorkflowOf, Arc<Workflow>>, ServiceError> {
        let asked: Vec<Neighbourhood> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.service.workflows(self.around, &asked).await?;
        Ok(found.into_iter().map(|(asked, workflow)| (WorkflowOf(asked), workflow)).collect())
    }
}

impl Loader<OutcomesOf> for History {
    type Value = Vec<OutcomeRevision>;
    type Error = ServiceError;

    async fn load(
        &self,
        keys: &[OutcomesOf],
    ) -> Result<HashMap<OutcomesOf, Vec<OutcomeRevision>>, ServiceError> {
        let asked: Vec<EventKey> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.service.outcome_history(self.view.viewer, &asked).await?;
        Ok(found.into_iter().map(|(key, outcomes)| (OutcomesOf(key), outcomes)).collect())
    }
}

impl Loader<DegreeOf> for History {
    type Value = Degree;
    type Error = ServiceError;

    async fn load(&self, keys: &[DegreeOf]) -> Result<HashMap<DegreeOf, Degree>, ServiceError> {
        let asked: Vec<EventKey> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.service.degrees(self.view.viewer, &asked).await?;
        Ok(found.into_iter().map(|(key, degree)| (DegreeOf(key), degree)).collect())
    }
}

impl Loader<NarrativeOf> for History {
    type Value = Arc<Narrative>;
    type Error = ServiceError;

    async fn load(
        &self,
        keys: &[NarrativeOf],
    ) -> Result<HashMap<NarrativeOf, Arc<Narrative>>, ServiceError> {
        let asked: Vec<EventKey> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.service.narratives(self.view.viewer, &asked).await?;
        Ok(found.into_iter().map(|(key, narrative)| (NarrativeOf(key), narrative)).collect())
    }
}

impl Loader<NewestNarrativeOf> for History {
    type Value = Arc<Narrative>;
    type Error = ServiceError;

    async fn load(
        &self,
        keys: &[NewestNarrativeOf],
    ) -> Result<HashMap<NewestNarrativeOf, Arc<Narrative>>, ServiceError> {
        let asked: Vec<Arc<[EventKey]>> = keys.iter().map(|key| Arc::clone(&key.0)).collect();
        let found = self.service.newest_narratives(self.view.viewer, &asked).await?;
        Ok(found.into_iter().map(|(key, narrative)| (NewestNarrativeOf(key), narrative)).collect())
    }
}

impl Loader<StateOf> for History {
    type Value = (WorkflowState, usize);
    type Error = ServiceError;

    async fn load(
        &self,
        keys: &[StateOf],
    ) -> Result<HashMap<StateOf, (WorkflowState, usize)>, ServiceError> {
        let asked: Vec<StaleNarrative> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.service.workflow_states(self.view.viewer, &asked).await?;
        Ok(found.into_iter().map(|(key, state)| (StateOf(key), state)).collect())
    }
}
