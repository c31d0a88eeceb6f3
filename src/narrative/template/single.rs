//! The story of one event: a paragraph.

use super::facts;
use super::steps::Steps;
use super::words;
use crate::domain::event::Event;
use crate::domain::story::{Chapter, Sentence, Topic};
use crate::domain::title::in_words;
use crate::domain::workflow::Workflow;

/// What came of it, as far as anybody told.
pub(super) fn summary(steps: &Steps<'_>, workflow: &Workflow) -> Vec<Sentence> {
    let Some(event) = steps.events().first() else { return Vec::new() };
    let mut sentences = vec![happened(event)];
    sentences.extend(super::summary::notes(steps, workflow));
    sentences
}

/// What is known of it.
pub(super) fn chapters(steps: &Steps<'_>) -> Vec<Chapter> {
    let Some(event) = steps.events().first() else { return Vec::new() };
    let about = |words: &str, said: &str| of(event).ours(words).said(said).ours(".");
    let parts = [
        ("Problem: ", facts::problem(event)),
        ("Pain: ", facts::pain(event)),
        ("To: ", facts::goal(event)),
        ("Decided: ", facts::decision(event)),
        ("Expected: ", facts::expected(event)),
        ("To be measured by: ", facts::measure(event)),
    ];
    let mut sentences: Vec<Sentence> =
        parts.into_iter().filter_map(|(words, said)| Some(about(words, said?))).collect();
    if let Some(outcome) = facts::outcome(event) {
        let verdict = facts::verdict(event.outcome_state);
        sentences.push(of(event).ours("Outcome: ").said(outcome).ours(format!("{verdict}.")));
    }
    sentences.extend(facts::impact(event).map(|impact| about("Measured: ", impact)));
    if sentences.is_empty() {
        return Vec::new();
    }
    if facts::expected(event).is_some() && facts::outcome(event).is_none() {
        sentences.push(of(event).ours("No outcome is told yet."));
    }
    vec![Chapter { topic: Topic::WhatHappened, sentences }]
}

fn of(event: &Event) -> Sentence {
    Sentence::of([event.id.clone()])
}

fn happened(event: &Event) -> Sentence {
    let sentence = of(event).ours("What happened: ").name(in_words(&event.event_name)).ours(", ");
    let when = words::span(event.timestamp, event.timestamp);
    sentence.ours(format!("{when}, by ")).name(&event.source).ours(".")
}
