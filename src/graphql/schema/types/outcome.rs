//! The outcomes of an event over time.

use async_graphql::{ID, SimpleObject};

use crate::domain::outcome;
use crate::graphql::values::enums::OutcomeVerdict;
use crate::graphql::values::scalars::DateTime;

/// One of the outcomes that an event was given.
#[derive(SimpleObject)]
pub(in crate::graphql) struct OutcomeRevision {
    /// The event's revision with this outcome: 1 for the one that it was published with.
    revision: i32,
    /// What came of the event, as known then.
    outcome: Option<String>,
    /// Whether that was what was expected, as judged then.
    verdict: Option<OutcomeVerdict>,
    /// What it changed, as known then.
    impact_metric: Option<String>,
    /// When the server stored it.
    recorded_at: DateTime,
    /// Who reported it, called as in `Event.userId`; null when that was nobody in particular.
    user_id: Option<ID>,
}

impl From<outcome::OutcomeRevision> for OutcomeRevision {
    fn from(revision: outcome::OutcomeRevision) -> Self {
        Self {
            revision: revision.revision,
            outcome: revision.outcome,
            verdict: revision.verdict.map(OutcomeVerdict::from),
            impact_metric: revision.impact_metric,
            recorded_at: revision.recorded_at.into(),
            user_id: revision.user.map(|user| user.shown().into()),
        }
    }
}
