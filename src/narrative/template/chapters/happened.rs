//! The steps, with the pauses between them.

use std::collections::HashMap;
use std::time::Duration;

use super::super::facts;
use super::super::selection::Selection;
use super::super::steps::{Step, Steps};
use super::super::words::{counted_as, in_a_row, length, moment};
use crate::domain::outcome::OutcomeState;
use crate::domain::story::Sentence;
use crate::domain::title::in_words;

/// How long a pause is at least that is told, and how many times as long as the one in the middle.
const PAUSE: Duration = Duration::from_mins(10);
const TIMES: u32 = 5;

/// How many pauses are told: the longest.
const PAUSES: usize = 6;

/// How many events are named of a step that tells of many.
const NAMED: usize = 3;

/// A sentence for each step that is told, and between them the pauses, and how many steps are left out.
pub(super) fn sentences(steps: &Steps<'_>, selection: &Selection) -> Vec<Sentence> {
    let pauses = pauses(steps, selection);
    let (mut sentences, mut left_out, mut before) = (Vec::new(), 0, None::<&Step<'_>>);
    for step in &steps.all {
        if !selection.has(step.number) {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            let words = format!("{}, not told here", counted_as(left_out, "further step"));
            sentences.push(Sentence::default().ours(words));
            left_out = 0;
        }
        if let (Some(pause), Some(before)) = (pauses.get(&step.number), before) {
            let between = [before.first().id.clone(), step.first().id.clone()];
            sentences.push(Sentence::of(between).ours(format!("{} later", length(*pause))));
        }
        sentences.push(sentence(step, before));
        before = Some(step);
    }
    sentences
}

/// The long pauses before steps that are told behind the one before them, by the numbers of those: the longest.
fn pauses(steps: &Steps<'_>, selection: &Selection) -> HashMap<usize, Duration> {
    let pairs = steps.all.windows(2);
    let pauses = pairs.map(|pair| (pair[1].first().timestamp.since(pair[0].end()), pair[1].number));
    let pauses: Vec<(Duration, usize)> = pauses.collect();
    let mut lengths: Vec<Duration> = pauses.iter().map(|(pause, _)| *pause).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    let mut long: Vec<(Duration, usize)> = pauses;
    long.retain(|(pause, number)| {
        let is_told = selection.has(*number) && selection.has(*number - 1);
        is_told && *pause > PAUSE && *pause > median.saturating_mul(TIMES)
    });
    long.sort_by_key(|(pause, number)| (std::cmp::Reverse(*pause), *number));
    long.into_iter().take(PAUSES).map(|(pause, number)| (number, pause)).collect()
}

fn sentence(step: &Step<'_>, before: Option<&Step<'_>>) -> Sentence {
    let is_one = step.events.len() == 1;
    let mut sentence = if is_one { one(step, before) } else { many(step, before) };
    sentence.step = Some(step.number);
    sentence
}

fn one(step: &Step<'_>, before: Option<&Step<'_>>) -> Sentence {
    let event = step.first();
    let when = moment(event.timestamp, before.map(|before| before.first().timestamp));
    let mut sentence = Sentence::of(step.ids())
        .name(in_words(&event.event_name))
        .ours(format!(", {when}, by "))
        .name(&event.source)
        .reference(follows(step))
        .ours(".");
    if let Some(goal) = facts::goal(event) {
        sentence = sentence.ours(" Wanted: ").said(goal).ours(".");
    }
    if let Some(outcome) = facts::outcome(event) {
        let verdict = facts::verdict(event.outcome_state);
        sentence = sentence.ours(" Outcome: ").said(outcome).ours(format!("{verdict}."));
    }
    sentence
}

/// Many events of one name with the same causes: how many, what came of them, and those that failed or decided
/// something.
fn many(step: &Step<'_>, before: Option<&Step<'_>>) -> Sentence {
    let first = step.first();
    let from = moment(first.timestamp, before.map(|before| before.first().timestamp));
    let until = moment(step.end(), Some(first.timestamp));
    let when =
        if until == from || from.ends_with(&until) { from } else { format!("{from} to {until}") };
    let mut sentence = Sentence::of(step.ids().take(1))
        .ours(format!("{} × ", step.events.len()))
        .name(in_words(&first.event_name))
        .ours(format!(", {when}"))
        .reference(follows(step));
    let counted = outcomes(step);
    if !counted.is_empty() {
        sentence = sentence.ours(format!(": {}", in_a_row(&counted)));
    }
    sentence = sentence.ours(".");
    for event in step.outstanding().take(NAMED) {
        let is_failed = facts::has_failed(event);
        sentence.rests_on([event.id.clone()]);
        sentence = sentence.ours(format!(
            " {}, {}",
            if is_failed { "Failed" } else { "Decided" },
            moment(event.timestamp, None)
        ));
        if let Some(said) = facts::outcome(event).or_else(|| facts::decision(event)) {
            sentence = sentence.ours(": ").said(said);
        }
        sentence = sentence.ours(".");
    }
    sentence
}

/// What came of the events of a step, counted.
fn outcomes(step: &Step<'_>) -> Vec<String> {
    let states = [
        (OutcomeState::Met, "met"),
        (OutcomeState::Partly, "partly met"),
        (OutcomeState::NotMet, "not met"),
        (OutcomeState::Told, "with an outcome"),
        (OutcomeState::Pending, "without an outcome yet"),
    ];
    let count = |state| step.events.iter().filter(|event| event.outcome_state == state).count();
    let counted = states.into_iter().map(|(state, words)| (count(state), words));
    counted
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect()
}

/// Which steps it follows from, and over how many events that aren't told.
fn follows(step: &Step<'_>) -> String {
    if step.follows.is_empty() {
        return String::new();
    }
    let causes = step.follows.iter().map(|(number, via)| match *via {
        0 => number.to_string(),
        via => {
            let events =
                counted_as(usize::try_from(via).unwrap_or(usize::MAX), "undocumented event");
            format!("{number}, over {events}")
        }
    });
    let causes: Vec<String> = causes.take(NAMED).collect();
    let more = step.follows.len() - causes.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let row = if more.is_empty() { in_a_row(&causes) } else { causes.join(", ") };
    format!(", follows from {row}{more}")
}
