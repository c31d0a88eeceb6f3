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
        events.sort_by_key(|event| (event.timestamp, event.id()));
        let shown = events.iter().map(|event| json!({ "id": event.id() }));
        shown.collect()
    }

    fn neighbours(&self, id: &str, direction: &str) -> Vec<&str> {
        let named = self.get(id).into_iter().flat_map(|event| &event.published.links);
        let upstream = named.filter(|_| direction != "DOWNSTREAM").map(String::as_str);
        let names_it = |event: &&Stored| event.published.links.iter().any(|link| link == id);
        let naming = self.events.iter().filter(names_it).map(Stored::id);
        upstream.chain(naming.filter(|_| direction != "UPSTREAM")).collect()
    }
}
