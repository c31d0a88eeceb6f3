//! Walking the links between events, breadth first, from several roots at once.
//!
//! The walk itself does no I/O: it says which events' neighbours it lacks ([`Walk::missing`]), is
//! given them ([`Walk::supply`]), and goes one hop further. Roots share what was read, so that a
//! list of events costs one statement per hop and not one per event; each root has a visited set
//! of its own, which makes the walk linear in the links however many paths there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::ids::EventKey;
use super::timestamp::Timestamp;

/// Which way links are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the events that led here.
    Upstream,
    /// To the events that name this one.
    Downstream,
    /// Either way at each hop.
    Both,
}

/// A link as it is met by a walk: from an event to a neighbour.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// The event.
    pub of: EventKey,
    /// The one next to it.
    pub key: EventKey,
    /// Whether that led to the event (upstream) or the event to it (downstream).
    pub way: Direction,
    /// When the neighbour happened. Where a walk is cut nowhere, it doesn't matter.
    pub timestamp: Timestamp,
}

/// What bounds a walk.
#[derive(Debug, Clone, Copy)]
pub struct WalkLimits {
    /// The most events for one root, itself among them.
    pub nodes_per_root: usize,
    /// The most events for all roots together, where one that several roots reach counts for each.
    pub nodes: usize,
    /// Of each event the most that led to it, and the most that it led to: the nearest in time. All when `None`.
    pub fan_out: Option<usize>,
}

/// The events that one root reaches.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Where the walk began.
    pub root: EventKey,
    /// How far it could go.
    pub max_depth: u32,
    /// Each event with its distance from the root, nearest first; the root is the first.
    pub nodes: Vec<(EventKey, u32)>,
    /// Whether there were more events than the limit.
    pub over_limit: bool,
    /// Each event that was met, with the one that it was met from.
    visited: HashMap<EventKey, Option<EventKey>>,
    frontier: Vec<EventKey>,
}

/// What is next to each event, oldest first.
pub type Neighbours = HashMap<EventKey, BTreeSet<(Timestamp, EventKey)>>;

/// A walk from several roots in one direction.
#[derive(Debug)]
pub struct Walk {
    limits: WalkLimits,
    neighbours: Neighbours,
    met: usize,
    reaches: Vec<Reach>,
    depth: u32,
    is_cut: bool,
}

impl Walk {
    /// A walk from each root, as far as its depth.
    pub fn new(roots: impl IntoIterator<Item = (EventKey, u32)>, limits: WalkLimits) -> Self {
        let reach = |(root, max_depth): (EventKey, u32)| Reach {
            max_depth,
            nodes: vec![(root.clone(), 0)],
            over_limit: false,
            visited: HashMap::from([(root.clone(), None)]),
            frontier: vec![root.clone()],
            root,
        };
        let reaches: Vec<Reach> = roots.into_iter().map(reach).collect();
        let met = reaches.len();
        Self { limits, neighbours: HashMap::new(), met, reaches, depth: 0, is_cut: false }
    }

    /// Whether with so many links more a root may reach more events than it keeps, which are the
    /// oldest.
    pub fn may_be_cut_at(&self, links: usize) -> bool {
        if self.limits.fan_out.is_some() {
            return true;
        }
        let known: usize = self.neighbours.values().map(BTreeSet::len).sum();
        known.saturating_add(links) >= self.limits.nodes_per_root
    }

    /// How many hops the walk may still go.
    pub fn hops_left(&self) -> u32 {
        let farthest = self.reaches.iter().map(|reach| reach.max_depth).max();
        farthest.unwrap_or_default().saturating_sub(self.depth)
    }

    /// Goes on as far as what was supplied allows, and returns the events whose neighbours must
    /// be supplied next. Empty when the walk has ended.
    pub fn missing(&mut self) -> Vec<EventKey> {
        loop {
            let depth = self.depth;
            let active = self.reaches.iter().filter(|reach| reach.max_depth > depth);
            let frontier: BTreeSet<&EventKey> = active.flat_map(|reach| &reach.frontier).collect();
            if frontier.is_empty() || self.is_over_limit() {
                return Vec::new();
            }
            let unknown = frontier.into_iter().filter(|key| !self.neighbours.contains_key(key));
            let unknown: Vec<EventKey> = unknown.cloned().collect();
            if !unknown.is_empty() {
                return unknown;
            }
            self.step();
        }
    }

    /// Gives the neighbours of the events that [`Walk::missing`] named, oldest first. An event
    /// without any doesn't appear in `found`. When these are not all, the walk ends behind them,
    /// and its reaches are over their limit.
    pub fn supply(
        &mut self,
        asked: Vec<EventKey>,
        found: impl IntoIterator<Item = Neighbour>,
        is_all: bool,
    ) {
        self.is_cut |= !is_all;
        for key in asked {
            self.neighbours.entry(key).or_default();
        }
        let Some(fan_out) = self.limits.fan_out else {
            for Neighbour { of, key, timestamp, .. } in found {
                self.neighbours.entry(of).or_default().insert((timestamp, key));
            }
            return;
        };
        let mut fans: HashMap<EventKey, [BTreeSet<(Timestamp, EventKey)>; 2]> = HashMap::new();
        for Neighbour { of, key, way, timestamp } in found {
            let [causes, effects] = fans.entry(of).or_default();
            let side = if way == Direction::Upstream { causes } else { effects };
            side.insert((timestamp, key));
        }
        for (of, [causes, effects]) in fans {
            let nearest = causes.into_iter().rev().take(fan_out);
            let nearest = nearest.chain(effects.into_iter().take(fan_out));
            self.neighbours.entry(of).or_default().extend(nearest);
        }
    }

    /// Goes one hop further. Where a root meets its limit, the oldest events of the hop are kept.
    fn step(&mut self) {
        self.depth += 1;
        for reach in self.reaches.iter_mut().filter(|reach| reach.max_depth >= self.depth) {
            let frontier = std::mem::take(&mut reach.frontier);
            let mut found = BTreeMap::new();
            for key in &frontier {
                for neighbour in self.neighbours.get(key).into_iter().flatten() {
                    if !reach.visited.contains_key(&neighbour.1) {
                        found.entry(neighbour).or_insert(key);
                    }
                }
            }
            for ((_, key), parent) in found {
                if reach.nodes.len() >= self.limits.nodes_per_root {
                    reach.over_limit = true;
                    reach.frontier.clear();
                    break;
                }
                reach.visited.insert(key.clone(), Some(parent.clone()));
                reach.nodes.push((key.clone(), self.depth));
                reach.frontier.push(key.clone());
                self.met += 1;
            }
            if self.is_cut && !frontier.is_empty() {
                reach.over_limit = true;
                reach.frontier.clear();
            }
        }
    }

    /// Whether all roots together met more events than one walk may.
    pub fn is_over_limit(&self) -> bool {
        self.met > self.limits.nodes
    }

    /// What each root reaches so far, in the order of the roots.
    pub fn reaches(&self) -> &[Reach] {
        &self.reaches
    }

    /// What each root reaches, in the order of the roots; and all that is next to the events of which
    /// that is known.
    pub fn into_reaches(self) -> (Vec<Reach>, Neighbours) {
        let neighbours = if self.is_cut { Neighbours::new() } else { self.neighbours };
        (self.reaches, neighbours)
    }
}

impl Reach {
    /// Whether the event was met.
    pub fn contains(&self, key: &EventKey) -> bool {
        self.visited.contains_key(key)
    }

    /// A shortest chain from an event that was met back to the root, both included.
    pub fn chain_from(&self, met: &EventKey) -> Vec<EventKey> {
        let parent_of = |key: &EventKey| self.visited.get(key).cloned().flatten();
        std::iter::successors(Some(met.clone()), parent_of).collect()
    }
}
