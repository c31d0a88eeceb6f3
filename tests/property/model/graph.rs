//! What is related to an event.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Model, Stored};

impl Model {
    /// What is reached in 1 to `depth` hops, oldest first.
    pub(super) fn related(&self, root: &str, depth: usize, direction: &str) -> Value {
        let mut reached = BTreeSet::from([root]);
        for _ in 0..depth {
            let next: Vec<&str> =
                reached.iter().flat_map(|id| self.neighbours(id, direction)).collect();
            reached.extend(next);
        }
        let mut events: Vec<&Stored> =
            self.events.iter().filter(|event| reached.contains(event.id())).collect();
        events.retain(|event| event.id() != root);
        let shown = self.in_order(events, root).into_iter();
        shown.map(|event| json!({ "id": event.id() })).collect()
    }

    /// Oldest first; of those of one time each behind what led to it, were it through the root; and else
    /// by id.
    fn in_order<'a>(&self, mut events: Vec<&'a Stored>, root: &str) -> Vec<&'a Stored> {
        let names =
            |later: &str, earlier: &str| self.neighbours(later, "UPSTREAM").contains(&earlier);
        let leads = |earlier: &Stored, later: &Stored| {
            let (earlier, later) = (earlier.id(), later.id());
            earlier != later
                && (names(later, earlier) || (names(later, root) && names(root, earlier)))
        };
        let mut ordered = Vec::new();
        events.sort_by_key(|event| (event.timestamp, event.id()));
        while let Some(first) = events.first() {
            let time = first.timestamp;
            let same_time = || events.iter().filter(|event| event.timestamp == time);
            let is_free = |event: &&&Stored| !same_time().any(|other| leads(other, event));
            let next = *same_time().find(is_free).expect("no circle");
            events.retain(|event| event.id() != next.id());
            ordered.push(next);
        }
        ordered
    }

    fn neighbours(&self, id: &str, direction: &str) -> Vec<&str> {
        let named = self.get(id).into_iter().flat_map(|event| &event.published.links);
        let upstream = named.filter(|_| direction != "DOWNSTREAM").map(String::as_str);
        let names_it = |event: &&Stored| event.published.links.iter().any(|link| link == id);
        let naming = self.events.iter().filter(names_it).map(Stored::id);
        upstream.chain(naming.filter(|_| direction != "UPSTREAM")).collect()
    }
}
