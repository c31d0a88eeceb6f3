//! The steps that failed: what led there last, and what came after.

use super::super::facts;
use super::super::selection::Selection;
use super::super::steps::Steps;
use super::super::words::{length, moment};
use super::{at_most, shown_first};
use crate::domain::event::Event;
use crate::domain::story::Sentence;
use crate::domain::title::in_words;

/// How many failures are told.
const FAILURES: usize = 4;

/// A sentence for each failure.
pub(super) fn sentences(steps: &Steps<'_>, selection: &Selection) -> Vec<Sentence> {
    let failed = steps.events().iter().filter(|event| facts::has_failed(event));
    let told = failed.map(|event| (steps.number_of(&event.id), sentence(steps, event)));
    at_most(FAILURES, shown_first(told, selection), "further failure")
}

fn sentence(steps: &Steps<'_>, event: &Event) -> Sentence {
    let number = steps.number_of(&event.id);
    let mut sentence = Sentence::of([event.id.clone()])
        .ours("Failed: ")
        .name(in_words(&event.event_name))
        .ours(format!(" (step {number}, {} UTC).", moment(event.timestamp, None)));
    if let Some(outcome) = facts::outcome(event) {
        sentence = sentence.ours(" Outcome: ").said(outcome).ours(".");
    }
    if let Some(earlier) = steps.earlier(event, |earlier| !facts::has_failed(earlier)) {
        let number = steps.number_of(&earlier.id);
        sentence.rests_on([earlier.id.clone()]);
        sentence = sentence
            .ours(format!(" Last step that worked: {number}, "))
            .name(in_words(&earlier.event_name))
            .ours(".");
    }
    if let Some(later) = steps.later(event, facts::has_recovered) {
        let (after, number) = (later.timestamp.since(event.timestamp), steps.number_of(&later.id));
        sentence.rests_on([later.id.clone()]);
        sentence = sentence
            .ours(format!(" Recovered after {} (step {number}, ", length(after)))
            .name(in_words(&later.event_name))
            .ours(").");
    }
    sentence
}
