//! The chapters of a story of several steps.

mod happened;
mod wrong;

pub(super) use wrong::failed;

use std::collections::HashSet;

use super::facts;
use super::selection::Selection;
use super::steps::Steps;
use super::words::counted_as;
use crate::domain::event::Event;
use crate::domain::outcome::OutcomeState;
use crate::domain::story::{Chapter, Expectation, Sentence, Topic};

/// How many sentences chapters have at most that may have one for each step.
const WHY: usize = 5;
const DECISIONS: usize = 6;
const EXPECTATIONS: usize = 8;
const OPEN: usize = 6;

/// All chapters that have something to say.
pub(super) fn of(
    steps: &Steps<'_>,
    selection: &Selection,
    expectations: &[Expectation],
) -> Vec<Chapter> {
    let chapters = [
        (Topic::Why, why(steps, selection)),
        (Topic::WhatHappened, happened::sentences(steps, selection)),
        (Topic::WhatWentWrong, wrong::sentences(steps, selection)),
        (Topic::Decisions, decisions(steps, selection)),
        (Topic::Expected, expected(steps, selection, expectations)),
        (Topic::StillOpen, open(steps, selection, expectations)),
    ];
    let chapters = chapters.into_iter().filter(|(_, sentences)| !sentences.is_empty());
    chapters.map(|(topic, sentences)| Chapter { topic, sentences }).collect()
}

/// At most so many sentences, and how many more there are of what.
fn at_most(most: usize, sentences: Vec<Sentence>, more: &str) -> Vec<Sentence> {
    let left = sentences.len().saturating_sub(most);
    let mut sentences: Vec<Sentence> = sentences.into_iter().take(most).collect();
    if left > 0 {
        sentences.push(Sentence::default().ours(format!("{}.", counted_as(left, more))));
    }
    sentences
}

/// The problems, what hurt, and the goals: each text once, and some of each kind where there are many.
fn why(steps: &Steps<'_>, selection: &Selection) -> Vec<Sentence> {
    type Part = fn(&Event) -> Option<&str>;
    let parts: [(&str, Part); 3] =
        [("Problem: ", facts::problem), ("Pain: ", facts::pain), ("To: ", facts::goal)];
    let mut known = HashSet::new();
    let kinds = parts.map(|(words, part)| {
        let sentences = steps.events().iter().filter_map(|event| {
            let said = part(event).filter(|said| known.insert(*said))?;
            let number = steps.number_of(&event.id);
            let sentence = Sentence::of([event.id.clone()]).ours(words).said(said).ours(" (");
            Some((number, sentence.reference(format!("step {number}")).ours(").")))
        });
        shown_first(sentences, selection)
    });
    // One of each kind in turn, as far as there are some.
    let places = kinds
        .iter()
        .enumerate()
        .flat_map(|(kind, sentences)| (0..sentences.len()).map(move |place| (place, kind)));
    let mut places: Vec<(usize, usize)> = places.collect();
    places.sort_unstable();
    let told: HashSet<(usize, usize)> = places.into_iter().take(WHY).collect();
    let (mut first, mut further) = (Vec::new(), Vec::new());
    for (kind, sentences) in kinds.into_iter().enumerate() {
        for (place, sentence) in sentences.into_iter().enumerate() {
            let list = if told.contains(&(place, kind)) { &mut first } else { &mut further };
            list.push(sentence);
        }
    }
    first.append(&mut further);
    at_most(WHY, first, "further reason")
}

fn decisions(steps: &Steps<'_>, selection: &Selection) -> Vec<Sentence> {
    let decided = steps.events().iter().filter_map(|event| {
        let (decision, number) = (facts::decision(event)?, steps.number_of(&event.id));
        let sentence = Sentence::of([event.id.clone()]).ours("In ");
        let sentence = sentence.reference(format!("step {number}")).ours(": ");
        Some((number, sentence.said(decision).ours(".")))
    });
    at_most(DECISIONS, shown_first(decided, selection), "further decision")
}

/// Those of steps that are told before those of steps that aren't, and else in their order.
fn shown_first(
    sentences: impl Iterator<Item = (usize, Sentence)>,
    selection: &Selection,
) -> Vec<Sentence> {
    let mut sentences: Vec<_> = sentences.collect();
    sentences.sort_by_key(|(number, _)| !selection.has(*number));
    sentences.into_iter().map(|(_, sentence)| sentence).collect()
}

fn expected(
    steps: &Steps<'_>,
    selection: &Selection,
    expectations: &[Expectation],
) -> Vec<Sentence> {
    let rows = expectations.iter().map(|one| {
        let number = steps.number_of(&one.event);
        let answer = one.answered_by.as_ref().filter(|answer| **answer != one.event);
        let answer = answer.map(|answer| format!(" → {}", steps.number_of(answer)));
        let mut row = Sentence::of([one.event.clone()].into_iter().chain(one.answered_by.clone()))
            .reference(format!("{number}{}", answer.unwrap_or_default()))
            .column(": expected ")
            .said(&one.expected);
        if let Some(measure) = &one.measure {
            row = row.ours(", measured by ").said(measure);
        }
        row = row.column("; actual ");
        row = match &one.outcome {
            Some(outcome) => row.said(outcome).ours(facts::verdict(one.state)),
            None => row.ours("no outcome yet"),
        };
        if let Some(impact) = &one.impact {
            row = row.ours(", measured ").said(impact);
        }
        (number, row)
    });
    at_most(EXPECTATIONS, shown_first(rows, selection), "further expectation")
}

fn open(steps: &Steps<'_>, selection: &Selection, expectations: &[Expectation]) -> Vec<Sentence> {
    let open = expectations.iter().filter(|one| one.state == OutcomeState::Pending);
    let open = open.map(|one| {
        let number = steps.number_of(&one.event);
        let sentence = Sentence::of([one.event.clone()]).reference(format!("Step {number}"));
        let sentence = sentence.ours(" expects ");
        (number, sentence.said(&one.expected).ours(", and has no outcome yet."))
    });
    at_most(OPEN, shown_first(open, selection), "further open expectation")
}
