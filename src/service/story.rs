//! Telling what led to an event: stories of workflows, and narratives that are generated from them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Neighbourhood, Service, ServiceError};
use crate::domain::clock::new_uuid;
use crate::domain::event::Event;
use crate::domain::export::{self, WorkflowFormat};
use crate::domain::graph::Direction;
use crate::domain::ids::{EventKey, EventRef};
use crate::domain::narrative::{
    Generated, Narrative, NarrativeChange, NarrativeEdit, NarrativeSection, NarrativeSentence,
    TEMPLATE,
};
use crate::domain::story::{Chapter, STORY, Story};
use crate::domain::timestamp::Timestamp;
use crate::domain::view::{Part, Parts, View};
use crate::domain::viewer::Viewer;
use crate::domain::violation::Segment;
use crate::domain::workflow::Workflow;
use crate::domain::workflow_state::WorkflowState;
use crate::narrative::{markdown, template};
use crate::store::StoreError;

/// Of which state of its workflow a narrative is, for each that is asked about.
pub type StaleNarrative = (EventKey, u32);

impl Service {
    /// Writes a workflow as text.
    pub fn export(&self, workflow: &Workflow, format: WorkflowFormat) -> String {
        match format {
            WorkflowFormat::Mermaid => export::mermaid(workflow),
            WorkflowFormat::Dot => export::dot(workflow),
            WorkflowFormat::Json => export::data(workflow),
            WorkflowFormat::Markdown => self.markdown(&template::tell(workflow)),
        }
    }

    /// Tells a workflow.
    pub fn story(&self, workflow: &Workflow) -> Story {
        template::tell(workflow)
    }

    fn markdown(&self, story: &Story) -> String {
        markdown::write(story, self.public_url.as_deref())
    }

    /// Writes the narrative of an event anew: what led to it within so many links, as the template tells it; where
    /// there is a model, it retells that later. What was told from the same state of the workflow stays as it is.
    /// Returns how many events it tells of, too.
    ///
    /// # Errors
    /// When there is no such event, people wrote its narrative, too many events led to it, or the database
    /// fails.
    pub async fn generate_narrative(
        &self,
        viewer: Viewer,
        event: &EventRef,
        depth: u32,
    ) -> Result<(Arc<Event>, Arc<Narrative>, usize), ServiceError> {
        let not_found = || ServiceError::no_such_event("eventId");
        let key = self.key_of(viewer, (event, "eventId")).await?.ok_or_else(not_found)?;
        let workflow = self.workflow_behind(viewer, &key, depth).await?.ok_or_else(not_found)?;
        let (id, now) = (new_uuid(), self.clock.now());
        let change = self.told(&workflow, depth, now);
        let edit = NarrativeEdit {
            event: key,
            change,
            expected_revision: None,
            id,
            user: viewer.user(),
            now,
        };
        let written = self.store.writer.edit_narrative(edit).await;
        let (event, narrative) = written.map_err(|error| {
            let is_about_event = matches!(error, StoreError::NotFound | StoreError::ToldByPeople);
            let path = if is_about_event { vec![Segment::Field("eventId")] } else { Vec::new() };
            ServiceError::from(error).with_path(path)
        })?;
        self.queue_story(&narrative, depth, now).await?;
        Ok((event, narrative, workflow.nodes.len()))
    }

    /// What led to an event within so many links, with what stories are told from. `None` where there is no such
    /// event.
    pub(super) async fn workflow_behind(
        &self,
        viewer: Viewer,
        event: &EventKey,
        depth: u32,
    ) -> Result<Option<Arc<Workflow>>, ServiceError> {
        let view = View { viewer, parts: STORY.with(Part::Revision) };
        let asked = Neighbourhood::of(event.clone(), depth, Direction::Upstream);
        let mut found = self.workflows(view, std::slice::from_ref(&asked)).await?;
        Ok(found.remove(&asked))
    }

    /// What the template writes about a workflow that was walked so deep.
    fn told(&self, workflow: &Workflow, depth: u32, now: Timestamp) -> NarrativeChange {
        let story = template::tell(workflow);
        let generated = Generated {
            by: TEMPLATE.to_owned(),
            at: Some(now),
            state: Some(WorkflowState::of(workflow, depth)),
            sections: story.chapters.iter().map(section).collect(),
        };
        NarrativeChange {
            ai_narrative: Some(self.markdown(&story)),
            ai_summary: Some(story.summary_text()),
            ai_tags: Some(story.tags),
            generated: Some(generated),
            ..NarrativeChange::default()
        }
    }

    /// The state of the workflows that led to these events, within so many links each.
    ///
    /// # Errors
    /// When too many events led to them, or the database fails.
    pub async fn workflow_states(
        &self,
        viewer: Viewer,
        asked: &[StaleNarrative],
    ) -> Result<HashMap<StaleNarrative, (WorkflowState, usize)>, ServiceError> {
        let view = View { viewer, parts: Parts::NONE.with(Part::Revision) };
        let around: HashMap<Neighbourhood, &StaleNarrative> = asked
            .iter()
            .map(|one| (Neighbourhood::of(one.0.clone(), one.1, Direction::Upstream), one))
            .collect();
        let neighbourhoods: Vec<Neighbourhood> = around.keys().cloned().collect();
        let found = self.workflows(view, &neighbourhoods).await?;
        let states = found.into_iter().filter_map(|(neighbourhood, workflow)| {
            let one = (*around.get(&neighbourhood)?).clone();
            let state = WorkflowState::of(&workflow, one.1);
            Some((one, (state, workflow.nodes.len())))
        });
        Ok(states.collect())
    }

    /// Of each list of events the newest narrative that one of them has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_narratives(
        &self,
        viewer: Viewer,
        asked: &[Arc<[EventKey]>],
    ) -> Result<HashMap<Arc<[EventKey]>, Arc<Narrative>>, ServiceError> {
        let all: HashSet<&EventKey> = asked.iter().flat_map(|events| events.iter()).collect();
        let all: Vec<EventKey> = all.into_iter().cloned().collect();
        let times = self.store.reader.narrative_times(viewer, &all).await?;
        let newest = asked.iter().filter_map(|events| {
            let told = events.iter().filter_map(|event| Some((times.get(event)?, event)));
            Some((events, told.max()?.1.clone()))
        });
        let newest: Vec<(&Arc<[EventKey]>, EventKey)> = newest.collect();
        let keys: HashSet<EventKey> = newest.iter().map(|(_, event)| event.clone()).collect();
        let keys: Vec<EventKey> = keys.into_iter().collect();
        let narratives = self.narratives(viewer, &keys).await?;
        let found = newest.into_iter().filter_map(|(events, event)| {
            Some((Arc::clone(events), Arc::clone(narratives.get(&event)?)))
        });
        Ok(found.collect())
    }
}

fn section(chapter: &Chapter) -> NarrativeSection {
    let sentences = chapter.sentences.iter().map(|sentence| NarrativeSentence {
        text: sentence.text(),
        events: sentence.events.clone(),
    });
    NarrativeSection { heading: chapter.topic.heading().to_owned(), sentences: sentences.collect() }
}
