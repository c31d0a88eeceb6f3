//! An event as it is stored.

use std::borrow::Cow;
use std::sync::Arc;

use super::context::EventContext;
use super::ids::{EventId, EventKey, TenantId, UserId};
use super::intent::UserIntent;
use super::json;
use super::json_text::JsonText;
use super::outcome::{self, OutcomeChange, OutcomeRevision, OutcomeState};
use super::subjects::{self, Named};
use super::timestamp::Timestamp;
use super::view::Parts;
use super::violation::Violation;

/// Something that a user, or the product for them, did.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Whose history it belongs to.
    pub tenant: TenantId,
    /// What the tenant is called; `None` where its id is, or it was not read.
    pub tenant_text: Option<Arc<str>>,
    /// Its identifier within the tenant.
    pub id: EventId,
    /// What happened, as in `widget.created`.
    pub event_name: String,
    /// Which part of the product published it.
    pub source: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// When the server stored it.
    pub recorded_at: Timestamp,
    /// What it was about: any JSON. `None` where it was not read.
    pub payload: Option<JsonText>,
    /// Whether it belongs into the documentation.
    pub should_document: bool,
    /// Why it was done. `None` where nobody said, or it was not read; so are the next two. Small parts that
    /// were not read are empty, false or zero: see [`View`](super::view::View).
    pub user_intent: Option<UserIntent>,
    /// What surrounded it.
    pub context: Option<EventContext>,
    /// Further facts for machines: any JSON.
    pub metadata: Option<JsonText>,
    /// Who acted.
    pub user: Option<Named<UserId>>,
    /// 1 when published, one more with each update of the outcome.
    pub revision: i32,
    /// What is known of its outcome. As its row holds it, for that is what lists are asked by.
    pub outcome_state: OutcomeState,
    /// The events that led to this one, as its row holds them. `None` where they were not read, or are
    /// known only from the links between events, as those of adopted ones are.
    pub causes: Option<Arc<[EventId]>>,
    /// Which parts of it were read: the others hold nothing that can be told.
    pub read: Parts,
}

/// A part of an event that is read only where it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What it was about.
    Payload,
    /// Why it was done.
    UserIntent,
    /// What surrounded it.
    Context,
    /// Further facts for machines.
    Metadata,
    /// Which part of the product published it.
    Source,
    /// Whether it belongs into the documentation.
    ShouldDocument,
    /// Who acted, and what they are called.
    User,
    /// What the tenant is called.
    Tenant,
    /// When the server stored it.
    RecordedAt,
    /// How often its outcome was updated.
    Revision,
    /// What is known of its outcome.
    OutcomeState,
    /// Which events led to it. The last part: others stand before it.
    Causes,
}

impl Part {
    /// How many there are.
    pub(super) const COUNT: u16 = Self::Causes as u16 + 1;
}

impl Event {
    /// What identifies the event across tenants.
    pub fn key(&self) -> EventKey {
        EventKey { tenant: self.tenant, id: self.id.clone() }
    }

    /// The id of who acted.
    pub fn user_id(&self) -> Option<UserId> {
        self.user.as_ref().map(|user| user.id)
    }

    /// Whose history it belongs to, as clients are told.
    pub fn shown_tenant(&self) -> Cow<'_, str> {
        subjects::shown(self.tenant.0, self.tenant_text.as_deref())
    }

    /// Who acted, as clients are told.
    pub fn shown_user(&self) -> Option<Cow<'_, str>> {
        self.user.as_ref().map(Named::<UserId>::shown)
    }

    /// The ids of the events that led to this one.
    pub fn links(&self) -> &[EventId] {
        self.context.as_ref().map(EventContext::links).unwrap_or_default()
    }

    /// When the outcome was known: as it was reported, or with the event. `None` where there is none, and
    /// where an adopted row says it in another way than ours.
    pub fn outcome_at(&self) -> Option<Timestamp> {
        let context = self.context.as_ref()?;
        let came_with_event = context.has_outcome() && !context.has_foreign_time();
        context.outcome_at.or_else(|| came_with_event.then_some(self.timestamp))
    }

    /// The outcome as it is now, when there is one: as it was published, for revision 1.
    pub fn current_outcome(&self) -> Option<OutcomeRevision> {
        let context = self.context.as_ref()?;
        let is_there = context.outcome.is_some() || context.impact_metric.is_some();
        is_there.then(|| self.as_revision(self.recorded_at, self.user.clone()))
    }

    /// The entry of the outcome history for the outcome as it is now.
    fn as_revision(&self, recorded_at: Timestamp, user: Option<Named<UserId>>) -> OutcomeRevision {
        let context = self.context.as_ref();
        OutcomeRevision {
            revision: self.revision,
            outcome: context.and_then(|context| context.outcome.clone()),
            verdict: context.and_then(|context| context.verdict),
            outcome_at: self.outcome_at(),
            impact_metric: context.and_then(|context| context.impact_metric.clone()),
            recorded_at,
            user,
        }
    }

    /// Whether a change of the outcome would leave it as it is.
    pub fn has_outcome(&self, change: &OutcomeChange) -> bool {
        let context = self.context.as_ref();
        let outcome = context.and_then(|context| context.outcome.as_ref());
        let impact_metric = context.and_then(|context| context.impact_metric.as_ref());
        let verdict = context.and_then(|context| context.verdict);
        change.outcome.as_ref().or(outcome) == outcome
            && change.verdict.or(verdict) == verdict
            && change.outcome_at.or(self.outcome_at()) == self.outcome_at()
            && change.impact_metric.as_ref().or(impact_metric) == impact_metric
    }

    /// The event with a changed outcome, the entry of its outcome history, and how much JSON the event
    /// holds then, in bytes. Another outcome takes the old one's verdict with it, and is known from now on
    /// where the change doesn't say since when.
    ///
    /// # Errors
    /// When the change is about an outcome that there is none of, or the event would hold more JSON than is
    /// stored.
    pub fn with_outcome(
        &self,
        change: &OutcomeChange,
        now: Timestamp,
        user: Option<Named<UserId>>,
    ) -> Result<(Self, OutcomeRevision, usize), Violation> {
        let mut event = self.clone();
        event.revision += 1;
        let context = event.context.get_or_insert_default();
        if change.outcome.is_some() && change.outcome != context.outcome {
            context.outcome.clone_from(&change.outcome);
            context.verdict = change.verdict;
            context.outcome_at = change.outcome_at.or(Some(now));
        } else {
            if !context.has_outcome() {
                outcome::need_outcome(change.verdict, change.outcome_at)?;
            }
            context.verdict = change.verdict.or(context.verdict);
            context.outcome_at = change.outcome_at.or(context.outcome_at);
        }
        context.impact_metric = change.impact_metric.clone().or(context.impact_metric.take());
        context.forget_foreign();
        event.outcome_state = OutcomeState::of(event.user_intent.as_ref(), event.context.as_ref());
        let revision = event.as_revision(now, user);
        let size = event.check_size()?;
        Ok((event, revision, size))
    }

    /// The bytes of the event's JSON, held to [`json::MAX_EVENT_BYTES`].
    ///
    /// # Errors
    /// Names the largest part.
    pub fn check_size(&self) -> Result<usize, Violation> {
        let intent = self.user_intent.as_ref().map(UserIntent::to_json);
        let context = self.context.as_ref().map(EventContext::to_json);
        let sizes = [
            (self.payload.as_ref().map_or(0, JsonText::compact_length), "payload"),
            (intent.as_ref().map_or(0, json::text_length), "userIntent"),
            (context.as_ref().map_or(0, json::text_length), "context"),
            (self.metadata.as_ref().map_or(0, JsonText::compact_length), "metadata"),
        ];
        let total = sizes.iter().fold(0_usize, |total, (size, _)| total.saturating_add(*size));
        let limit = json::MAX_EVENT_BYTES;
        if total <= limit {
            return Ok(total);
        }
        let (size, field) = sizes.into_iter().max().unwrap_or((total, "payload"));
        let message =
            format!("has {size} bytes of the event's {total}; an event holds up to {limit}");
        Err(Violation::too_large(message).under(field))
    }
}
