//! What is stored as numbers.

use crate::domain::log::{Change, LogDraft};
use crate::domain::outcome::{OutcomeState, OutcomeVerdict};

pub(super) const PUBLISHED: i16 = 1;
pub(super) const OUTCOME_UPDATED: i16 = 2;
pub(super) const NARRATIVE_UPDATED: i16 = 3;

/// How the state of an outcome is stored.
pub(in crate::store) const fn state_number(state: OutcomeState) -> i16 {
    match state {
        OutcomeState::None => 0,
        OutcomeState::Pending => 1,
        OutcomeState::Told => 2,
        OutcomeState::Met => 3,
        OutcomeState::Partly => 4,
        OutcomeState::NotMet => 5,
    }
}

/// The state that is stored so; a newer server may know more of them, all of which are told.
pub(in crate::store) const fn outcome_state(number: i16) -> OutcomeState {
    match number {
        0 => OutcomeState::None,
        1 => OutcomeState::Pending,
        3 => OutcomeState::Met,
        4 => OutcomeState::Partly,
        5 => OutcomeState::NotMet,
        _ => OutcomeState::Told,
    }
}

/// How a verdict is stored: as the state that it makes.
pub(in crate::store) fn verdict_number(verdict: OutcomeVerdict) -> i16 {
    state_number(OutcomeState::from(verdict))
}

pub(in crate::store) fn verdict(number: i16) -> Option<OutcomeVerdict> {
    OutcomeVerdict::ALL.into_iter().find(|verdict| verdict_number(*verdict) == number)
}

/// How a kind of change is stored.
pub(in crate::store) const fn change_number(change: Change) -> i16 {
    match change {
        Change::Published => PUBLISHED,
        Change::OutcomeUpdated => OUTCOME_UPDATED,
        Change::NarrativeUpdated => NARRATIVE_UPDATED,
    }
}

/// How the size of a change is stored.
pub(in crate::store) fn change_size(draft: &LogDraft) -> i32 {
    i32::try_from(draft.size).unwrap_or(i32::MAX)
}
