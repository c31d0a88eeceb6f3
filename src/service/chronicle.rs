//! The whole history, thread by thread: for whoever tells all of it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{Service, ServiceError};
use crate::domain::chronicle::{Adopted, Belonging, Thread, WholeThread};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::sequence::{self, Causes};
use crate::domain::story::Story;
use crate::domain::view::{Parts, View};
use crate::domain::viewer::Viewer;
use crate::domain::workflow::{TruncationReason, Workflow, WorkflowEdge, WorkflowNode};
use crate::narrative::markdown::{self, Beside};

/// How many correlations are listed by one statement.
const THREADS: u64 = 2_000;

/// How many events without a correlation are listed by one statement.
const EVENTS: u64 = 500;

/// How many events more than were counted may have come to threads that are read together.
const SLACK: u64 = 500;

/// Events of several threads, the links that lead to them, and what they led to in others.
#[derive(Default)]
struct Read {
    events: HashMap<Belonging, Vec<Arc<Event>>>,
    causes: HashMap<EventKey, Vec<(EventKey, Belonging)>>,
    effects: HashMap<EventKey, Vec<Belonging>>,
}

impl Service {
    /// The next correlations after the one of this name, by tenant and name; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correlations(
        &self,
        viewer: Viewer,
        after: Option<&EventKey>,
    ) -> Result<Vec<Thread>, ServiceError> {
        Ok(self.store.reader.correlations_after(viewer, after, THREADS).await?)
    }

    /// The events without a correlation, by what connects them. Their keys are in memory then, all of them: only
    /// histories that were adopted have any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn adopted(&self, viewer: Viewer) -> Result<Adopted, ServiceError> {
        let (mut events, mut links, mut last) = (Vec::new(), Vec::new(), None::<Arc<Event>>);
        loop {
            let page =
                self.store.reader.uncorrelated_after(viewer, last.as_deref(), EVENTS).await?;
            let Some(end) = page.last() else {
                return Ok(Adopted::connect(&events, &links, self.limits.workflow_nodes));
            };
            last = Some(Arc::clone(end));
            let keys: Vec<EventKey> = page.iter().map(|event| event.key()).collect();
            events.extend(page.iter().map(|event| (event.key(), event.timestamp)));
            let causes =
                self.store.reader.causes_with_threads(viewer, &keys, self.most_links()).await?;
            links.extend(causes.into_iter().filter_map(|(later, _, belonging)| match belonging {
                Belonging::Alone(earlier) => Some((later, earlier)),
                Belonging::Correlation(_) => None,
            }));
        }
    }

    /// These threads with their events, at most as many as a workflow may have; `None` in the place of one that
    /// is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn whole_threads(
        &self,
        view: View,
        threads: &[&Thread],
    ) -> Result<Vec<Option<WholeThread>>, ServiceError> {
        let most = self.limits.workflow_nodes;
        if let Some(read) = self.read_threads(view, threads).await? {
            return Ok(threads.iter().map(|thread| whole(&read, thread, most)).collect());
        }
        // Too much for one statement: one at a time, each as far as it goes.
        let mut all = Vec::with_capacity(threads.len());
        for thread in threads {
            let read = self.read_threads(view, &[*thread]).await?;
            all.push(read.and_then(|read| whole(&read, thread, most)));
        }
        Ok(all)
    }

    /// What these events are called, and when they happened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named_events(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
    ) -> Result<Vec<Arc<Event>>, ServiceError> {
        let view = View { viewer, parts: Parts::NONE };
        Ok(self.store.reader.events_by_key(view, keys, None).await?)
    }

    /// A story as Markdown, with what stands beside it.
    pub fn page(&self, story: &Story, beside: Beside<'_>) -> String {
        markdown::page(story, beside, self.public_url())
    }

    /// Where clients reach the server, where that is known.
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.as_deref()
    }

    /// Reads threads together; `None` where several are more than may be read at once.
    async fn read_threads(
        &self,
        view: View,
        threads: &[&Thread],
    ) -> Result<Option<Read>, ServiceError> {
        let is_one = threads.len() == 1;
        let Some(events) = self.read_events_of(view, threads).await? else { return Ok(None) };
        let keys: Vec<EventKey> = events.values().flatten().map(|event| event.key()).collect();
        let mut read = Read { events, ..Read::default() };
        if keys.is_empty() {
            return Ok(Some(read));
        }
        let limit = self.most_links();
        let causes = self.store.reader.causes_with_threads(view.viewer, &keys, limit).await?;
        let effects = self.store.reader.effects_in_other_threads(view.viewer, &keys, limit).await?;
        let is_all = is_below(causes.len(), limit) && is_below(effects.len(), limit);
        for (later, earlier, belonging) in causes {
            read.causes.entry(later).or_default().push((earlier, belonging));
        }
        for (earlier, belonging) in effects {
            read.effects.entry(earlier).or_default().push(belonging);
        }
        Ok((is_all || is_one).then_some(read))
    }

    async fn read_events_of(
        &self,
        view: View,
        threads: &[&Thread],
    ) -> Result<Option<HashMap<Belonging, Vec<Arc<Event>>>>, ServiceError> {
        let mut events: HashMap<Belonging, Vec<Arc<Event>>> = HashMap::new();
        let (adopted, correlated): (Vec<&Thread>, Vec<&Thread>) =
            threads.iter().partition(|thread| thread.adopted.is_some());
        if !correlated.is_empty() {
            let names: Vec<EventKey> = correlated.iter().map(|one| one.key.clone()).collect();
            let most = self.limits.workflow_nodes as u64;
            let counted: u64 = correlated.iter().map(|thread| thread.events).sum();
            let is_one = threads.len() == 1;
            let limit = if is_one { most } else { counted.saturating_add(SLACK) };
            let found = self.store.reader.events_of_correlations(view, &names, limit).await?;
            if !is_one && !is_below(found.len(), limit) {
                return Ok(None);
            }
            for (name, event) in found {
                let name = Belonging::Correlation(event.key().sibling(&name));
                events.entry(name).or_default().push(event);
            }
        }
        let keys = adopted.iter().filter_map(|thread| thread.adopted.as_deref()).flatten();
        let keys: Vec<EventKey> = keys.cloned().collect();
        let found = self.store.reader.events_by_key(view, &keys, None).await?;
        let mut found: HashMap<EventKey, Arc<Event>> =
            found.into_iter().map(|event| (event.key(), event)).collect();
        for thread in adopted {
            let keys = thread.adopted.iter().flat_map(|keys| keys.iter());
            let own = keys.filter_map(|key| found.remove(key)).collect();
            events.insert(thread.name(), own);
        }
        Ok(Some(events))
    }
}

fn is_below(count: usize, limit: u64) -> bool {
    u64::try_from(count).is_ok_and(|count| count < limit)
}

/// Puts a thread together. `None` when none of its events is left.
fn whole(read: &Read, thread: &Thread, most: usize) -> Option<WholeThread> {
    let name = thread.name();
    // They are in the order of time: the first ones are told.
    let events = read.events.get(&name)?;
    let events = &events[..events.len().min(most)];
    let inside: HashSet<EventKey> = events.iter().map(|event| event.key()).collect();
    let (mut links, mut causes) = (Vec::new(), Causes::new());
    let (mut follows, mut led_to) = (BTreeSet::new(), BTreeSet::new());
    for event in events {
        let key = event.key();
        for (earlier, belonging) in read.causes.get(&key).into_iter().flatten() {
            if inside.contains(earlier) {
                links.push((earlier.id.clone(), key.id.clone()));
                causes.entry(key.clone()).or_default().push(earlier.clone());
            } else if is_other(&name, belonging) {
                follows.insert(belonging.clone());
            }
        }
        led_to.extend(read.effects.get(&key).into_iter().flatten().cloned());
    }
    let mut nodes: Vec<WorkflowNode> = events.iter().map(node).collect();
    sequence::oldest_first(&mut nodes, |node| &node.event, (&causes, None));
    let root = Arc::clone(&nodes.first()?.event);
    let edges = edges(&nodes, links);
    let is_cut = thread.events > inside.len() as u64;
    let truncated_by = if is_cut { vec![TruncationReason::NodeLimit] } else { Vec::new() };
    let workflow = Workflow { root, nodes, edges, folded: 0, truncated_by };
    Some(WholeThread { workflow, follows, led_to })
}

/// Whether what an event belongs to is another thread. Events without a correlation that are linked are of one.
fn is_other(name: &Belonging, belonging: &Belonging) -> bool {
    match (name, belonging) {
        (Belonging::Alone(_), Belonging::Alone(_)) => false,
        (name, belonging) => name != belonging,
    }
}

fn node(event: &Arc<Event>) -> WorkflowNode {
    let event = Arc::clone(event);
    WorkflowNode { event, depth: 0, hidden_upstream: 0, hidden_downstream: 0 }
}

/// Links in the order of what they lead to.
fn edges(nodes: &[WorkflowNode], links: Vec<(EventId, EventId)>) -> Vec<WorkflowEdge> {
    let places: HashMap<&EventId, usize> =
        nodes.iter().zip(0..).map(|(node, place)| (&node.event.id, place)).collect();
    let edge = |(from, to): (EventId, EventId)| WorkflowEdge { from, to, via: 0 };
    let mut edges: Vec<WorkflowEdge> = links.into_iter().map(edge).collect();
    edges.sort_by_key(|edge| (places.get(&edge.to).copied(), places.get(&edge.from).copied()));
    edges
}
