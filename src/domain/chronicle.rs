//! The history as threads: every event once, in the workflow that it belongs to.
//!
//! A thread is a correlation, or, of events that were stored before there were correlations, those that are
//! connected. Walks begin at an event and go as far as they are asked; whoever goes by threads meets every event.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::ids::EventKey;
use super::timestamp::Timestamp;
use super::workflow::Workflow;

/// What an event belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Belonging {
    /// The correlation that began with the event of this key.
    Correlation(EventKey),
    /// No correlation: this is the event itself, and [`Adopted`] knows its thread, which is named by its first one.
    Alone(EventKey),
}

/// A thread, before its events are read.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The event that it is named by: with which its correlation began, or the first of those that are
    /// connected.
    pub key: EventKey,
    /// Its events, the first ones, where they belong to no correlation.
    pub adopted: Option<Arc<[EventKey]>>,
    /// When the first of its events happened.
    pub began: Timestamp,
    /// How many events there are.
    pub events: u64,
}

impl Thread {
    /// What tells it from every other: an adopted event may name a correlation, of those that came later, and a
    /// thread of its own.
    pub fn name(&self) -> Belonging {
        let key = self.key.clone();
        if self.adopted.is_some() { Belonging::Alone(key) } else { Belonging::Correlation(key) }
    }
}

/// A thread with its events.
#[derive(Debug, Clone)]
pub struct WholeThread {
    /// The events, the first ones where there are more than a workflow may have.
    pub workflow: Workflow,
    /// What its events follow from, in other threads.
    pub follows: BTreeSet<Belonging>,
    /// What they led to, in other threads.
    pub led_to: BTreeSet<Belonging>,
}

/// The events without a correlation, by what connects them.
#[derive(Debug, Default)]
pub struct Adopted {
    /// The threads, by the time and id of their first events within a tenant.
    pub threads: Vec<Thread>,
    /// The place of each event's thread among them.
    pub places: HashMap<EventKey, usize>,
}

impl Adopted {
    /// Joins events, which are in the order of tenant, time and id, by the links between them. A thread keeps
    /// the keys of its first events, at most so many.
    pub fn connect(
        events: &[(EventKey, Timestamp)],
        links: &[(EventKey, EventKey)],
        most: usize,
    ) -> Self {
        let numbers: HashMap<&EventKey, usize> =
            events.iter().zip(0..).map(|((key, _), number)| (key, number)).collect();
        // Each event leads to an earlier one of its thread, the first of them to itself (Galler and Fischer, 1964).
        let mut parents: Vec<usize> = (0..events.len()).collect();
        for (one, other) in links {
            let (Some(one), Some(other)) = (numbers.get(one), numbers.get(other)) else { continue };
            let (one, other) = (first(&mut parents, *one), first(&mut parents, *other));
            parents[one.max(other)] = one.min(other);
        }
        let mut adopted = Self::default();
        let mut kept: Vec<Vec<EventKey>> = Vec::new();
        for (number, (key, began)) in events.iter().enumerate() {
            let root = first(&mut parents, number);
            let place = if root == number {
                let (key, began) = (key.clone(), *began);
                adopted.threads.push(Thread { key, adopted: None, began, events: 0 });
                kept.push(Vec::new());
                kept.len() - 1
            } else {
                adopted.places[&events[root].0]
            };
            adopted.places.insert(key.clone(), place);
            adopted.threads[place].events += 1;
            if kept[place].len() < most {
                kept[place].push(key.clone());
            }
        }
        for (thread, kept) in adopted.threads.iter_mut().zip(kept) {
            thread.adopted = Some(kept.into());
        }
        adopted
    }
}

/// The first event of a thread; the way there is made shorter.
fn first(parents: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{EventId, TenantId};

    fn key(id: &str) -> EventKey {
        EventKey { tenant: TenantId(Uuid::nil()), id: EventId::from_stored(id) }
    }

    #[test]
    fn events_are_joined_by_links_whichever_way_and_order_they_come_in() {
        let ids = ["a", "b", "c", "d", "e", "f"];
        let events: Vec<_> =
            ids.iter().zip(0..).map(|(id, at)| (key(id), Timestamp::from_stored(at))).collect();
        let links = [("f", "e"), ("c", "a"), ("e", "c"), ("d", "b"), ("d", "gone"), ("a", "f")];
        let links = links.map(|(later, earlier)| (key(later), key(earlier)));
        let adopted = Adopted::connect(&events, &links, 3);
        let told: Vec<_> = adopted
            .threads
            .iter()
            .map(|thread| {
                let kept = thread.adopted.iter().flat_map(|kept| kept.iter());
                let kept: Vec<&str> = kept.map(|key| key.id.as_str()).collect();
                (thread.key.id.as_str(), thread.events, kept.join(" "))
            })
            .collect();
        assert_eq!(told, [("a", 4, "a c e".to_owned()), ("b", 2, "b d".to_owned())]);
        assert_eq!(adopted.places[&key("f")], 0);
        assert_eq!(adopted.places[&key("d")], 1);
    }
}
