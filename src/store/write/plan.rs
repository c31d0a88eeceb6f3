//! What a batch of requests does to the history, worked out in memory.
//!
//! Requests are taken in the order in which they came. Each sees what those before it did, so that
//! the same id twice in one batch, or a link to an event of the same batch, means what it would
//! mean one after the other.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::request::{OutcomeRequest, Request, Waiting};
use super::{PublishRejection, Published, Reported};
use crate::domain::draft::{Draft, causes_first};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::json::MAX_EVENT_BYTES;
use crate::domain::log::{Change, LogDraft};
use crate::domain::narrative::{Narrative, NarrativeEdit};
use crate::domain::outcome::OutcomeRevision;
use crate::domain::timestamp::Timestamp;
use crate::store::error::StoreError;
use crate::store::statements::insert::EventRow;

/// What the database holds that matters to a batch.
#[derive(Debug, Default)]
pub(in crate::store) struct Known {
    /// The events that the batch names by their own ids.
    pub(in crate::store) events: HashMap<EventKey, Arc<Event>>,
    /// What those were published with, where it was changed since.
    pub(in crate::store) first_outcomes: HashMap<EventKey, OutcomeRevision>,
    /// Which correlation each event belongs to: those above, and those that others link to.
    pub(in crate::store) correlations: HashMap<EventKey, EventId>,
    /// The narratives that are there of events whose narratives change.
    pub(in crate::store) narratives: HashMap<EventKey, Arc<Narrative>>,
}

/// What is to be written, and what each request is answered with then.
#[derive(Debug, Default)]
pub(in crate::store) struct Plan {
    known: Known,
    created: Vec<EventKey>,
    updated: Vec<EventKey>,
    /// The rows of the outcome history.
    pub(in crate::store) outcomes: Vec<(EventKey, OutcomeRevision)>,
    /// The narratives to write, with what changes, one after the other.
    pub(in crate::store) narratives: Vec<(Arc<Narrative>, Arc<NarrativeEdit>)>,
    /// The rows of the log, in their order.
    pub(in crate::store) changes: Vec<LogDraft>,
}

impl Plan {
    /// Works the requests out, in their order, and what each is answered with.
    pub(super) fn make(known: Known, waiting: &mut [Waiting]) -> Self {
        let mut plan = Self { known, ..Self::default() };
        for one in waiting {
            plan.apply(&mut one.request);
        }
        plan
    }

    /// New events, as they are at the end of the batch, each with the correlation that it belongs to.
    pub(in crate::store) fn created(&self) -> impl Iterator<Item = EventRow<'_>> {
        self.created.iter().filter_map(|key| {
            let event = self.known.events.get(key)?;
            let correlation = self.known.correlations.get(key).unwrap_or(&event.id);
            Some(EventRow { event, correlation })
        })
    }

    /// Changed events that were there before, as they are at the end of the batch.
    pub(in crate::store) fn updated(&self) -> impl Iterator<Item = &Event> {
        self.updated.iter().filter_map(|key| self.known.events.get(key)).map(AsRef::as_ref)
    }

    /// The events of which something changed that words are made of, each once, and their narratives; in the order of
    /// their keys, in which others write words, too.
    pub(in crate::store) fn described(&self) -> Vec<(&Event, Option<&Narrative>)> {
        let narrated = self.narratives.iter().map(|(narrative, _)| &narrative.event);
        let keys: BTreeSet<_> = self.created.iter().chain(&self.updated).chain(narrated).collect();
        let described = keys.into_iter().filter_map(|key| {
            let event = self.known.events.get(key)?;
            Some((event.as_ref(), self.known.narratives.get(key).map(AsRef::as_ref)))
        });
        described.collect()
    }

    fn apply(&mut self, request: &mut Request) {
        match request {
            Request::Publish(drafts, reply) => reply.set(self.publish(drafts)),
            Request::Outcome(request, reply) => reply.set(self.update(request)),
            Request::Narrative(edit, reply) => reply.set(self.narrate(edit)),
        }
    }

    fn publish(&mut self, drafts: &[Draft]) -> Result<Vec<Published>, StoreError> {
        let own: HashSet<EventKey> = drafts.iter().map(|draft| draft.event.key()).collect();
        let mut fresh: HashMap<EventKey, Arc<Event>> = HashMap::new();
        let mut published = Vec::with_capacity(drafts.len());
        for (index, draft) in drafts.iter().enumerate() {
            let key = draft.event.key();
            if let Some(stored) = fresh.get(&key).or_else(|| self.known.events.get(&key)) {
                if !draft.repeats(stored, self.known.first_outcomes.get(&key)) {
                    let rejection = PublishRejection::IdTaken { index };
                    return Err(StoreError::Rejected(rejection));
                }
                published.push(Published { event: Arc::clone(stored), created: false });
                continue;
            }
            let missing = self.missing_links(draft, &own);
            if !missing.is_empty() {
                let rejection = PublishRejection::RelatedNotFound { index, ids: missing };
                return Err(StoreError::Rejected(rejection));
            }
            let event = Arc::clone(&draft.event);
            fresh.insert(key, Arc::clone(&event));
            published.push(Published { event, created: true });
        }
        self.accept(drafts, fresh);
        Ok(published)
    }

    fn missing_links(&self, draft: &Draft, own: &HashSet<EventKey>) -> Vec<EventId> {
        let is_missing =
            |key: &EventKey| !own.contains(key) && !self.known.correlations.contains_key(key);
        draft.linked_keys().filter(is_missing).map(|key| key.id).collect()
    }

    fn accept(&mut self, drafts: &[Draft], mut fresh: HashMap<EventKey, Arc<Event>>) {
        // The log tells of causes first.
        for draft in causes_first(drafts).order.into_iter().map(|number| &drafts[number]) {
            let key = draft.event.key();
            let Some(event) = fresh.remove(&key) else { continue };
            let first = draft.first_outcome();
            self.outcomes.extend(first.map(|outcome| (key.clone(), outcome)));
            self.created.push(key.clone());
            self.log(Change::Published, &key, (draft.size, event.recorded_at));
            self.known.events.insert(key, event);
        }
        let created = drafts.iter().map(|draft| draft.event.key());
        created.for_each(|key| self.correlate(key));
    }

    /// Finds the correlation that a new event belongs to: that of the first event that it links to, or
    /// one of its own. New events that are passed on the way belong to the same.
    fn correlate(&mut self, key: EventKey) {
        let mut passed = vec![key];
        let correlation = loop {
            let Some(last) = passed.last() else { return };
            if let Some(known) = self.known.correlations.get(last) {
                break known.clone();
            }
            let first = self.known.events.get(last).and_then(|event| event.links().first());
            let Some(first) = first else { break last.id.clone() };
            passed.push(last.sibling(first));
        };
        self.known.correlations.extend(passed.into_iter().map(|key| (key, correlation.clone())));
    }

    fn update(&mut self, request: &OutcomeRequest) -> Result<Reported, StoreError> {
        let key = &request.key;
        let event = self.known.events.get(key).ok_or(StoreError::NotFound)?;
        // A retry names the revision from before the first try.
        if event.has_outcome(&request.change) {
            return Ok(Reported { event: Arc::clone(event), changed: false });
        }
        let expected = request.change.expected_revision;
        if let Some(expected) = expected.filter(|expected| *expected != event.revision) {
            return Err(StoreError::RevisionConflict { expected, actual: event.revision });
        }
        let (event, outcome, size) = event
            .with_outcome(&request.change, request.now, request.user.clone())
            .map_err(StoreError::Refused)?;
        let event = Arc::new(event);
        if outcome.revision == 2 {
            self.remember_first(key);
        }
        self.outcomes.push((key.clone(), outcome));
        self.log(Change::OutcomeUpdated, key, (size, request.now));
        if !self.created.contains(key) && !self.updated.contains(key) {
            self.updated.push(key.clone());
        }
        self.known.events.insert(key.clone(), Arc::clone(&event));
        Ok(Reported { event, changed: true })
    }

    fn narrate(
        &mut self,
        edit: &Arc<NarrativeEdit>,
    ) -> Result<(Arc<Event>, Arc<Narrative>), StoreError> {
        let key = &edit.event;
        let event = Arc::clone(self.known.events.get(key).ok_or(StoreError::NotFound)?);
        let before = self.known.narratives.get(key);
        if let Some(same) = before.filter(|before| before.has(&edit.change)) {
            return Ok((event, Arc::clone(same)));
        }
        let actual = before.map_or(0, |before| before.revision);
        if let Some(expected) = edit.expected_revision.filter(|expected| *expected != actual) {
            return Err(StoreError::RevisionConflict { expected, actual });
        }
        let before = before.map(AsRef::as_ref);
        let is_generated = edit.change.generated.is_some();
        if is_generated && before.is_some_and(Narrative::is_told_by_people) {
            return Err(StoreError::ToldByPeople);
        }
        let narrative = Arc::new(Narrative::changed(before, edit).map_err(StoreError::Refused)?);
        self.known.narratives.insert(key.clone(), Arc::clone(&narrative));
        self.narratives.push((Arc::clone(&narrative), Arc::clone(edit)));
        // Adopted events may be larger than any that is published.
        let size = event.check_size().unwrap_or(MAX_EVENT_BYTES);
        self.log(Change::NarrativeUpdated, key, (size, edit.now));
        Ok((event, narrative))
    }

    fn log(&mut self, change: Change, key: &EventKey, (size, recorded_at): (usize, Timestamp)) {
        self.changes.push(LogDraft { change, key: key.clone(), size, recorded_at });
    }

    /// Keeps what an event was published with, for repetitions that come later in the batch.
    fn remember_first(&mut self, key: &EventKey) {
        if let Some(event) = self.known.events.get(key)
            && let Some(first) = event.current_outcome()
        {
            self.known.first_outcomes.insert(key.clone(), first);
        }
    }
}
