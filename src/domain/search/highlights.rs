//! Where a query was found in an event, as data.

use std::ops::Range;

use super::fields::{Field, visit};
use super::query::TextQuery;
use super::words::{Splitter, Word};
use crate::domain::event::Event;
use crate::domain::narrative::NarrativeText;

/// How many pieces are shown of one event at most: those that weigh most.
const MAX_HIGHLIGHTS: usize = 5;

/// The longest piece, in units of UTF-16, and so in characters too.
const LENGTH: usize = 160;

/// How much of a piece stands before what was found first.
const BEFORE: usize = 40;

/// A piece of a field in which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Which field: as the API calls it, below the event.
    pub field: String,
    /// The piece.
    pub text: String,
    /// What was found in it, in its order: offsets in UTF-16, as JavaScript counts.
    pub ranges: Vec<Range<usize>>,
}

/// Where a query was found in an event, what weighs most first.
pub fn highlights(
    query: &TextQuery,
    event: &Event,
    narrative: Option<&NarrativeText>,
) -> Vec<Highlight> {
    let (mut found, mut splitter) = (Vec::new(), Splitter::default());
    visit(event, narrative, &mut |field| {
        if found.len() < MAX_HIGHLIGHTS {
            let words: Vec<Word<'_>> = splitter.words(field.text).collect();
            found.extend(highlight(query, &field, &words));
        }
    });
    found
}

fn highlight(query: &TextQuery, field: &Field<'_>, words: &[Word<'_>]) -> Option<Highlight> {
    let places = query.wanted().flat_map(|term| term.places(words));
    let mut found: Vec<Range<usize>> =
        places.map(|(first, last)| first.from..last.to.max(first.to)).collect();
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in found {
        match merged.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    let piece = piece(field.text, merged.first()?.start);
    let text = &field.text[piece.clone()];
    let within = merged.iter().filter(|range| range.start < piece.end);
    let units = |at: usize| field.text[piece.start..at.min(piece.end)].encode_utf16().count();
    let ranges = within.map(|range| units(range.start)..units(range.end)).collect();
    Some(Highlight { field: field.name.to_string(), text: text.to_owned(), ranges })
}

/// A piece of a text around the byte where something begins. It begins at the start of a word where one
/// is near.
fn piece(text: &str, found: usize) -> Range<usize> {
    let mut start = back(text, found, BEFORE);
    let mut end = forth(text, start, LENGTH);
    if end == text.len() {
        start = back(text, end, LENGTH);
    }
    if start > 0 {
        let spaces = text[start..found].char_indices().find(|(_, c)| c.is_whitespace());
        start = spaces.map_or(start, |(at, space)| start + at + space.len_utf8());
        end = forth(text, start, LENGTH);
    }
    start..end
}

/// Where a text of so many units of UTF-16 begins that ends at a byte.
fn back(text: &str, end: usize, units: usize) -> usize {
    let mut room = units;
    let letters = text[..end].chars().rev();
    let fits = letters.take_while(|letter| take(&mut room, *letter));
    end - fits.map(char::len_utf8).sum::<usize>()
}

/// Where one ends that begins at a byte.
fn forth(text: &str, start: usize, units: usize) -> usize {
    let mut room = units;
    let fits = text[start..].chars().take_while(|letter| take(&mut room, *letter));
    start + fits.map(char::len_utf8).sum::<usize>()
}

fn take(room: &mut usize, letter: char) -> bool {
    let rest = room.checked_sub(letter.len_utf16());
    *room = rest.unwrap_or(0);
    rest.is_some()
}
