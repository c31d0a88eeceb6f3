//! What came of an event: as it is known now, as it is reported, and over time.

use super::context::EventContext;
use super::ids::UserId;
use super::intent::UserIntent;
use super::subjects::Named;
use super::text;
use super::timestamp::Timestamp;
use super::violation::Violation;

/// Whether an outcome is what was expected, as whoever reported it judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeVerdict {
    /// It is.
    Met,
    /// In part.
    Partly,
    /// It isn't.
    NotMet,
}

impl OutcomeVerdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Met, Self::Partly, Self::NotMet];

    /// How contexts hold it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "MET",
            Self::Partly => "PARTLY",
            Self::NotMet => "NOT_MET",
        }
    }

    /// The verdict that a context holds so.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// What is known of an event's outcome, against what was expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeState {
    /// Nothing was expected, and nothing is told.
    #[default]
    None,
    /// It was said what is expected, and nothing is told.
    Pending,
    /// An outcome is told, without a verdict.
    Told,
    /// The outcome is what was expected.
    Met,
    /// In part.
    Partly,
    /// It isn't.
    NotMet,
}

impl OutcomeState {
    /// The state of an event with this intent and context. A verdict counts where there is an outcome.
    pub fn of(intent: Option<&UserIntent>, context: Option<&EventContext>) -> Self {
        let told = context.filter(|context| context.has_outcome());
        match (told, intent) {
            (Some(context), _) => context.verdict.map_or(Self::Told, Self::from),
            (None, Some(intent)) if intent.expected_outcome.is_some() => Self::Pending,
            (None, _) => Self::None,
        }
    }

    /// How the API calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Pending => "PENDING",
            Self::Told => "TOLD",
            Self::Met => OutcomeVerdict::Met.as_str(),
            Self::Partly => OutcomeVerdict::Partly.as_str(),
            Self::NotMet => OutcomeVerdict::NotMet.as_str(),
        }
    }
}

impl From<OutcomeVerdict> for OutcomeState {
    fn from(verdict: OutcomeVerdict) -> Self {
        match verdict {
            OutcomeVerdict::Met => Self::Met,
            OutcomeVerdict::Partly => Self::Partly,
            OutcomeVerdict::NotMet => Self::NotMet,
        }
    }
}

/// A change to an event's outcome. Parts that are `None` stay as they were, but that another outcome
/// takes the old one's verdict and time with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutcomeChange {
    /// What came of the event.
    pub outcome: Option<String>,
    /// Whether that is what was expected.
    pub verdict: Option<OutcomeVerdict>,
    /// When it was known.
    pub outcome_at: Option<Timestamp>,
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
        let Self { outcome, verdict, outcome_at, impact_metric, .. } = self;
        let is_empty = outcome.is_none() && verdict.is_none();
        if is_empty && outcome_at.is_none() && impact_metric.is_none() {
            let message = "must hold outcome, verdict, outcomeAt or impactMetric";
            return Err(Violation::invalid(message));
        }
        for (field, part) in [("outcome", outcome), ("impactMetric", impact_metric)] {
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

/// Refuses a verdict and a time where there is no outcome that they are of.
///
/// # Errors
/// Names the field.
pub(super) fn need_outcome(
    verdict: Option<OutcomeVerdict>,
    outcome_at: Option<Timestamp>,
) -> Result<(), Violation> {
    let field = match (verdict, outcome_at) {
        (Some(_), _) => "verdict",
        (None, Some(_)) => "outcomeAt",
        (None, None) => return Ok(()),
    };
    Err(Violation::invalid("needs an outcome, told before or with it").under(field))
}

/// One of the outcomes that an event was given over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRevision {
    /// The event's revision with this outcome.
    pub revision: i32,
    /// What came of the event, as known then.
    pub outcome: Option<String>,
    /// Whether that is what was expected, as judged then.
    pub verdict: Option<OutcomeVerdict>,
    /// When the outcome was known, as far as that is stored.
    pub outcome_at: Option<Timestamp>,
    /// What it changed, as known then.
    pub impact_metric: Option<String>,
    /// When the server stored it.
    pub recorded_at: Timestamp,
    /// Who reported it.
    pub user: Option<Named<UserId>>,
}
