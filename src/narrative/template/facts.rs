//! What events say, part by part. Blank text says nothing.

use crate::domain::event::Event;
use crate::domain::outcome::{OutcomeState, OutcomeVerdict};
use crate::domain::title::words_of;

fn intent(event: &Event, part: impl FnOnce(&Event) -> Option<&String>) -> Option<&str> {
    part(event).map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The problem that was to be solved.
pub(super) fn problem(event: &Event) -> Option<&str> {
    intent(event, |event| event.user_intent.as_ref()?.problem_solved.as_ref())
}

/// What hurt before.
pub(super) fn pain(event: &Event) -> Option<&str> {
    intent(event, |event| event.user_intent.as_ref()?.pain_point.as_ref())
}

/// What was to be reached.
pub(super) fn goal(event: &Event) -> Option<&str> {
    intent(event, |event| event.user_intent.as_ref()?.goal.as_ref())
}

/// What was expected.
pub(super) fn expected(event: &Event) -> Option<&str> {
    intent(event, |event| event.user_intent.as_ref()?.expected_outcome.as_ref())
}

/// How success was to be measured.
pub(super) fn measure(event: &Event) -> Option<&str> {
    intent(event, |event| event.user_intent.as_ref()?.impact_metric.as_ref())
}

/// What was decided.
pub(super) fn decision(event: &Event) -> Option<&str> {
    intent(event, |event| event.context.as_ref()?.decision.as_ref())
}

/// What came of it.
pub(super) fn outcome(event: &Event) -> Option<&str> {
    intent(event, |event| event.context.as_ref()?.outcome.as_ref())
}

/// What that changed, measured.
pub(super) fn impact(event: &Event) -> Option<&str> {
    intent(event, |event| event.context.as_ref()?.impact_metric.as_ref())
}

/// A word to group it by.
pub(super) fn category(event: &Event) -> Option<&str> {
    intent(event, |event| event.context.as_ref()?.category.as_ref())
}

/// Whether it says anything but that it happened.
pub(super) fn says_something(event: &Event) -> bool {
    let parts = [problem, pain, goal, expected, measure, decision, outcome, impact];
    parts.iter().any(|part| part(event).is_some())
}

/// Whether it failed: its reporter says so, or its name does.
pub(super) fn has_failed(event: &Event) -> bool {
    let verdict = event.context.as_ref().and_then(|context| context.verdict);
    match verdict {
        Some(verdict) => verdict == OutcomeVerdict::NotMet,
        None => has_word(event, &["error", "errors", "failed", "failure"]),
    }
}

/// Whether it says that something works again. That of a failure somebody is told, as expected, is no recovery.
pub(super) fn has_recovered(event: &Event) -> bool {
    if has_failed(event) {
        return false;
    }
    let is_told_of = has_word(event, &["alarm", "alert", "incident", "ticket"]);
    let is_met = event.outcome_state == OutcomeState::Met && !is_told_of;
    is_met || has_word(event, &["fixed", "recovered", "resolved", "restored", "succeeded"])
}

fn has_word(event: &Event, words: &[&str]) -> bool {
    let name = words_of(&event.event_name).to_lowercase();
    name.split(' ').any(|word| words.contains(&word))
}

/// How a state of an outcome is shown: as what its reporter says.
pub(super) const fn verdict(state: OutcomeState) -> &'static str {
    match state {
        OutcomeState::Met => " (met, as reported)",
        OutcomeState::Partly => " (partly met, as reported)",
        OutcomeState::NotMet => " (not met, as reported)",
        OutcomeState::None | OutcomeState::Pending | OutcomeState::Told => "",
    }
}
