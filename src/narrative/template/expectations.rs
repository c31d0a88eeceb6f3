//! What was expected, and what answers it.
//!
//! An expectation whose own event has no outcome takes that of the nearest later event that has one and expects
//! nothing itself: people say what they expect where they set something up, and what came of it where it
//! showed.

use super::facts;
use super::steps::{Nearest, Steps};
use crate::domain::event::Event;
use crate::domain::outcome::OutcomeState;
use crate::domain::story::Expectation;

/// Every expectation of a story, in the order of its steps.
pub(super) fn of(steps: &Steps<'_>) -> Vec<Expectation> {
    let answers = steps
        .nearest_later(|later| facts::outcome(later).is_some() && facts::expected(later).is_none());
    let all = steps.events().iter();
    all.filter_map(|event| Some(expectation(&answers, event, facts::expected(event)?))).collect()
}

fn expectation(answers: &Nearest<'_, '_>, event: &Event, expected: &str) -> Expectation {
    let has_outcome = facts::outcome(event).is_some();
    let answer = if has_outcome { Some(event) } else { answers.to(event) };
    Expectation {
        event: event.id.clone(),
        expected: expected.to_owned(),
        measure: facts::measure(event).map(str::to_owned),
        answered_by: answer.map(|answer| answer.id.clone()),
        outcome: answer.and_then(facts::outcome).map(str::to_owned),
        impact: answer.and_then(facts::impact).map(str::to_owned),
        state: answer.map_or(OutcomeState::Pending, |answer| answer.outcome_state),
    }
}
