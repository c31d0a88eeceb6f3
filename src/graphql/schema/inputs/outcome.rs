//! What came of an event.

use async_graphql::InputObject;

use crate::domain::outcome::OutcomeChange;
use crate::domain::violation::Violation;
use crate::graphql::values::enums::OutcomeVerdict;
use crate::graphql::values::scalars::EpochMillis;

/// What came of an event. Fields that are null or left out stay as they are, but that another outcome
/// takes the verdict and the time of the old one with it.
#[derive(InputObject)]
pub(in crate::graphql) struct OutcomeInput {
    /// What came of it.
    outcome: Option<String>,
    /// Whether that is what was expected. Needs an outcome, told before or with it.
    verdict: Option<OutcomeVerdict>,
    /// When the outcome was known; of another outcome than before, now when left out. Needs an outcome, told
    /// before or with it.
    outcome_at: Option<EpochMillis>,
    /// What it changed, measured.
    impact_metric: Option<String>,
    /// The event's revision as you know it. When it has another by now, and another outcome than this,
    /// nothing is changed and the error has the code CONFLICT.
    expected_revision: Option<i32>,
}

impl OutcomeInput {
    /// What is to change.
    pub(in crate::graphql) fn read(self) -> Result<OutcomeChange, Violation> {
        let outcome_at = self.outcome_at.map(|timestamp| timestamp.0.parse()).transpose();
        Ok(OutcomeChange {
            outcome: self.outcome,
            verdict: self.verdict.map(Into::into),
            outcome_at: outcome_at.map_err(|v| v.under("outcomeAt"))?,
            impact_metric: self.impact_metric,
            expected_revision: self.expected_revision,
        })
    }
}
