//! The events around an event: those that led to it, or that it led to.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::Events;
use super::strategy::Question;
use super::workflow::{by_direction, distinct};
use crate::config::Strategy;
use crate::domain::event::Event;
use crate::domain::graph::{Direction, Neighbours, Reach};
use crate::domain::ids::{EventId, EventKey};
use crate::domain::sequence::{self, Causes};
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::service::{Code, Service, ServiceError};

/// Which events around a root are asked for.
#[derive(Debug, Clone)]
pub struct Neighbourhood {
    /// Around which event.
    pub root: EventKey,
    /// How many hops away.
    pub depth: u32,
    /// Which way.
    pub direction: Direction,
    /// How many events at most, the nearest, where that is less than a workflow may have.
    pub max_nodes: Option<usize>,
    /// Of each event how many causes and how many effects at most, the nearest in time.
    pub fan_out: Option<usize>,
    /// Whether a workflow leaves out what doesn't belong into the documentation.
    pub documented_only: bool,
    /// The events there, where they are known of the root itself.
    known: Option<Arc<[EventId]>>,
}

/// Which way, and how many events at most, in all and next to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) direction: Direction,
    pub(super) max_nodes: Option<usize>,
    pub(super) fan_out: Option<usize>,
}

/// What is known of it already makes no difference.
impl PartialEq for Neighbourhood {
    fn eq(&self, other: &Self) -> bool {
        let shape = |one: &Self| (one.depth, one.way(), one.documented_only);
        self.root == other.root && shape(self) == shape(other)
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
        let (max_nodes, fan_out, documented_only) = (None, None, false);
        Self { root: root.key(), depth, direction, max_nodes, fan_out, documented_only, known }
    }

    /// The events around the one that has this key.
    pub fn of(root: EventKey, depth: u32, direction: Direction) -> Self {
        let (max_nodes, fan_out, documented_only, known) = (None, None, false, None);
        Self { root, depth, direction, max_nodes, fan_out, documented_only, known }
    }

    /// The same for a workflow of so many events, of each so many next to it, and with or without those that
    /// aren't to be documented.
    #[must_use]
    pub fn drawn(
        self,
        documented_only: bool,
        (most, fan_out): (Option<usize>, Option<usize>),
    ) -> Self {
        Self { max_nodes: most, fan_out, documented_only, ..self }
    }

    /// What walks have in common that go together.
    pub(super) fn way(&self) -> Way {
        Way { direction: self.direction, max_nodes: self.max_nodes, fan_out: self.fan_out }
    }

    /// The keys of the events that are known to be there.
    fn known_keys(&self) -> impl Iterator<Item = EventKey> {
        self.known.iter().flat_map(|known| known.iter()).map(|id| self.root.sibling(id))
    }
}

/// The events in a neighbourhood, or why they are not returned.
pub type Related = Result<Vec<Arc<Event>>, ServiceError>;

/// What walks know of links.
#[derive(Default)]
struct Known {
    /// What is next to events, for each direction.
    neighbours: Vec<(Direction, Neighbours)>,
    /// All that led to an event.
    causes: Causes,
    /// What of that happened at the same time.
    among: Causes,
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
        let mut known = Known::default();
        let are_near = asked.iter().all(|one| one.depth == 1);
        let question = Question {
            hops: asked.iter().map(|one| one.depth).max().unwrap_or_default(),
            direction: asked.first().map_or(Direction::Upstream, |one| one.direction),
            is_listed: are_near.then(|| asked.iter().all(|one| one.known.is_some())),
            is_small: view.parts.are_small(),
            correlations: 0,
            may_recurse: false,
        };
        let strategy = question.strategies(self.limits.strategy).next();
        let lists = match strategy.unwrap_or(Strategy::Hops) {
            Strategy::Listed => self.known(view, asked).await?,
            // An event that several others are next to is read for each.
            Strategy::Adjacent => self.adjacent(view, asked).await?,
            _ => {
                let reached = self.reached(view, asked).await?;
                known = reached.1;
                reached.0
            }
        };
        self.in_order(view.viewer, lists, known).await
    }

    /// The events that walks reach, and what these know of links.
    async fn reached(
        &self,
        view: View,
        asked: &[Neighbourhood],
    ) -> Result<(HashMap<Neighbourhood, Related>, Known), ServiceError> {
        // The root doesn't count: it is not among the related.
        let walked = self.walk(view, asked, self.limits.workflow_nodes + 1).await?;
        let returned = walked.reaches.iter().filter(|(_, reach)| !reach.over_limit);
        let related = returned.flat_map(|(_, reach)| &reach.nodes[1..]);
        let events = self.fetch(view, distinct(related), walked.events).await?;
        let list = |reach: &Reach| {
            if reach.over_limit {
                return Err(self.too_many_related());
            }
            let nodes = reach.nodes[1..].iter();
            Ok(nodes.filter_map(|(key, _)| events.get(key).cloned()).collect())
        };
        let roots = walked.reaches.iter().filter_map(|(asked, _)| events.get(&asked.root));
        let causes = roots.filter_map(|root| Some((root.key(), causes_in(root)?))).collect();
        let known = Known { neighbours: walked.neighbours, causes, among: Causes::new() };
        let lists = walked.reaches.into_iter().map(|(asked, reach)| (asked, list(&reach)));
        Ok((lists.collect(), known))
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

    /// Events, each once, unless there are more than may be returned.
    fn few(&self, mut events: Vec<Arc<Event>>) -> Related {
        events.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        events.dedup_by(|a, b| a.id == b.id);
        let is_too_long = events.len() > self.limits.workflow_nodes;
        if is_too_long { Err(self.too_many_related()) } else { Ok(events) }
    }

    /// Puts each list into its order. Of events that happened at the same time it is read what led to
    /// them, where neither they nor the walks tell.
    async fn in_order(
        &self,
        viewer: Viewer,
        mut lists: HashMap<Neighbourhood, Related>,
        mut known: Known,
    ) -> Result<HashMap<Neighbourhood, Related>, ServiceError> {
        let mut unread = HashSet::new();
        for (asked, list) in &lists {
            let Ok(list) = list else { continue };
            for tied in sequence::tied(list) {
                unread.extend(known.lacks(&tied));
                // One may have led to another through it.
                let is_between = asked.direction == Direction::Both;
                if is_between && !known.causes.contains_key(&asked.root) {
                    unread.insert(asked.root.clone());
                }
            }
        }
        let unread: Vec<EventKey> = unread.into_iter().collect();
        known.causes.extend(self.causes(viewer, &unread).await?);
        for (effect, causes) in known.among {
            known.causes.entry(effect).or_default().extend(causes);
        }
        for (asked, list) in &mut lists {
            if let Ok(list) = list {
                sequence::oldest_first(list, |event| event, (&known.causes, Some(&asked.root)));
            }
        }
        Ok(lists)
    }

    /// The events one hop away: their links and they themselves are read by one statement.
    async fn adjacent(
        &self,
        view: View,
        asked: &[Neighbourhood],
    ) -> Result<HashMap<Neighbourhood, Related>, ServiceError> {
        let most = u64::try_from(self.limits.walk_nodes).unwrap_or(u64::MAX);
        let mut related: HashMap<Neighbourhood, Related> = HashMap::with_capacity(asked.len());
        for (way, asked) in by_direction(asked) {
            let direction = way.direction;
            let roots: Vec<EventKey> = asked.iter().map(|one| one.root.clone()).collect();
            let limit = most.saturating_add(1);
            let found = self.store.reader.adjacent_events(view, &roots, direction, limit).await?;
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

    fn too_many_related(&self) -> ServiceError {
        let limit = self.limits.workflow_nodes;
        let message = format!(
            "related reaches more than {limit} events (limits.workflow_nodes); \
             workflow returns a part of them and says so"
        );
        ServiceError::new(Code::QueryTooComplex, message)
    }
}

impl Known {
    /// Those among events of one time of which it isn't known which of the others led to them.
    fn lacks(&mut self, tied: &[&Arc<Event>]) -> Vec<EventKey> {
        let Self { neighbours, causes, among } = self;
        let near = |way: Direction, key: &EventKey| {
            let walked = neighbours.iter().filter(|(direction, _)| *direction == way);
            walked.map(|(_, neighbours)| neighbours).find_map(|neighbours| neighbours.get(key))
        };
        let mut lacking = Vec::new();
        for event in tied {
            let key = event.key();
            let upstream = || near(Direction::Upstream, &key);
            let upstream = || Some(upstream()?.iter().map(|(_, cause)| cause.clone()).collect());
            match causes_in(event).or_else(upstream) {
                Some(told) => _ = causes.insert(key, told),
                None => lacking.push(key),
            }
        }
        let effects = |key| Some((key, near(Direction::Downstream, key)?));
        let keys: Vec<EventKey> = tied.iter().map(|event| event.key()).collect();
        let Some(effects) = keys.iter().map(effects).collect::<Option<Vec<_>>>() else {
            return lacking;
        };
        for (cause, effects) in effects {
            for (_, effect) in effects {
                among.entry(effect.clone()).or_default().push(cause.clone());
            }
        }
        Vec::new()
    }
}

/// What led to an event, where it says so itself.
fn causes_in(event: &Event) -> Option<Vec<EventKey>> {
    let ids = event.causes.as_deref()?;
    Some(ids.iter().map(|id| event.key().sibling(id)).collect())
}
