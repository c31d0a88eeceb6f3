//! The words of an event, in their places.

use std::collections::{BTreeMap, HashMap};

use super::fields::visit;
use super::query::Term;
use super::words::words;
use super::{MAX_BYTES, MAX_PLACES, MAX_REPEATS};
use crate::domain::event::Event;
use crate::domain::narrative::NarrativeText;

/// The words of an event, a place after the other: some are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms(Vec<Option<String>>);

/// What a place takes beside its word, in bytes.
const PLACE: usize = 8;

impl Terms {
    /// The words of an event, whose payload, intent and context must have been read, and of its
    /// narrative.
    pub fn of(event: &Event, narrative: Option<&NarrativeText>) -> Self {
        let mut terms = Self::default();
        let mut room = MAX_BYTES;
        visit(event, narrative, &mut |field| terms.add(field.text, &mut room));
        terms.leave_out_repeats();
        terms
    }

    /// Adds a field, as far as there is room.
    fn add(&mut self, text: &str, room: &mut usize) {
        let start = self.0.len();
        for word in words(text) {
            let place = start + word.place;
            let size = word.text.len() + (place - self.0.len() + 1) * PLACE;
            if place >= MAX_PLACES || size > *room {
                *room = 0;
                break;
            }
            *room -= size;
            self.0.resize(place, None);
            self.0.push(Some(word.text));
        }
        // Apart from the next field.
        if self.0.len() > start {
            self.0.push(None);
            *room = room.saturating_sub(PLACE);
        }
    }

    fn leave_out_repeats(&mut self) {
        if self.0.len() <= MAX_REPEATS {
            return;
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for place in &mut self.0 {
            let Some(word) = place else { continue };
            if let Some(count) = counts.get_mut(word) {
                *count += 1;
                if *count > MAX_REPEATS {
                    *place = None;
                }
            } else {
                counts.insert(word.clone(), 1);
            }
        }
    }

    /// The places in their order, each with its word if it has one.
    pub fn places(&self) -> impl Iterator<Item = Option<&str>> {
        self.0.iter().map(Option::as_deref)
    }

    /// The words in their order, each with its places, which count from 1.
    pub fn positions(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut positions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (word, place) in self.places().zip(1..) {
            let Some(word) = word else { continue };
            positions.entry(word).or_default().push(place);
        }
        positions
    }
}

/// The words of an event with their places, to be searched in memory.
#[derive(Debug, PartialEq)]
pub struct Words(BTreeMap<String, Vec<usize>>);

impl Words {
    /// Those of an event, whose payload, intent and context must have been read, and of its narrative.
    pub fn of(event: &Event, narrative: Option<&NarrativeText>) -> Self {
        let terms = Terms::of(event, narrative);
        let positions = terms.positions().into_iter();
        Self(positions.map(|(word, places)| (word.to_owned(), places)).collect())
    }

    /// Whether a term is there, whether or not that is wanted.
    pub(super) fn have(&self, term: &Term) -> bool {
        let Some((last, others)) = term.words.split_last() else { return false };
        let mut ends = self.0.range(last.clone()..).take_while(|(word, _)| {
            if term.is_prefix { word.starts_with(last.as_str()) } else { *word == last }
        });
        ends.any(|(_, places)| {
            let stands = |end: usize| {
                let behind = |(back, word): (usize, &String)| {
                    let place = end.checked_sub(back);
                    let places = self.0.get(word.as_str());
                    place.is_some_and(|at| places.is_some_and(|it| it.binary_search(&at).is_ok()))
                };
                (1..).zip(others.iter().rev()).all(behind)
            };
            places.iter().any(|end| stands(*end))
        })
    }
}
