//! How well a query describes an event.

use std::collections::HashMap;

use super::fields::visit;
use super::query::{Term, TextQuery};
use super::words::{Splitter, Word};
use crate::domain::event::Event;
use crate::domain::narrative::NarrativeText;

/// How often a term counts in one field at most.
const MOST: usize = 4;

/// How many bits of a rank are the event's time: enough for the year 9999.
const TIME_BITS: u32 = 48;
const LAST_TIME: i64 = (1 << TIME_BITS) - 1;

/// The most that a score may be beside it.
const MOST_SCORE: i64 = (1 << (63 - TIME_BITS)) - 1;

/// How much of what is looked for stands where it says what the event is about. Each term counts in each
/// field by the field's weight, and a little more where it stands there several times.
///
/// What fits alike is ranked by its time. Ranks are whole numbers, and nothing that other events change: an
/// event's place in a list stays what it was while that is paged through.
pub fn rank(query: &TextQuery, event: &Event, narrative: Option<&NarrativeText>) -> i64 {
    let score = score(query, event, narrative).min(MOST_SCORE);
    score << TIME_BITS | event.timestamp.millis().clamp(0, LAST_TIME)
}

fn score(query: &TextQuery, event: &Event, narrative: Option<&NarrativeText>) -> i64 {
    let terms: Vec<&Term> = query.wanted().collect();
    // Of each field with all that is inside it.
    let mut counts: HashMap<(&str, usize), (i64, usize)> = HashMap::new();
    let mut splitter = Splitter::default();
    visit(event, narrative, &mut |field| {
        let words: Vec<Word<'_>> = splitter.words(field.text).collect();
        for (number, term) in terms.iter().enumerate() {
            let count = term.places(&words).take(MOST).count();
            if count > 0 {
                let known = counts.entry((field.name.root(), number)).or_insert((field.weight, 0));
                known.1 = (known.1 + count).min(MOST);
            }
        }
    });
    let more = |count: usize| i64::try_from(count).unwrap_or_default();
    counts.into_values().map(|(weight, count)| weight * (3 + more(count))).sum()
}
