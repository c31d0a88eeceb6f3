//! The words of an event, in their places.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::fields::visit;
use super::query::Term;
use super::words::Splitter;
use super::{MAX_BYTES, MAX_PLACES, MAX_REPEATS};
use crate::domain::event::Event;
use crate::domain::narrative::NarrativeText;

/// The words of an event, a place after the other.
#[derive(Debug, Default)]
pub struct Terms {
    /// All words, without anything between them.
    text: String,
    /// Which piece of it stands at each place. Where there is no word it is empty.
    places: Vec<Range<usize>>,
}

/// What a place takes beside its word, in bytes.
const PLACE: usize = 8;

impl Terms {
    /// The words of an event, whose payload, intent and context must have been read, and of its
    /// narrative.
    pub fn of(event: &Event, narrative: Option<&NarrativeText>) -> Self {
        let mut terms = Self::default();
        let (mut splitter, mut room) = (Splitter::default(), MAX_BYTES);
        visit(event, narrative, &mut |field| terms.add(field.text, &mut splitter, &mut room));
        terms.leave_out_repeats();
        terms
    }

    /// Adds a field, as far as there is room.
    fn add(&mut self, text: &str, splitter: &mut Splitter, room: &mut usize) {
        let start = self.places.len();
        for word in splitter.words(text) {
            let place = start + word.place;
            let size = word.text.len() + (place - self.places.len() + 1) * PLACE;
            if place >= MAX_PLACES || size > *room {
                *room = 0;
                break;
            }
            *room -= size;
            self.places.resize(place, 0..0);
            let begin = self.text.len();
            self.text.push_str(word.text);
            self.places.push(begin..self.text.len());
        }
        // Apart from the next field.
        if self.places.len() > start {
            self.places.push(0..0);
            *room = room.saturating_sub(PLACE);
        }
    }

    fn leave_out_repeats(&mut self) {
        if self.places.len() <= MAX_REPEATS {
            return;
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for place in &mut self.places {
            let count = counts.entry(&self.text[place.clone()]).or_default();
            *count += 1;
            if *count > MAX_REPEATS {
                *place = 0..0;
            }
        }
    }

    /// The places in their order, each with its word if it has one.
    pub fn places(&self) -> impl Iterator<Item = Option<&str>> {
        self.places.iter().map(|place| Some(&self.text[place.clone()]).filter(|it| !it.is_empty()))
    }

    /// Each word with its place, which counts from 1; in the order of the words, and then of the places.
    pub fn positions(&self) -> Vec<(&str, usize)> {
        let words = self.places().zip(1..);
        let mut positions: Vec<_> = words.filter_map(|(word, at)| Some((word?, at))).collect();
        positions.sort_unstable();
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
        let positions = terms.positions();
        let words = positions.chunk_by(|one, next| one.0 == next.0).filter_map(|places| {
            let (word, _) = places.first()?;
            Some(((*word).to_owned(), places.iter().map(|(_, place)| *place).collect()))
        });
        Self(words.collect())
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
