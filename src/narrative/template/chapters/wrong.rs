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
    let worked = steps.nearest_earlier(|event| !facts::has_failed(event));
    let recovered = steps.nearest_later(facts::has_recovered);
    let failed = steps.events().iter().filter(|event| facts::has_failed(event));
    let told = failed.map(|event| {
        let around = (worked.to(event), recovered.to(event));
        (steps.number_of(&event.id), sentence(steps, event, around))
    });
    at_most(FAILURES, shown_first(told, selection), "further failure")
}

/// That an event failed, when, and in which step: without an end.
pub(in crate::narrative::template) fn failed(steps: &Steps<'_>, event: &Event) -> Sentence {
    let number = steps.number_of(&event.id);
    Sentence::of([event.id.clone()])
        .ours("Failed: ")
        .name(in_words(&event.event_name))
        .ours(" (")
        .reference(format!("step {number}"))
        .ours(format!(", {} UTC)", moment(event.timestamp, None)))
}

/// A failure, with what worked before it, and what did again after it.
fn sentence(
    steps: &Steps<'_>,
    event: &Event,
    (worked, recovered): (Option<&Event>, Option<&Event>),
) -> Sentence {
    let mut sentence = failed(steps, event).ours(".");
    if let Some(outcome) = facts::outcome(event) {
        sentence = sentence.ours(" Outcome: ").said(outcome).ours(".");
    }
    if let Some(earlier) = worked {
        let number = steps.number_of(&earlier.id);
        sentence.rests_on([earlier.id.clone()]);
        sentence = sentence
            .ours(" Last step that worked: ")
            .reference(format!("{number}, "))
            .name(in_words(&earlier.event_name))
            .ours(".");
    }
    if let Some(later) = recovered {
        let (after, number) = (later.timestamp.since(event.timestamp), steps.number_of(&later.id));
        sentence.rests_on([later.id.clone()]);
        sentence = sentence
            .ours(format!(" Recovered after {} (", length(after)))
            .reference(format!("step {number}, "))
            .name(in_words(&later.event_name))
            .ours(").");
    }
    sentence
}
