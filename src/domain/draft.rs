//! What a client publishes, validated: the only way in which an event comes into being.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::caller::Caller;
use super::clock::new_event_id;
use super::context::EventContext;
use super::documenting::DocumentingRules;
use super::event::Event;
use super::ids::{EventId, EventKey, TenantId, UserId};
use super::intent::UserIntent;
use super::json;
use super::json_text::JsonText;
use super::outcome::{OutcomeRevision, OutcomeState, OutcomeVerdict};
use super::sequence::{self, Sequence};
use super::subjects::Named;
use super::text;
use super::timestamp::Timestamp;
use super::view::Parts;
use super::violation::Violation;

/// The source of events whose publisher names none.
pub const UNKNOWN_SOURCE: &str = "unknown";

/// A timestamp as clients write it: a number, or digits in a string for clients whose integers
/// are too small. Anything else is refused when it is parsed, where its place is known.
#[derive(Debug, Clone, PartialEq)]
pub struct TimestampInput(pub Value);

impl TimestampInput {
    /// Whether it is a whole number of milliseconds, in range or not.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Value::Number(number) => number.as_f64().is_some_and(|float| float.fract() == 0.0),
            Value::String(text) => Timestamp::is_digits(text),
            _ => false,
        }
    }

    /// Reads the point in time.
    ///
    /// # Errors
    /// When it is something else, fractional, or out of range.
    pub fn parse(&self) -> Result<Timestamp, Violation> {
        match &self.0 {
            Value::Number(number) => Timestamp::from_number(number),
            Value::String(text) => Timestamp::from_digits(text),
            _ => Err(Violation::invalid("must be a number, or a string of digits")),
        }
    }
}

/// An event as a client sends it, before any rule was applied.
#[derive(Debug, Clone, Default)]
pub struct PublishRequest {
    /// Chosen by the client, so that a retry can't publish twice.
    pub id: Option<String>,
    /// What happened.
    pub event_name: String,
    /// Which part of the product publishes it; [`UNKNOWN_SOURCE`] when `None`.
    pub source: Option<String>,
    /// When it happened; now when `None`.
    pub timestamp: Option<TimestampInput>,
    /// What it was about.
    pub payload: Value,
    /// Whether it belongs into the documentation; by its name when `None`.
    pub should_document: Option<bool>,
    /// Why it was done.
    pub user_intent: Option<UserIntent>,
    /// What surrounded it.
    pub context: Option<ContextRequest>,
    /// Further facts for machines.
    pub metadata: Option<Value>,
    /// Who acted, where the viewer may say so.
    pub user: Option<Named<UserId>>,
    /// Whose history it belongs to, where the viewer may say so; the user's when `None`.
    pub tenant: Option<Named<TenantId>>,
}

/// An event's surroundings as a client sends them.
#[derive(Debug, Clone, Default)]
pub struct ContextRequest {
    /// The ids of the events that led to this one.
    pub related_events: Option<Vec<String>>,
    /// The other known parts.
    pub decision: Option<String>,
    /// A word to group events by.
    pub category: Option<String>,
    /// What came of it, when that is known already.
    pub outcome: Option<String>,
    /// Whether that is what was expected.
    pub verdict: Option<OutcomeVerdict>,
    /// When it was known; with the event when `None`.
    pub outcome_at: Option<TimestampInput>,
    /// What it changed, measured.
    pub impact_metric: Option<String>,
    /// Further keys: an object.
    pub extra: Option<Value>,
}

/// What a draft is made under.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Who publishes.
    pub caller: &'a Caller,
    /// The time.
    pub now: Timestamp,
    /// Which names are documented without being asked.
    pub documenting: &'a DocumentingRules,
}

/// A valid event that is not stored yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The event as it will be stored.
    pub event: Arc<Event>,
    /// Whether the client chose the id, so that it may be there already.
    pub id_chosen: bool,
    /// The bytes of its JSON.
    pub size: usize,
    given: Given,
}

/// What the client said of that which the server else decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    source: bool,
    timestamp: bool,
    should_document: bool,
}

impl Draft {
    /// Applies every rule that needs no database.
    ///
    /// # Errors
    /// The first rule that the request breaks, with the path of the field.
    pub fn new(request: PublishRequest, under: Circumstances<'_>) -> Result<Self, Violation> {
        let id = request.id.as_deref().map(EventId::parse).transpose();
        let id = id.map_err(|v| v.under("id"))?;
        let id_chosen = id.is_some();
        let id = id.unwrap_or_else(new_event_id);
        let event_name = text::name(request.event_name).map_err(|v| v.under("eventName"))?;
        let given = Given {
            source: request.source.is_some(),
            timestamp: request.timestamp.is_some(),
            should_document: request.should_document.is_some(),
        };
        let source = request.source.unwrap_or_else(|| UNKNOWN_SOURCE.to_owned());
        let timestamp = request.timestamp.as_ref().map(TimestampInput::parse).transpose();
        let timestamp = timestamp.map_err(|v| v.under("timestamp"))?;
        if let Some(intent) = &request.user_intent {
            intent.check().map_err(|v| v.under("userIntent"))?;
        }
        let context = request.context.map(|context| read_context(context, &id)).transpose();
        let payload = json::required(request.payload).map(JsonText::from);
        let metadata = request.metadata.map(|value| json::normal_form(value).map(JsonText::from));
        let context = context.map_err(|v| v.under("context"))?;
        let outcome_state = OutcomeState::of(request.user_intent.as_ref(), context.as_ref());
        let user = request.user.or_else(|| under.caller.user());
        let tenant = under.caller.tenant_for(user.as_ref(), request.tenant);
        let event = Event {
            tenant: tenant.id,
            tenant_text: tenant.text,
            should_document: under
                .documenting
                .should_document(request.should_document, &event_name),
            event_name,
            source: text::name(source).map_err(|v| v.under("source"))?,
            timestamp: timestamp.unwrap_or(under.now),
            recorded_at: under.now,
            payload: Some(payload.map_err(|v| v.under("payload"))?),
            user_intent: request.user_intent,
            context,
            metadata: metadata.transpose().map_err(|v| v.under("metadata"))?,
            user,
            revision: 1,
            outcome_state,
            causes: None,
            read: Parts::ALL,
            id,
        };
        let size = event.check_size()?;
        let event = Arc::new(event);
        Ok(Self { event, id_chosen, size, given })
    }

    /// Whether publishing this again adds nothing to `stored`.
    ///
    /// What the client left to the server is not compared: the time differs between two tries, and
    /// settings may, too. So when an outcome was known is compared where the client says it. An empty list
    /// of links is the same as none, as clients are shown the same. `first_outcome` is what the event was
    /// published with, where later reports changed it.
    pub fn repeats(&self, stored: &Event, first_outcome: Option<&OutcomeRevision>) -> bool {
        let draft = &self.event;
        let mut context = stored.context.clone().unwrap_or_default();
        let mut draft_context = draft.context.clone().unwrap_or_default();
        for context in [&mut context, &mut draft_context] {
            context.related_events.get_or_insert_default();
        }
        let mut outcome_at = stored.outcome_at();
        if stored.revision > 1 {
            context.outcome = first_outcome.and_then(|first| first.outcome.clone());
            context.verdict = first_outcome.and_then(|first| first.verdict);
            context.impact_metric = first_outcome.and_then(|first| first.impact_metric.clone());
            // A row that is older than its column has none: the outcome came with the event.
            outcome_at =
                first_outcome.and_then(|first| first.outcome_at).or(Some(stored.timestamp));
        }
        let is_known_since =
            draft_context.outcome_at.take().is_none_or(|at| Some(at) == outcome_at);
        context.outcome_at = None;
        draft.event_name == stored.event_name
            && (!self.given.source || draft.source == stored.source)
            && (!self.given.timestamp || draft.timestamp == stored.timestamp)
            && draft.payload == stored.payload
            && (!self.given.should_document || draft.should_document == stored.should_document)
            && draft.user_intent.clone().unwrap_or_default()
                == stored.user_intent.clone().unwrap_or_default()
            && draft_context == context
            && is_known_since
            && draft.metadata == stored.metadata
            && draft.user_id() == stored.user_id()
    }

    /// The keys of the events that led to this one: they belong to the same tenant.
    pub fn linked_keys(&self) -> impl Iterator<Item = EventKey> {
        let own = self.event.key();
        self.event.links().iter().map(move |id| own.sibling(id))
    }

    /// The outcome that the event is published with, when there is one.
    pub fn first_outcome(&self) -> Option<OutcomeRevision> {
        self.event.current_outcome()
    }
}

fn read_context(request: ContextRequest, own_id: &EventId) -> Result<EventContext, Violation> {
    let mut links = None;
    if let Some(ids) = request.related_events {
        let parsed = ids.iter().enumerate().map(|(index, id)| match EventId::parse(id) {
            Ok(id) if id == *own_id => {
                Err(Violation::invalid("an event can't be related to itself").at(index))
            }
            parsed => parsed.map_err(|v| v.at(index)),
        });
        let parsed: Result<Vec<_>, _> = parsed.collect();
        links = Some(parsed.map_err(|v| v.under("relatedEvents"))?);
    }
    let extra = match request.extra {
        None | Some(Value::Null) => serde_json::Map::new(),
        Some(Value::Object(extra)) => extra,
        Some(_) => return Err(Violation::invalid("must be an object").under("extra")),
    };
    let outcome_at = request.outcome_at.as_ref().map(TimestampInput::parse).transpose();
    let mut context = EventContext {
        related_events: links,
        decision: request.decision,
        category: request.category,
        outcome: request.outcome,
        verdict: request.verdict,
        outcome_at: outcome_at.map_err(|v| v.under("outcomeAt"))?,
        impact_metric: request.impact_metric,
        extra,
    };
    context.check()?;
    Ok(context)
}

/// The numbers of drafts in an order in which causes stand before effects. Links to events outside the
/// batch make no difference: those exist already.
pub fn causes_first(drafts: &[Draft]) -> Sequence {
    let keys = drafts.iter().enumerate().map(|(index, draft)| (draft.event.key(), index));
    let position: HashMap<EventKey, usize> = keys.collect();
    sequence::causes_first(drafts.len(), |index| {
        drafts[index].linked_keys().filter_map(|key| position.get(&key).copied()).collect()
    })
}

/// Refuses drafts that would lead to one another in a circle.
///
/// # Errors
/// One of the drafts on a circle.
pub fn refuse_cycles(drafts: &[Draft]) -> Result<(), Violation> {
    // One alone can't: it doesn't name itself.
    let circle = if drafts.len() > 1 { causes_first(drafts).circle } else { None };
    let Some(index) = circle else { return Ok(()) };
    Err(Violation::invalid("the events of this batch lead to one another in a circle")
        .under("relatedEvents")
        .under("context")
        .at(index))
}
