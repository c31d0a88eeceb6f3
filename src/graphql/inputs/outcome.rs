//! What came of an event.

use async_graphql::InputObject;

use crate::domain::outcome::OutcomeChange;

/// What came of an event. Fields that are left out stay as they are.
#[derive(InputObject)]
pub(in crate::graphql) struct OutcomeInput {
    /// What came of it.
    outcome: Option<String>,
    /// What it changed, measured.
    impact_metric: Option<String>,
    /// The event's revision as you know it. When it has another by now, and another outcome than this,
    /// nothing is changed and the error has the code CONFLICT.
    expected_revision: Option<i32>,
}

impl From<OutcomeInput> for OutcomeChange {
    fn from(input: OutcomeInput) -> Self {
        Self {
            outcome: input.outcome,
            impact_metric: input.impact_metric,
            expected_revision: input.expected_revision,
        }
    }
}
