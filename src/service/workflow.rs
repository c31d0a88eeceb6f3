//! The events around an event: what is related to it, and whole workflows.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::walking::Events;
use super::{Code, Service, ServiceError};
use crate::domain::event::Event;
use crate::domain::graph::{Direction, Reach, Walk, WalkLimits};
use crate::domain::ids::{EventId, EventKey};
use crate::domain::view::View;
use crate::domain::workflow::{TruncationReason, Workflow, WorkflowEdge, WorkflowNode};
use crate::store::Degree;

/// Which events around a root are asked for.
#[derive(Debug, Clone)]
pub struct Neighbourhood {
    /// Around which event.
    pub root: EventKey,
    /// How many hops away.
    pub depth: u32,
    /// Which way.
    pub direction: Direction,
    /// The events there, where they are known of the root itself.
    known: Option<Arc<[EventId]>>,
}

/// What is known of it already makes no difference.
impl PartialEq for Neighbourhood {
    fn eq(&self, other: &Self) -> bool {
        (&self.root, self.depth, self.direction) == (&other.root, other.depth, other.direction)
    }
}

impl Eq for Neighbourhood {}

/// By its root alone: a request has few neighbourhoods of one root.
impl Hash for Neighbourhood {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.root.hash(state);
    }
}

impl Neighbourhood {
    /// The events around this one.
    pub fn around(root: &Event, depth: u32, direction: Direction) -> Self {
        let are_causes = depth == 1 && direction == Direction::Upstream;
        let known = root.causes.as_ref().filter(|_| are_causes).map(Arc::clone);
        Self { root: root.key(), depth, direction, known }
    }

    /// The keys of the events that are known to be there.
    fn known_keys(&self) -> impl Iterator<Item = EventKey> {
        self.known.iter().flat_map(|known| known.iter()).map(|id| self.root.sibling(id))
    }
}

/// The events in a neighbourhood, or why they are not returned.
pub type Related = Result<Vec<Arc<Event>>, ServiceError>;

/// What the database says about the events of several workflows.
struct Surroundings {
    events: Events,
    /// What led to each event.
    causes: HashMap<EventKey, Vec<EventKey>>,
    degrees: HashMap<EventKey, Degree>,
}

impl Service {
    /// The events in each neighbourhood, its root left out, oldest first.
    ///
    /// A neighbourhood with more events than may be returned has an error of its own.
    ///
    /// # Errors
    /// When all of them together have more events than one request may read.
    pub async fn related(
        &self,
        view: View,
        asked: &[Neighbourhood],
    ) -> Result<HashMap<Neighbourhood, Related>, ServiceError> {
        if asked.iter().all(|one| one.known.is_some()) {
            return self.known(view, asked).await;
        }
        // An event that several others are next to is read for each: it must not be large.
        if view.parts.are_small() && asked.iter().all(|one| one.depth == 1) {
            return self.adjacent(view, asked).await;
        }
        // The root doesn't count: it is not among the related.
        let (reaches, read) = self.walk(view, asked, self.limits.workflow_nodes + 1).await?;
        let returned = reaches.iter().filter(|(_, reach)| !reach.over_limit);
        let related = returned.flat_map(|(_, reach)| &reach.nodes[1..]);
        let events = self.fetch(view, distinct(related), read).await?;
        let list = |reach: &Reach| {
            if reach.over_limit {
                return Err(self.too_many_related());
            }
            let nodes = reach.nodes[1..].iter();
            let mut list: Vec<_> = nodes.filter_map(|(key, _)| events.get(key).cloned()).collect();
            oldest_first(&mut list);
            Ok(list)
        };
        Ok(reaches.into_iter().map(|(asked, reach)| (asked, list(&reach))).collect())
    }

    /// The events that are known to be there, each read once.
    async fn known(
        &self,
        view: View,
        asked: &[Neighbourhood],
    ) -> Result<HashMap<Neighbourhood, Related>, ServiceError> {
        let count = |one: &Neighbourhood| one.known.as_ref().map_or(0, |known| known.len());
        if asked.iter().map(count).sum::<usize>() > self.limits.walk_nodes {
            return Err(self.too_many_reached());
        }
        let few = asked.iter().filter(|one| count(one) <= self.limits.workflow_nodes);
        let mut keys: Vec<EventKey> = few.flat_map(Neighbourhood::known_keys).collect();
        keys.sort_unstable();
        keys.dedup();
        let events = self.fetch(view, keys, Events::new()).await?;
        let list = |one: &Neighbourhood| {
            if count(one) > self.limits.workflow_nodes {
                return Err(self.too_many_related());
            }
            let found = one.known_keys().filter_map(|key| events.get(&key).map(Arc::clone));
            self.few(found.collect())
        };
        Ok(asked.iter().map(|one| (one.clone(), list(one))).collect())
    }

    /// Events oldest first, each once, unless there are more than may be returned.
    fn few(&self, mut events: Vec<Arc<Event>>) -> Related {
        oldest_first(&mut events);
        let is_too_long = events.len() > self.limits.workflow_nodes;
        if is_too_long { Err(self.too_many_related()) } else { Ok(events) }
    }

    /// The events one hop away: their links and they themselves are read by one statement.
    async fn adjacent(
        &self,
        view: View,
        asked: &[Neighbourhood],
    ) -> Result<HashMap<Neighbourhood, Related>, ServiceError> {
        let most = u64::try_from(self.limits.walk_nodes).unwrap_or(u64::MAX);
        let mut related: HashMap<Neighbourhood, Related> = HashMap::with_capacity(asked.len());
        for (direction, asked) in by_direction(asked) {
            let roots: Vec<EventKey> = asked.iter().map(|one| one.root.clone()).collect();
            let limit = most.saturating_add(1);
            let found = self.store.adjacent_events(view, &roots, direction, limit).await?;
            if u64::try_from(found.len()).is_ok_and(|count| count > most) {
                return Err(self.too_many_reached());
            }
            let mut lists: HashMap<EventKey, Vec<Arc<Event>>> = HashMap::new();
            for (root, event) in found {
                // An adopted event may name itself.
                if event.id != root.id {
                    lists.entry(root).or_default().push(event);
                }
            }
            for one in asked {
                let list = lists.remove(&one.root).unwrap_or_default();
                related.insert(one.clone(), self.few(list));
            }
        }
        Ok(related)
    }

    /// The workflow in each neighbourhood: at most as many events as one may have, nearest first.
    ///
    /// # Errors
    /// When all of them together have more events than one request may read.
    pub async fn workflows(
        &self,
        view: View,
        asked: &[Neighbourhood],
    ) -> Result<HashMap<Neighbourhood, Arc<Workflow>>, ServiceError> {
        let (reaches, read) = self.walk(view, asked, self.limits.workflow_nodes).await?;
        let keys = distinct(reaches.iter().flat_map(|(_, reach)| &reach.nodes));
        let mut around = Surroundings {
            events: self.fetch(view, keys.clone(), read).await?,
            causes: HashMap::new(),
            degrees: HashMap::new(),
        };
        let most_links = self.most_links();
        let links = self.store.upstream_links(view.viewer, &keys, most_links).await?;
        if u64::try_from(links.len()).is_ok_and(|count| count >= most_links) {
            return Err(self.too_many_reached());
        }
        for (earlier, later) in links {
            around.causes.entry(later).or_default().push(earlier);
        }
        for (key, degree) in self.store.degrees(view.viewer, &keys).await? {
            let total = around.degrees.entry(key).or_default();
            total.upstream += degree.upstream;
            total.downstream += degree.downstream;
        }
        let workflows = reaches.into_iter().filter_map(|(asked, reach)| {
            let workflow = assemble(&reach, asked.direction, &around)?;
            Some((asked, Arc::new(workflow)))
        });
        Ok(workflows.collect())
    }

    /// Walks from every root, those of one direction together, and returns what each reaches with the
    /// events that were read on the way.
    async fn walk(
        &self,
        view: View,
        asked: &[Neighbourhood],
        nodes_per_root: usize,
    ) -> Result<(Vec<(Neighbourhood, Reach)>, Events), ServiceError> {
        let limits = WalkLimits { nodes_per_root, nodes: self.limits.walk_nodes };
        let mut reaches = Vec::with_capacity(asked.len());
        let mut events = Events::new();
        for (direction, same_way) in by_direction(asked) {
            let roots = same_way.iter().map(|one| (one.root.clone(), one.depth));
            let walk = Walk::new(roots, limits);
            let (walk, read) = self.walk_until(view, walk, direction, |_| false).await?;
            reaches.extend(same_way.into_iter().cloned().zip(walk.into_reaches()));
            events.extend(read);
        }
        Ok((reaches, events))
    }

    fn too_many_related(&self) -> ServiceError {
        let limit = self.limits.workflow_nodes;
        let message = format!(
            "related reaches more than {limit} events (limits.workflow_nodes); \
             workflow returns a part of them and says so"
        );
        ServiceError::new(Code::QueryTooComplex, message)
    }

    pub(super) fn too_many_reached(&self) -> ServiceError {
        let limit = self.limits.walk_nodes;
        let message = format!(
            "more than {limit} events (limits.walk_nodes) are reached; \
             ask for fewer events, or for fewer hops"
        );
        ServiceError::new(Code::QueryTooComplex, message)
    }
}

/// What is asked for each way.
fn by_direction(asked: &[Neighbourhood]) -> impl Iterator<Item = (Direction, Vec<&Neighbourhood>)> {
    let directions = [Direction::Upstream, Direction::Downstream, Direction::Both].into_iter();
    let same_way = directions.map(|direction| {
        (direction, asked.iter().filter(|one| one.direction == direction).collect::<Vec<_>>())
    });
    same_way.filter(|(_, asked)| !asked.is_empty())
}

/// Orders events by timestamp, then id, each once.
fn oldest_first(events: &mut Vec<Arc<Event>>) {
    events.sort_by(|a, b| (a.timestamp, &a.id).cmp(&(b.timestamp, &b.id)));
    events.dedup_by(|a, b| a.id == b.id);
}

/// Each event once, however many roots reach it.
fn distinct<'a>(nodes: impl Iterator<Item = &'a (EventKey, u32)>) -> Vec<EventKey> {
    nodes.map(|(key, _)| key).collect::<HashSet<_>>().into_iter().cloned().collect()
}

/// Puts a workflow together. `None` when its root is gone.
fn assemble(reach: &Reach, direction: Direction, around: &Surroundings) -> Option<Workflow> {
    let root = Arc::clone(around.events.get(&reach.root)?);
    let inside = reach.nodes.iter().flat_map(|(later, _)| {
        let causes = around.causes.get(later).into_iter().flatten();
        let are_nodes =
            |earlier: &&EventKey| reach.contains(earlier) && around.events.contains_key(earlier);
        causes.filter(are_nodes).map(move |earlier| (earlier, later))
    });
    let links: Vec<(&EventKey, &EventKey)> = inside.collect();
    let mut shown: HashMap<&EventKey, Degree> = HashMap::new();
    for &(from, to) in &links {
        shown.entry(from).or_default().downstream += 1;
        shown.entry(to).or_default().upstream += 1;
    }
    let node = |(key, depth): &(EventKey, u32)| {
        let all = around.degrees.get(key).copied().unwrap_or_default();
        let shown = shown.get(key).copied().unwrap_or_default();
        Some(WorkflowNode {
            event: Arc::clone(around.events.get(key)?),
            depth: *depth,
            hidden_upstream: all.upstream.saturating_sub(shown.upstream),
            hidden_downstream: all.downstream.saturating_sub(shown.downstream),
        })
    };
    let mut nodes: Vec<WorkflowNode> = reach.nodes.iter().filter_map(node).collect();
    nodes.sort_by(|a, b| (a.event.timestamp, &a.event.id).cmp(&(b.event.timestamp, &b.event.id)));
    let places = nodes.iter().enumerate().map(|(place, node)| (node.event.id.clone(), place));
    let place: HashMap<_, _> = places.collect();
    let mut edges: Vec<WorkflowEdge> = links
        .into_iter()
        .map(|(from, to)| WorkflowEdge { from: from.id.clone(), to: to.id.clone() })
        .collect();
    edges.sort_by_key(|edge| (place.get(&edge.to).copied(), place.get(&edge.from).copied()));
    let truncated_by = truncation(&nodes, direction, reach.max_depth);
    Some(Workflow { root, nodes, edges, truncated_by })
}

/// Events are missing behind a node that has hidden neighbours the way the walk went: for the
/// depth where the walk could go no further, else for the number of nodes.
fn truncation(
    nodes: &[WorkflowNode],
    direction: Direction,
    max_depth: u32,
) -> Vec<TruncationReason> {
    let hides = |node: &&WorkflowNode| match direction {
        Direction::Upstream => node.hidden_upstream > 0,
        Direction::Downstream => node.hidden_downstream > 0,
        Direction::Both => node.hidden_upstream > 0 || node.hidden_downstream > 0,
    };
    let at_the_end = |node: &WorkflowNode| node.depth == max_depth;
    let mut reasons = Vec::new();
    if nodes.iter().filter(hides).any(at_the_end) {
        reasons.push(TruncationReason::Depth);
    }
    if nodes.iter().filter(hides).any(|node| !at_the_end(node)) {
        reasons.push(TruncationReason::NodeLimit);
    }
    reasons
}
