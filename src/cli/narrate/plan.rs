//! Which documents there are to be: a thread each, with its name.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::manifest::Manifest;
use super::names::DocumentName;
use crate::cli::Failure;
use crate::domain::chronicle::{Adopted, Belonging, Thread};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;
use crate::service::Service;

/// How many events, and how many threads, are read together.
const EVENTS: u64 = 500;
const THREADS: usize = 200;

/// The documents, in the order in which their threads began.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) threads: Vec<Thread>,
    /// The name of each.
    names: Vec<DocumentName>,
    places: HashMap<Belonging, usize>,
    adopted: Adopted,
}

impl Plan {
    /// Every thread that the viewer sees and that began within these moments: at the first, and before the second.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn of(
        service: &Service,
        viewer: Viewer,
        (since, until): (Option<Timestamp>, Option<Timestamp>),
    ) -> Result<Self, Failure> {
        let is_within = |thread: &Thread| {
            since.is_none_or(|since| since <= thread.began)
                && until.is_none_or(|until| thread.began < until)
        };
        let mut plan = Self { adopted: service.adopted(viewer).await?, ..Self::default() };
        plan.threads.extend(plan.adopted.threads.iter().filter(|one| is_within(one)).cloned());
        let mut last = None;
        loop {
            let page = service.correlations(viewer, last.as_ref()).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.key.clone());
            plan.threads.extend(page.into_iter().filter(is_within));
        }
        plan.threads.sort_by(|a, b| (a.began, &a.key).cmp(&(b.began, &b.key)));
        Ok(plan)
    }

    /// Leaves out the threads whose places aren't among these.
    pub(super) fn keep(&mut self, places: &HashSet<usize>) {
        let mut place = 0;
        self.threads.retain(|_| {
            place += 1;
            places.contains(&(place - 1))
        });
    }

    /// Gives each document the name that it has, or a new one that no other has.
    pub(super) fn name(&mut self, manifest: &Manifest) {
        let known: HashMap<Belonging, &DocumentName> =
            manifest.documents.iter().map(|(name, entry)| (entry.thread(), name)).collect();
        let taken: HashSet<&DocumentName> = manifest.documents.keys().collect();
        let mut given = HashSet::new();
        for (place, thread) in self.threads.iter().enumerate() {
            // What connects adopted events may begin earlier than it did, and two threads may have become one.
            let members = thread.adopted.iter().flat_map(|keys| keys.iter());
            let members = members.map(|key| Belonging::Alone(key.clone()));
            let names = std::iter::once(thread.name()).chain(members);
            let kept = names.filter_map(|name| known.get(&name).copied()).min().cloned();
            let name = kept.unwrap_or_else(|| {
                let candidates = DocumentName::candidates(thread.began, &thread.key);
                let is_free =
                    |name: &&DocumentName| !taken.contains(name) && !given.contains(*name);
                // No two threads have the whole hash in common.
                candidates.iter().find(is_free).unwrap_or(&candidates[7]).clone()
            });
            given.insert(name.clone());
            self.names.push(name);
            self.places.insert(thread.name(), place);
        }
    }

    /// The name of a document.
    pub(super) fn name_of(&self, place: usize) -> &DocumentName {
        &self.names[place]
    }

    /// The place of what an event belongs to, where there is a document of it.
    pub(super) fn find(&self, belonging: &Belonging) -> Option<usize> {
        let named = match belonging {
            Belonging::Correlation(_) => belonging.clone(),
            Belonging::Alone(event) => {
                let place = *self.adopted.places.get(event)?;
                self.adopted.threads[place].name()
            }
        };
        self.places.get(&named).copied()
    }

    /// The places of documents whose threads are read together.
    pub(super) fn batches(&self) -> Vec<Range<usize>> {
        let mut batches = Vec::new();
        let (mut start, mut events) = (0, 0);
        for (place, thread) in self.threads.iter().enumerate() {
            let is_full = place - start >= THREADS || events + thread.events > EVENTS;
            if is_full && place > start {
                batches.push(start..place);
                (start, events) = (place, 0);
            }
            events += thread.events;
        }
        if start < self.threads.len() {
            batches.push(start..self.threads.len());
        }
        batches
    }
}
