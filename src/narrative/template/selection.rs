//! Which steps are told one by one: a story has so many lines and no more, however many events there are.

use std::collections::BTreeSet;

use super::facts;
use super::steps::{Step, Steps};

/// How many steps are told of the beginning and of the end where there are too many.
const ENDS: usize = 5;

/// How many between those: the ones that failed, then those that decided or expected something.
const BETWEEN: usize = 8;

/// The steps that are told, by their numbers.
pub(super) struct Selection(BTreeSet<usize>);

impl Selection {
    /// The steps of a story to tell.
    pub(super) fn of(steps: &Steps<'_>) -> Self {
        let count = steps.all.len();
        if count <= 2 * ENDS + BETWEEN {
            return Self((1..=count).collect());
        }
        let last_outcome = steps
            .all
            .iter()
            .rfind(|step| step.events.iter().any(|event| facts::outcome(event).is_some()));
        let last_outcome = last_outcome.map(|step| step.number);
        let weight =
            |step: &Step<'_>| weight(step).max(u8::from(last_outcome == Some(step.number)) * 4);
        let mut between: Vec<&Step<'_>> = steps.all[ENDS..count - ENDS].iter().collect();
        between.retain(|step| weight(step) > 0);
        // The last failure is the one that the summary tells.
        between.sort_by_key(|step| std::cmp::Reverse((weight(step), step.number)));
        let between = between.into_iter().take(BETWEEN).map(|step| step.number);
        Self((1..=ENDS).chain(between).chain(count - ENDS + 1..=count).collect())
    }

    /// Whether a step is told.
    pub(super) fn has(&self, number: usize) -> bool {
        self.0.contains(&number)
    }

    /// The steps that are told.
    pub(super) fn shown<'s, 'a>(
        &'s self,
        steps: &'s Steps<'a>,
    ) -> impl Iterator<Item = &'s Step<'a>> {
        steps.all.iter().filter(|step| self.has(step.number))
    }
}

/// How much a step matters where not all are told.
fn weight(step: &Step<'_>) -> u8 {
    let any = |holds: fn(&crate::domain::event::Event) -> bool| {
        step.events.iter().any(|event| holds(event))
    };
    if any(facts::has_failed) {
        return 3;
    }
    if any(|event| facts::decision(event).is_some()) {
        return 2;
    }
    u8::from(any(|event| facts::expected(event).is_some()))
}
