//! An event to be published.

use async_graphql::{ID, InputObject};

use crate::domain::caller::Caller;
use crate::domain::draft::{ContextRequest, PublishRequest};
use crate::domain::intent::UserIntent;
use crate::domain::violation::Violation;
use crate::graphql::values::enums::OutcomeVerdict;
use crate::graphql::values::scalars::{EpochMillis, Json};

/// An event to be published. All its JSON together may have 256 KiB.
#[derive(InputObject)]
pub(in crate::graphql) struct PublishInput {
    /// Chosen by you, so that a retry can't publish twice: 1 to 128 letters, digits, '.', '_', ':'
    /// or '-'. Left out, the server makes a UUID of version 7.
    id: Option<ID>,
    /// What happened, as in `widget.created`: 1 to 256 bytes.
    event_name: String,
    /// Which part of the product publishes it: 1 to 256 bytes; `unknown` when left out.
    source: Option<String>,
    /// When it happened; now when left out.
    timestamp: Option<EpochMillis>,
    /// What it was about.
    payload: Json,
    /// Whether it belongs into the documentation. Left out, its name decides: by default
    /// `widget.created`, `provider.connected`, `automation.triggered`, `workflow.completed` and
    /// `error.occurred` do.
    should_document: Option<bool>,
    /// Why it was done.
    user_intent: Option<UserIntentInput>,
    /// What surrounded it.
    context: Option<EventContextInput>,
    /// Further facts for machines.
    metadata: Option<Json>,
    /// Who acted: what their token's `sub` holds, a UUID, or with auth.subjects = "text" a text. Left out,
    /// it is the user who asks; only the service role may name another.
    user_id: Option<ID>,
    /// Whose history it belongs to: what the tenant's claim of its users holds, a UUID, or with
    /// auth.subjects = "text" a text. Only the service role may say so. Left out, it is the user's own.
    tenant_id: Option<ID>,
}

/// Why a user did something, in their own words. Everything is optional.
#[derive(InputObject)]
pub(in crate::graphql) struct UserIntentInput {
    /// The problem that they set out to solve.
    problem_solved: Option<String>,
    /// What hurt before.
    pain_point: Option<String>,
    /// What they want to reach.
    goal: Option<String>,
    /// What they expect to happen.
    expected_outcome: Option<String>,
    /// How they will measure success.
    impact_metric: Option<String>,
}

/// What surrounded an event.
#[derive(InputObject)]
pub(in crate::graphql) struct EventContextInput {
    /// The ids of the events that led to this one. Each must exist, or be in the same
    /// `publishMany`.
    related_events: Option<Vec<ID>>,
    /// What was decided, and why.
    decision: Option<String>,
    /// A word to group events by.
    category: Option<String>,
    /// What came of it, when that is known already.
    outcome: Option<String>,
    /// Whether that is what was expected. Needs an outcome.
    verdict: Option<OutcomeVerdict>,
    /// When the outcome was known; when the event happened, where this is left out. Needs an outcome.
    outcome_at: Option<EpochMillis>,
    /// What it changed, measured.
    impact_metric: Option<String>,
    /// Further keys, an object; it is stored beside the fields above.
    extra: Option<Json>,
}

impl PublishInput {
    /// What these ask to be published.
    pub(in crate::graphql) fn read(self, caller: &Caller) -> Result<PublishRequest, Violation> {
        let user = self.user_id.as_deref().map(|id| caller.choose_user(id)).transpose();
        let tenant = self.tenant_id.as_deref().map(|id| caller.choose_tenant(id)).transpose();
        Ok(PublishRequest {
            id: self.id.map(|id| id.0),
            event_name: self.event_name,
            source: self.source,
            timestamp: self.timestamp.map(|timestamp| timestamp.0),
            payload: self.payload.0,
            should_document: self.should_document,
            user_intent: self.user_intent.map(UserIntent::from),
            context: self.context.map(ContextRequest::from),
            metadata: self.metadata.map(|metadata| metadata.0),
            user: user.map_err(|v| v.under("userId"))?,
            tenant: tenant.map_err(|v| v.under("tenantId"))?,
        })
    }
}

impl From<UserIntentInput> for UserIntent {
    fn from(input: UserIntentInput) -> Self {
        Self {
            problem_solved: input.problem_solved,
            pain_point: input.pain_point,
            goal: input.goal,
            expected_outcome: input.expected_outcome,
            impact_metric: input.impact_metric,
        }
    }
}

impl From<EventContextInput> for ContextRequest {
    fn from(input: EventContextInput) -> Self {
        let ids = |ids: Vec<ID>| ids.into_iter().map(|id| id.0).collect();
        Self {
            related_events: input.related_events.map(ids),
            decision: input.decision,
            category: input.category,
            outcome: input.outcome,
            verdict: input.verdict.map(Into::into),
            outcome_at: input.outcome_at.map(|timestamp| timestamp.0),
            impact_metric: input.impact_metric,
            extra: input.extra.map(|extra| extra.0),
        }
    }
}
