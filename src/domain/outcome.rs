//! What came of an event, as it is reported later.

use super::ids::UserId;
use super::subjects::Named;
use super::text;
use super::timestamp::Timestamp;
use super::violation::Violation;

/// A change to an event's outcome. Parts that are `None` stay as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeChange {
    /// What came of the event.
    pub outcome: Option<String>,
    /// What it changed, measured.
    pub impact_metric: Option<String>,
    /// The revision that the change was made for; any when `None`.
    pub expected_revision: Option<i32>,
}

impl OutcomeChange {
    /// Refuses a change that changes nothing, and text that can't be stored.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<(), Violation> {
        if self.outcome.is_none() && self.impact_metric.is_none() {
            return Err(Violation::invalid("must hold outcome, impactMetric or both"));
        }
        for (field, part) in [("outcome", &self.outcome), ("impactMetric", &self.impact_metric)] {
            let Some(part) = part else { continue };
            text::storable(part).map_err(|v| v.under(field))?;
            if part.len() > super::json::MAX_EVENT_BYTES {
                let message = format!("must have at most {} bytes", super::json::MAX_EVENT_BYTES);
                return Err(Violation::too_large(message).under(field));
            }
        }
        Ok(())
    }
}

/// One of the outcomes that an event was given over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRevision {
    /// The event's revision with this outcome.
    pub revision: i32,
    /// What came of the event, as known then.
    pub outcome: Option<String>,
    /// What it changed, as known then.
    pub impact_metric: Option<String>,
    /// When the server stored it.
    pub recorded_at: Timestamp,
    /// Who reported it.
    pub user: Option<Named<UserId>>,
}
