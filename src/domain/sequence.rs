//! Causes before effects: the order in which events are told that happened at the same time.
//!
//! Items are numbered by the order that they have otherwise, and taken in that order as far as nothing
//! that led to them is left (Kahn, 1962). Circles, which adopted histories may have, are entered at one
//! of their items, so that there is an end to every one.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};
use std::sync::Arc;

use super::event::Event;
use super::ids::{EventId, EventKey};
use super::timestamp::Timestamp;

/// Items in their order.
#[derive(Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The numbers of all items, causes before effects.
    pub order: Vec<usize>,
    /// The first item that was taken although it leads to itself.
    pub circle: Option<usize>,
}

/// Puts `count` items into an order, of which `causes` tells what led to each. What an item says of
/// itself is left out.
pub fn causes_first(count: usize, causes: impl Fn(usize) -> Vec<usize>) -> Sequence {
    let mut waits_for: Vec<BTreeSet<usize>> =
        (0..count).map(|one| causes(one).into_iter().collect()).collect();
    let mut effects: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (item, causes) in waits_for.iter_mut().enumerate() {
        causes.remove(&item);
        for cause in causes.iter() {
            effects[*cause].push(item);
        }
    }
    let free = (0..count).filter(|item| waits_for[*item].is_empty());
    let mut free: BinaryHeap<Reverse<usize>> = free.map(Reverse).collect();
    let mut left: BTreeSet<usize> = (0..count).collect();
    let mut sequence = Sequence { order: Vec::with_capacity(count), circle: None };
    loop {
        let next = free.pop().map(|Reverse(item)| item).or_else(|| {
            let entry = on_circle(&left, &waits_for)?;
            sequence.circle.get_or_insert(entry);
            Some(entry)
        });
        let Some(item) = next else { return sequence };
        left.remove(&item);
        sequence.order.push(item);
        for effect in std::mem::take(&mut effects[item]) {
            waits_for[effect].remove(&item);
            if waits_for[effect].is_empty() && left.contains(&effect) {
                free.push(Reverse(effect));
            }
        }
    }
}

/// An item on a circle, where every item that is left waits for another: causes lead from the first
/// to a circle, and round it.
fn on_circle(left: &BTreeSet<usize>, waits_for: &[BTreeSet<usize>]) -> Option<usize> {
    let mut item = *left.first()?;
    let mut passed = BTreeSet::new();
    while passed.insert(item) {
        item = *waits_for[item].first()?;
    }
    Some(item)
}

/// What led to each event.
pub type Causes = HashMap<EventKey, Vec<EventKey>>;

/// Orders events by timestamp, those of one time causes before effects, and else by id.
///
/// What led to events that others happened at the same time as is among `causes`. `beyond` is an event
/// that isn't among them, through which one of them may have led to another.
pub fn oldest_first<T>(
    events: &mut [T],
    event: impl Fn(&T) -> &Event,
    (causes, beyond): (&Causes, Option<&EventKey>),
) {
    events.sort_by(|a, b| place(event(a)).cmp(&place(event(b))));
    for tied in events.chunk_by_mut(|a, b| event(a).timestamp == event(b).timestamp) {
        if tied.len() > 1 {
            let keys: Vec<EventKey> = tied.iter().map(|one| event(one).key()).collect();
            // The one beyond comes first: nothing is to wait for it that it didn't lead to.
            let keys: Vec<&EventKey> = beyond.into_iter().chain(&keys).collect();
            let rank = ranks(&keys, causes);
            tied.sort_by_cached_key(|one| rank.get(&event(one).key()).copied());
        }
    }
}

/// Those among these events that happened at the same time, as others did.
pub fn tied(events: &[Arc<Event>]) -> Vec<Vec<&Arc<Event>>> {
    let mut events: Vec<&Arc<Event>> = events.iter().collect();
    events.sort_unstable_by_key(|event| event.timestamp);
    let same_time = events.chunk_by(|a, b| a.timestamp == b.timestamp);
    same_time.filter(|tied| tied.len() > 1).map(<[_]>::to_vec).collect()
}

fn place(event: &Event) -> (Timestamp, &EventId) {
    (event.timestamp, &event.id)
}

/// The places of these events, causes before effects.
fn ranks<'a>(keys: &[&'a EventKey], causes: &Causes) -> HashMap<&'a EventKey, usize> {
    let numbers: HashMap<&EventKey, usize> = keys.iter().copied().zip(0..).collect();
    let sequence = causes_first(keys.len(), |number| {
        let causes = causes.get(keys[number]).into_iter().flatten();
        causes.filter_map(|cause| numbers.get(cause).copied()).collect()
    });
    sequence.order.into_iter().map(|number| keys[number]).zip(0..).collect()
}
