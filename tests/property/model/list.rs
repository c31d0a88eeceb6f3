//! Lists of events by timestamp, and their pages.

use serde_json::Value;

use super::filter::holds;
use super::{Model, Stored};

/// The order of a list by timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListOrder {
    pub(crate) is_descending: bool,
}

/// The place of an event in a list.
#[derive(Debug, Clone)]
pub(crate) struct Cursor {
    pub(crate) id: String,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone)]
pub(crate) struct PageRequest {
    pub(crate) order: ListOrder,
    pub(crate) size: usize,
    pub(crate) from_end: bool,
    pub(crate) after: Option<Cursor>,
    pub(crate) before: Option<Cursor>,
}

/// A page. Whether there is more is `None` where the description leaves it open: behind a cursor
/// of an event that the list doesn't hold, and between two cursors that stand the wrong way round.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) nodes: Vec<Value>,
    pub(crate) total: usize,
    pub(crate) has_next: Option<bool>,
    pub(crate) has_previous: Option<bool>,
}

impl Model {
    /// The events that a filter lets through.
    pub(super) fn list(&self, filter: Option<&Value>, order: ListOrder) -> Vec<&Stored> {
        let lets_through =
            |event: &&Stored| filter.is_none_or(|filter| holds(filter, event, &self.events));
        let mut events: Vec<&Stored> = self.events.iter().filter(lets_through).collect();
        events.sort_by_key(|event| (event.timestamp, event.id()));
        if order.is_descending {
            events.reverse();
        }
        events
    }

    /// The ids of the events that a filter lets through.
    pub(crate) fn ids(&self, filter: Option<&Value>, order: ListOrder) -> Vec<String> {
        self.list(filter, order).into_iter().map(|event| event.id.clone()).collect()
    }

    pub(crate) fn page(&self, filter: Option<&Value>, request: &PageRequest) -> Page {
        let everything = self.list(None, request.order);
        let place = |id: &str| everything.iter().position(|event| event.id() == id);
        let place_of = |cursor: &Option<Cursor>| place(&cursor.as_ref()?.id);
        let (after, before) = (place_of(&request.after), place_of(&request.before));
        let list = self.list(filter, request.order);
        let is_between = |event: &&&Stored| {
            let place = place(event.id());
            after.is_none_or(|after| place > Some(after))
                && before.is_none_or(|before| place < Some(before))
        };
        let mut page: Vec<&Stored> = list.iter().filter(is_between).copied().collect();
        let left_out = page.len().saturating_sub(request.size);
        if request.from_end {
            page.drain(..left_out);
        } else {
            page.truncate(request.size);
        }
        let is_crossed = after.zip(before).is_some_and(|(after, before)| after >= before);
        let goes_on = |is_cut: bool, cursor: &Option<Cursor>| match cursor {
            _ if is_cut => Some(true),
            None => Some(false),
            Some(_) if is_crossed => None,
            Some(cursor) => list.iter().any(|event| event.id() == cursor.id).then_some(true),
        };
        Page {
            total: list.len(),
            has_next: goes_on(!request.from_end && left_out > 0, &request.before),
            has_previous: goes_on(request.from_end && left_out > 0, &request.after),
            nodes: page.into_iter().map(Stored::shown).collect(),
        }
    }
}
