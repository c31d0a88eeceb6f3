//! A graph in memory, and what must be true of it: no limits but those asked for, no cleverness.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use support::{Value, json};

/// Which way links are followed, as the API spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Upstream,
    Downstream,
    Both,
}

impl Direction {
    pub(crate) const ALL: [Self; 3] = [Self::Upstream, Self::Downstream, Self::Both];
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Upstream => "UPSTREAM",
            Self::Downstream => "DOWNSTREAM",
            Self::Both => "BOTH",
        })
    }
}

/// Events and the links between them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    timestamps: BTreeMap<String, i64>,
    /// (the earlier event, the one that names it)
    links: BTreeSet<(String, String)>,
}

/// A workflow, in the model or in an answer. Edges are sorted by their ids.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Workflow {
    pub(crate) root: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<(String, String)>,
    pub(crate) is_partial: bool,
    pub(crate) truncated_by: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) depth: u32,
    pub(crate) hidden_upstream: u32,
    pub(crate) hidden_downstream: u32,
}

impl Graph {
    pub(crate) fn add(&mut self, id: &str, timestamp: i64) {
        self.timestamps.insert(id.to_owned(), timestamp);
    }

    /// `later` names `earlier` in its related events.
    pub(crate) fn link(&mut self, earlier: &str, later: &str) {
        self.links.insert((earlier.to_owned(), later.to_owned()));
    }

    pub(crate) fn len(&self) -> usize {
        self.timestamps.len()
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        self.timestamps.keys().map(String::as_str).collect()
    }

    /// What publishes the graph: an input for each event, by id.
    pub(crate) fn inputs(&self) -> Vec<Value> {
        let mut causes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (earlier, later) in &self.links {
            causes.entry(later).or_default().push(earlier);
        }
        let input = |(id, timestamp): (&String, &i64)| {
            json!({
                "id": id,
                "eventName": "step.taken",
                "payload": {},
                "timestamp": timestamp,
                "context": { "relatedEvents": causes.get(id.as_str()).cloned().unwrap_or_default() },
            })
        };
        self.timestamps.iter().map(input).collect()
    }

    /// Each event within `depth` hops, the root included, with its distance.
    pub(crate) fn distances(
        &self,
        root: &str,
        depth: u32,
        direction: Direction,
    ) -> BTreeMap<&str, u32> {
        let mut neighbours: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (earlier, later) in &self.links {
            if direction != Direction::Downstream {
                neighbours.entry(later).or_default().push(earlier);
            }
            if direction != Direction::Upstream {
                neighbours.entry(earlier).or_default().push(later);
            }
        }
        let (root, _) = self.timestamps.get_key_value(root).expect("the root is in the graph");
        let mut distances = BTreeMap::from([(root.as_str(), 0)]);
        let mut queue = VecDeque::from([(root.as_str(), 0)]);
        while let Some((id, distance)) = queue.pop_front() {
            let next = neighbours.get(id).filter(|_| distance < depth);
            for neighbour in next.into_iter().flatten() {
                if !distances.contains_key(neighbour) {
                    distances.insert(neighbour, distance + 1);
                    queue.push_back((neighbour, distance + 1));
                }
            }
        }
        distances
    }

    /// The events within 1 to `depth` hops, the root left out, oldest first.
    pub(crate) fn related(&self, root: &str, depth: u32, direction: Direction) -> Vec<&str> {
        let mut related: Vec<&str> = self.distances(root, depth, direction).into_keys().collect();
        related.retain(|id| *id != root);
        self.in_order(related, Some(root))
    }

    /// Oldest first; of those of one time each behind what led to it, were it through the event that is
    /// left out; and else by id. There are no circles among them.
    fn in_order<'a>(&self, mut ids: Vec<&'a str>, left_out: Option<&str>) -> Vec<&'a str> {
        let links =
            |one: &str, other: &str| self.links.contains(&(one.to_owned(), other.to_owned()));
        let leads = |one: &str, other: &str| {
            links(one, other) || left_out.is_some_and(|via| links(one, via) && links(via, other))
        };
        let mut ordered = Vec::new();
        ids.sort_by_cached_key(|id| self.age(id));
        for same_time in ids.chunk_by(|a, b| self.timestamps[*a] == self.timestamps[*b]) {
            let mut left = same_time.to_vec();
            while !left.is_empty() {
                let is_free = |id: &&str| !left.iter().any(|other| other != id && leads(other, id));
                let next = left.iter().position(is_free).expect("no circle");
                let next = left.remove(next);
                ordered.push(next);
            }
        }
        ordered
    }

    /// The nearest events, at most `limit`; of those at one distance the oldest.
    pub(crate) fn workflow(
        &self,
        root: &str,
        depth: u32,
        direction: Direction,
        limit: usize,
    ) -> Workflow {
        let within = self.distances(root, depth, direction);
        let mut nearest: Vec<(&str, u32)> = within.iter().map(|(id, far)| (*id, *far)).collect();
        nearest.sort_by_cached_key(|(id, distance)| (*distance, self.age(id)));
        nearest.truncate(limit);
        let shown = self.in_order(nearest.iter().map(|(id, _)| *id).collect(), None);
        nearest.sort_by_key(|(id, _)| shown.iter().position(|one| one == id));
        let shown: BTreeSet<&str> = shown.into_iter().collect();
        let (upstream, downstream) = self.hidden(&shown);
        let node = |&(id, depth): &(&str, u32)| Node {
            id: id.to_owned(),
            depth,
            hidden_upstream: upstream.get(id).copied().unwrap_or_default(),
            hidden_downstream: downstream.get(id).copied().unwrap_or_default(),
        };
        let is_inside = |(earlier, later): &&(String, String)| {
            shown.contains(earlier.as_str()) && shown.contains(later.as_str())
        };
        let nodes: Vec<Node> = nearest.iter().map(node).collect();
        let reachable = self.distances(root, u32::MAX, direction);
        let mut truncated_by = Vec::new();
        if nodes.iter().any(|node| node.depth == depth && node.hides(direction)) {
            truncated_by.push("DEPTH".to_owned());
        }
        if within.len() > limit {
            truncated_by.push("NODE_LIMIT".to_owned());
        }
        Workflow {
            root: root.to_owned(),
            nodes,
            edges: self.links.iter().filter(is_inside).cloned().collect(),
            is_partial: reachable.len() > shown.len(),
            truncated_by,
        }
    }

    /// How many links a shortest path has, along causes or along effects.
    pub(crate) fn path_length(&self, from: &str, to: &str) -> Option<u32> {
        let length = |direction| self.distances(from, u32::MAX, direction).get(to).copied();
        let ways = [Direction::Upstream, Direction::Downstream];
        ways.into_iter().filter_map(length).min()
    }

    /// Whether each event of the chain names the next, or each is named by the next.
    pub(crate) fn is_chain(&self, ids: &[String]) -> bool {
        let has = |earlier: &String, later: &String| {
            self.links.contains(&(earlier.clone(), later.clone()))
        };
        ids.windows(2).all(|pair| has(&pair[0], &pair[1]))
            || ids.windows(2).all(|pair| has(&pair[1], &pair[0]))
    }

    /// For each event shown, how many events before it and behind it are not.
    fn hidden(&self, shown: &BTreeSet<&str>) -> (BTreeMap<&str, u32>, BTreeMap<&str, u32>) {
        let (mut upstream, mut downstream) = (BTreeMap::new(), BTreeMap::new());
        for (earlier, later) in &self.links {
            match (shown.contains(earlier.as_str()), shown.contains(later.as_str())) {
                (false, true) => *upstream.entry(later.as_str()).or_default() += 1,
                (true, false) => *downstream.entry(earlier.as_str()).or_default() += 1,
                _ => (),
            }
        }
        (upstream, downstream)
    }

    fn age(&self, id: &str) -> (i64, String) {
        (self.timestamps[id], id.to_owned())
    }
}

impl Node {
    fn hides(&self, direction: Direction) -> bool {
        match direction {
            Direction::Upstream => self.hidden_upstream > 0,
            Direction::Downstream => self.hidden_downstream > 0,
            Direction::Both => self.hidden_upstream + self.hidden_downstream > 0,
        }
    }
}
