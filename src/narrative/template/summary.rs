//! The story in a few sentences.

use std::collections::HashSet;

use super::chapters::failed;
use super::facts;
use super::steps::{Step, Steps};
use super::words::{counted_as, in_a_row, length, span};
use crate::domain::outcome::OutcomeState;
use crate::domain::story::{Expectation, Sentence};
use crate::domain::workflow::Workflow;

/// How many strands are named.
const STRANDS: usize = 4;

/// The summary of several steps.
pub(super) fn of(
    steps: &Steps<'_>,
    workflow: &Workflow,
    expectations: &[Expectation],
) -> Vec<Sentence> {
    let mut sentences = vec![extent(steps)];
    sentences.extend(failure(steps));
    sentences.extend(last_outcome(steps));
    sentences.extend(answers(expectations));
    sentences.extend(strands(steps));
    sentences.extend(notes(steps, workflow));
    sentences
}

/// How many events, of how many sources, and when.
fn extent(steps: &Steps<'_>) -> Sentence {
    let events = steps.events();
    let times = || events.iter().map(|event| event.timestamp);
    let when = span(times().min().unwrap_or_default(), times().max().unwrap_or_default());
    let sources: HashSet<&str> = events.iter().map(|event| &*event.source).collect();
    let what = if steps.is_undocumented { "event" } else { "documented event" };
    let (events_of, sources) =
        (counted_as(events.len(), what), counted_as(sources.len(), "source"));
    let ends = [events.first(), events.last()].into_iter().flatten();
    Sentence::of(ends.map(|event| event.id.clone()))
        .ours(format!("{events_of} of {sources}, {when}."))
}

/// The last step that failed.
fn failure(steps: &Steps<'_>) -> Option<Sentence> {
    let event = steps.events().iter().rfind(|event| facts::has_failed(event))?;
    let mut sentence = failed(steps, event);
    let Some(later) = steps.nearest_later(facts::has_recovered).to(event) else {
        return Some(sentence.ours("."));
    };
    sentence.rests_on([later.id.clone()]);
    let (after, step) = (later.timestamp.since(event.timestamp), steps.number_of(&later.id));
    let sentence = sentence.ours(format!(". Recovered after {} (", length(after)));
    Some(sentence.reference(format!("step {step}")).ours(")."))
}

/// The outcome of the last step that has one.
fn last_outcome(steps: &Steps<'_>) -> Option<Sentence> {
    let event = steps.events().iter().rfind(|event| facts::outcome(event).is_some())?;
    let (number, verdict) = (steps.number_of(&event.id), facts::verdict(event.outcome_state));
    let sentence = Sentence::of([event.id.clone()]).ours("Last outcome, of ");
    let sentence = sentence.reference(format!("step {number}")).ours(": ");
    Some(sentence.said(facts::outcome(event)?).ours(format!("{verdict}.")))
}

/// How many expectations there are, and what came of them.
fn answers(expectations: &[Expectation]) -> Option<Sentence> {
    if expectations.is_empty() {
        return None;
    }
    let states = [
        (OutcomeState::Met, "met"),
        (OutcomeState::Partly, "partly met"),
        (OutcomeState::NotMet, "not met"),
        (OutcomeState::Told, "with an outcome that nobody judged"),
        (OutcomeState::Pending, "without an outcome"),
    ];
    let counted = states.into_iter().filter_map(|(state, words)| {
        let count = expectations.iter().filter(|one| one.state == state).count();
        (count > 0).then(|| format!("{count} {words}"))
    });
    let counted: Vec<String> = counted.collect();
    let all = counted_as(expectations.len(), "expectation");
    let told = match counted.as_slice() {
        [_] if expectations.len() == 1 => {
            let words = states.into_iter().find(|(state, _)| *state == expectations[0].state);
            format!("{all}, {}", words.map_or("", |(_, words)| words))
        }
        counted => format!("{all}: {}", in_a_row(counted)),
    };
    let events = expectations.iter().take(STRANDS).map(|one| one.event.clone());
    Some(Sentence::of(events).ours(format!("{told}.")))
}

/// Where several beginnings lead to one step.
fn strands(steps: &Steps<'_>) -> Option<Sentence> {
    let roots: Vec<&Step<'_>> = steps.all.iter().filter(|step| step.follows.is_empty()).collect();
    if roots.len() < 2 || roots.len() > STRANDS {
        return None;
    }
    let meeting = steps.meeting(&roots)?;
    let numbers: Vec<String> = roots.iter().map(|root| root.number.to_string()).collect();
    let told = roots.iter().copied().chain([meeting]).map(|step| step.first().id.clone());
    let (count, row, met) = (roots.len(), in_a_row(&numbers), meeting.number);
    let sentence = Sentence::of(told).ours(format!("{count} strands begin with "));
    let sentence = sentence.reference(format!("steps {row}")).ours(", and meet in ");
    Some(sentence.reference(format!("step {met}")).ours("."))
}

/// What a reader should know of the story itself.
pub(super) fn notes(steps: &Steps<'_>, workflow: &Workflow) -> Vec<Sentence> {
    let mut notes = Vec::new();
    if !steps.events().iter().any(|event| facts::says_something(event)) {
        notes.push("Nothing is recorded yet of why it was done, or what came of it.");
    }
    if steps.is_undocumented && !steps.events().is_empty() {
        notes.push("None of this is marked for documentation.");
    }
    if !workflow.truncated_by.is_empty() {
        notes.push("Further events led here, or followed, that are not told.");
    }
    notes.into_iter().map(|note| Sentence::default().ours(note)).collect()
}
