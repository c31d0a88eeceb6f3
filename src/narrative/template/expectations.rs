//! What was expected, and what answers it.
//!
//! An expectation whose own event has no outcome takes that of the nearest later event that has one and expects
//! nothing itself: people say what they expect where they set something up, and what came of it where it
//! showed.

use super::facts;
use super::steps::Steps;
use crate::domain::event::Event;
use crate::domain::outcome::OutcomeState;
use crate::domain::story::Expectation;

/// Every expectation of a story, in the order of its steps.
pub(super) fn of(steps: &Steps<'_>) -> Vec<Expectation> {
    let all = steps.events().iter();
    all.filter_map(|event| Some(expectation(steps, event, facts::expected(event)?))).collect()
}

fn expectation(steps: &Steps<'_>, event: &Event, expected: &str) -> Expectation {
    let has_outcome = |event: &Event| facts::outcome(event).is_some();
    let answers = |later: &Event| has_outcome(later) && facts::expected(later).is_none();
    let answer = if has_outcome(event) { Some(event) } else { steps.later(event, answers) };
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
