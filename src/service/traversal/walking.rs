//! Reading what a walk along links needs.

use std::collections::{HashMap, HashSet};

use super::Events;
use super::strategy::Question;
use crate::config::Strategy;
use crate::domain::graph::{Direction, Neighbour, Walk};
use crate::domain::ids::EventKey;
use crate::domain::timestamp::Timestamp;
use crate::domain::view::View;
use crate::service::{Service, ServiceError};

/// How many links one hop may read for each event that a walk may meet.
const LINKS_PER_NODE: usize = 10;

/// How many links or events are read ahead for each event and hop that a walk may go: that costs about
/// as much as a statement for the hop.
const AHEAD: u64 = 32;

/// How often a walk goes on in another correlation before it is read in other ways: the next may hold
/// a single event of it again.
const CORRELATIONS: u32 = 2;

/// A walk that is going on.
struct Walking<'a> {
    service: &'a Service,
    view: View,
    direction: Direction,
    walk: Walk,
    /// Events that were read on the way, more than are reached among them.
    events: Events,
    /// How many times whole correlations may be read still.
    correlations: u32,
    may_recurse: bool,
}

impl Service {
    /// Goes on with a walk until it ends, or `found` says that it may. Returns it with those events
    /// that were read on the way.
    ///
    /// # Errors
    /// When more events are reached than one request may read, or the database fails.
    pub(super) async fn walk_until(
        &self,
        view: View,
        walk: Walk,
        direction: Direction,
        found: impl Fn(&Walk) -> bool,
    ) -> Result<(Walk, Events), ServiceError> {
        let mut walking = Walking {
            service: self,
            view,
            direction,
            walk,
            events: Events::new(),
            correlations: CORRELATIONS,
            may_recurse: true,
        };
        loop {
            let missing = walking.walk.missing();
            if missing.is_empty() || found(&walking.walk) {
                break;
            }
            walking.read(missing).await?;
        }
        if walking.walk.is_over_limit() && !found(&walking.walk) {
            return Err(self.too_many_reached());
        }
        Ok((walking.walk, walking.events))
    }

    /// The events with these keys, of which some were read before.
    pub(super) async fn fetch(
        &self,
        view: View,
        mut keys: Vec<EventKey>,
        mut events: Events,
    ) -> Result<Events, ServiceError> {
        keys.retain(|key| !events.contains_key(key));
        let read = self.store.reader.events_by_key(view, &keys, None).await?;
        events.extend(read.into_iter().map(|event| (event.key(), event)));
        Ok(events)
    }

    /// How many links one statement may read.
    pub(in crate::service) fn most_links(&self) -> u64 {
        u64::try_from(self.limits.walk_nodes.saturating_mul(LINKS_PER_NODE)).unwrap_or(u64::MAX)
    }
}

impl Walking<'_> {
    /// Reads the links of these events, and of others that the walk will come to, where that doesn't
    /// cost much more than the hops that are asked for.
    async fn read(&mut self, missing: Vec<EventKey>) -> Result<(), ServiceError> {
        for strategy in self.question().strategies(self.service.limits.strategy) {
            let is_read = match strategy {
                Strategy::Correlated => self.read_correlated(&missing).await?,
                Strategy::Recursive => self.read_reached(&missing).await?,
                Strategy::Listed | Strategy::Adjacent | Strategy::Hops => false,
            };
            if is_read {
                return Ok(());
            }
        }
        self.read_hop(missing).await
    }

    fn question(&self) -> Question {
        Question {
            hops: self.walk.hops_left(),
            direction: self.direction,
            is_listed: None,
            is_small: self.view.parts.are_small(),
            correlations: self.correlations,
            may_recurse: self.may_recurse,
        }
    }

    /// Reads the links of these events.
    async fn read_hop(&mut self, missing: Vec<EventKey>) -> Result<(), ServiceError> {
        let most = self.service.most_links();
        let (viewer, direction) = (self.view.viewer, self.direction);
        let links = self.service.store.reader.neighbours(viewer, &missing, direction, most).await?;
        let is_all = is_below(links.len(), most);
        self.walk.supply(missing, links, is_all);
        Ok(())
    }

    /// Reads all events of the correlations of these, with their links. Returns whether it did.
    ///
    /// More of them may be read than are reached: not more than a page may hold each time, where they
    /// may be large.
    async fn read_correlated(&mut self, missing: &[EventKey]) -> Result<bool, ServiceError> {
        let limits = &self.service.limits;
        let is_small = self.view.parts.are_small();
        let most = if is_small { limits.workflow_nodes as u64 } else { limits.page.into() };
        self.correlations -= 1;
        let limit = self.ahead(missing).min(most);
        let store = &self.service.store;
        let found = store.reader.correlated_events(self.view, missing, limit).await?;
        let mut others = Vec::new();
        let mut links = Vec::new();
        let mut keys = Vec::new();
        for event in found.unwrap_or_default() {
            let Some(causes) = event.causes.clone() else { continue };
            let key = event.key();
            links.extend(causes.iter().map(|cause| (key.clone(), key.sibling(cause))));
            keys.push(key.clone());
            self.events.insert(key, event);
        }
        if self.direction == Direction::Both && !keys.is_empty() {
            let viewer = self.view.viewer;
            others = store.reader.neighbours(viewer, &keys, Direction::Downstream, limit).await?;
        }
        // Too many, or none: they belong to no correlation.
        if keys.is_empty() || !is_below(others.len(), limit) {
            self.correlations = 0;
            return Ok(false);
        }
        let links = self.dated(links, Direction::Upstream).await?;
        self.walk.supply(keys, links.into_iter().chain(others), true);
        Ok(true)
    }

    /// Reads all links that are reached one way by one statement. Returns whether it did.
    async fn read_reached(&mut self, missing: &[EventKey]) -> Result<bool, ServiceError> {
        self.may_recurse = false;
        let (viewer, direction) = (self.view.viewer, self.direction);
        let limit = self.ahead(missing).min(self.service.most_links());
        let store = &self.service.store;
        let Some(links) = store.reader.links_reached(viewer, missing, direction, limit).await?
        else {
            return Ok(false);
        };
        let far = links.iter().map(|(_, far)| far);
        let of = missing.iter().chain(far).cloned().collect();
        let links = self.dated(links, direction).await?;
        self.walk.supply(of, links, true);
        Ok(true)
    }

    /// Links as a walk takes them. It needs to know when events happened only where it may be cut; what
    /// is gone is left out then, and else is met and found to be gone when events are read. Events that
    /// were read on the way have their times, and so need all others.
    async fn dated(
        &self,
        links: Vec<(EventKey, EventKey)>,
        way: Direction,
    ) -> Result<Vec<Neighbour>, ServiceError> {
        if self.events.is_empty() && !self.walk.may_be_cut_at(links.len()) {
            let timestamp = Timestamp::default();
            let undated = links.into_iter().map(|(of, key)| Neighbour { of, key, way, timestamp });
            return Ok(undated.collect());
        }
        let unread: HashSet<&EventKey> =
            links.iter().map(|(_, far)| far).filter(|far| !self.events.contains_key(far)).collect();
        let mut timestamps = HashMap::new();
        if !unread.is_empty() {
            let unread: Vec<EventKey> = unread.into_iter().cloned().collect();
            timestamps = self.service.store.reader.timestamps(self.view.viewer, &unread).await?;
        }
        let dated = links.into_iter().filter_map(|(of, key)| {
            let read = self.events.get(&key).map(|event| event.timestamp);
            let timestamp = read.or_else(|| timestamps.get(&key).copied())?;
            Some(Neighbour { of, key, way, timestamp })
        });
        Ok(dated.collect())
    }

    /// How much may be read ahead of a walk that goes on from these events. Powers of two: each number
    /// is a statement of its own, of which connections keep few.
    fn ahead(&self, from: &[EventKey]) -> u64 {
        let events = u64::try_from(from.len().next_power_of_two()).unwrap_or(u64::MAX);
        let hops = self.walk.hops_left().next_power_of_two();
        AHEAD.saturating_mul(hops.into()).saturating_mul(events)
    }
}

fn is_below(count: usize, limit: u64) -> bool {
    u64::try_from(count).is_ok_and(|count| count < limit)
}
