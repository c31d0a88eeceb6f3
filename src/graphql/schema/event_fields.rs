//! The fields of events that are in the events themselves: what they are called, of which type they are, which
//! parts of an event they are made of, and what they hold. The schema, what is read from the database, the
//! resolver and the writer of text all go by these tables.

use async_graphql::registry::Registry;
use async_graphql::{ID, OutputType};

use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::intent::UserIntent;
use crate::domain::json_text::JsonText;
use crate::domain::view::{Part, Parts};
use crate::graphql::values::enums::{OutcomeState, OutcomeVerdict};
use crate::graphql::values::leaf::Leaf;
use crate::graphql::values::scalars::{DateTime, EpochMillis, Json};

/// What a field holds.
pub(in crate::graphql) type LeafOf = fn(&Event) -> Leaf<'_>;

/// An object type whose fields are in events.
pub(in crate::graphql) struct EventObject {
    pub(in crate::graphql) name: &'static str,
    pub(in crate::graphql) description: &'static str,
    pub(in crate::graphql) fields: &'static [EventField],
}

/// A field of such an object.
pub(in crate::graphql) struct EventField {
    pub(in crate::graphql) name: &'static str,
    pub(in crate::graphql) description: &'static str,
    /// Adds its type to a schema, and says how that is written there: `[ID!]!`.
    pub(in crate::graphql) ty: fn(&mut Registry) -> String,
    /// The parts of an event that it is made of.
    pub(in crate::graphql) parts: Parts,
    pub(in crate::graphql) holds: Holds,
}

/// What a field holds.
pub(in crate::graphql) enum Holds {
    Leaf(LeafOf),
    /// An object, which may not be there.
    Object {
        object: &'static EventObject,
        is_there: fn(&Event) -> bool,
        /// How much text is in it.
        length: fn(&Event) -> usize,
    },
}

impl EventObject {
    /// The field of this name.
    pub(in crate::graphql) fn field(&self, name: &str) -> Option<&'static EventField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Tells of a defect: that fields are told whose parts were not read. A test fails by it; a server goes on.
pub(in crate::graphql) fn check_read(event: &Event, parts: Parts) {
    let is_read = event.read.include(parts);
    debug_assert!(is_read, "{parts:?} of {:?} were not all read", event.read);
    if !is_read {
        tracing::error!(?parts, read = ?event.read, "an event is told of which parts were not read");
    }
}

/// A leaf's row of a table: its name, its type, the parts that it is made of, what it holds, and what it means.
macro_rules! leaf {
    ($name:literal: $ty:ty, $parts:expr, $holds:expr, $description:literal) => {
        EventField {
            name: $name,
            description: $description,
            ty: <$ty as OutputType>::create_type_info,
            parts: $parts,
            holds: Holds::Leaf($holds),
        }
    };
}

const fn of(part: Part) -> Parts {
    Parts::NONE.with(part)
}

/// An event. Fields that need more than it are resolved beside these.
pub(in crate::graphql) static EVENT: EventObject = EventObject {
    name: "Event",
    description: "Something that a user, or the product for them, did: what happened, why, and what came of it.",
    fields: &[
        leaf!("id": ID, Parts::NONE, |event| Leaf::Text(event.id.as_str().into()),
            "What identifies the event."),
        leaf!("eventName": String, Parts::NONE, |event| Leaf::Text((&event.event_name).into()),
            "What happened, as in `widget.created`."),
        leaf!("source": String, of(Part::Source), |event| Leaf::Text((&event.source).into()),
            "Which part of the product published it; `unknown` when it didn't say."),
        leaf!("timestamp": EpochMillis, Parts::NONE, |event| Leaf::Number(event.timestamp.millis()),
            "When it happened."),
        leaf!("occurredAt": Option<DateTime>, Parts::NONE,
            |event| Leaf::text(event.timestamp.to_rfc3339()),
            "The same instant as `timestamp`, for people; null for imported events beyond what RFC 3339 can
write, which are those before the year 0 and after 9999."),
        leaf!("recordedAt": DateTime, of(Part::RecordedAt), |event| instant(event.recorded_at.into()),
            "When the server stored it."),
        leaf!("payload": Json, of(Part::Payload), |event| Leaf::Json(event.payload.as_ref().map_or("null", JsonText::as_str).into()),
            "What it was about, as it was published."),
        leaf!("shouldDocument": bool, of(Part::ShouldDocument),
            |event| Leaf::Truth(event.should_document),
            "Whether it belongs into the documentation."),
        EventField {
            name: "userIntent",
            description: "Why it was done, null when nobody said.",
            ty: |registry| USER_INTENT.register(registry),
            parts: of(Part::UserIntent),
            holds: Holds::Object {
                object: &USER_INTENT,
                is_there: |event| event.user_intent.is_some(),
                length: |event| event.user_intent.as_ref().map_or(0, UserIntent::text_length),
            },
        },
        EventField {
            name: "context",
            description: "What surrounded it, null when nobody said.",
            ty: |registry| EVENT_CONTEXT.register(registry),
            parts: of(Part::Context),
            holds: Holds::Object {
                object: &EVENT_CONTEXT,
                is_there: |event| event.context.is_some(),
                length: |event| event.context.as_ref().map_or(0, EventContext::text_length),
            },
        },
        leaf!("metadata": Option<Json>, of(Part::Metadata), |event| Leaf::json(event.metadata.as_ref().map(JsonText::as_str)),
            "Further facts for machines, as they were published."),
        leaf!("userId": Option<ID>, of(Part::User), |event| Leaf::text(event.shown_user()),
            "Who acted, null when that was nobody in particular: a UUID, or with auth.subjects = \"text\" the text
of their token."),
        leaf!("tenantId": ID, of(Part::Tenant), |event| Leaf::Text(event.shown_tenant()),
            "Whose history it belongs to: its id is unique within that. A UUID, or with auth.subjects = \"text\" the
text of the token; events that are nobody's have the nil UUID."),
        leaf!("revision": i32, of(Part::Revision), |event| Leaf::Number(event.revision.into()),
            "1 when published, one more with each update of the outcome."),
        leaf!("outcomeState": OutcomeState, of(Part::OutcomeState),
            |event| Leaf::Name(event.outcome_state.as_str()),
            "What is known of its outcome, against what was expected."),
    ],
};

/// Why an event was done.
static USER_INTENT: EventObject = EventObject {
    name: "UserIntent",
    description: "Why a user did something, in their own words.",
    fields: &[
        leaf!("problemSolved": Option<String>, Parts::NONE,
            |event| intent(event, |intent| &intent.problem_solved),
            "The problem that they set out to solve."),
        leaf!("painPoint": Option<String>, Parts::NONE,
            |event| intent(event, |intent| &intent.pain_point),
            "What hurt before."),
        leaf!("goal": Option<String>, Parts::NONE, |event| intent(event, |intent| &intent.goal),
            "What they wanted to reach."),
        leaf!("expectedOutcome": Option<String>, Parts::NONE,
            |event| intent(event, |intent| &intent.expected_outcome),
            "What they expected to happen."),
        leaf!("impactMetric": Option<String>, Parts::NONE,
            |event| intent(event, |intent| &intent.impact_metric),
            "How they would measure success."),
    ],
};

/// What surrounded an event.
static EVENT_CONTEXT: EventObject = EventObject {
    name: "EventContext",
    description: "What surrounded an event: what led to it, what was decided, and what came of it.",
    fields: &[
        leaf!("relatedEvents": Vec<ID>, Parts::NONE, |event| Leaf::Ids(event.links()),
            "The ids of the events that led to this one, as they were published."),
        leaf!("decision": Option<String>, Parts::NONE,
            |event| context(event, |context| &context.decision),
            "What was decided, and why."),
        leaf!("category": Option<String>, Parts::NONE,
            |event| context(event, |context| &context.category),
            "A word to group events by."),
        leaf!("outcome": Option<String>, Parts::NONE,
            |event| context(event, |context| &context.outcome),
            "What came of it, as last reported."),
        leaf!("verdict": Option<OutcomeVerdict>, Parts::NONE, |event| {
                let verdict = event.context.as_ref().and_then(|context| context.verdict);
                verdict.map_or(Leaf::Null, |verdict| Leaf::Name(verdict.as_str()))
            },
            "Whether the outcome is what was expected, as last reported; null where nobody judged it."),
        leaf!("outcomeAt": Option<DateTime>, Parts::NONE,
            |event| event.outcome_at().map_or(Leaf::Null, |at| instant(at.into())),
            "When the outcome was known: as it was reported, else when it was stored; for one that came with the
event, when the event happened."),
        leaf!("impactMetric": Option<String>, Parts::NONE,
            |event| context(event, |context| &context.impact_metric),
            "What it changed, measured, as last reported."),
        leaf!("extra": Option<Json>, Parts::NONE, |event| {
                let extra = event.context.as_ref().and_then(EventContext::extra_json);
                Leaf::json(extra.map(|extra| extra.to_string()))
            },
            "Keys of the stored context that have no field of their own; null when there are none."),
    ],
};

fn intent(event: &Event, field: fn(&UserIntent) -> &Option<String>) -> Leaf<'_> {
    Leaf::text(event.user_intent.as_ref().and_then(|intent| field(intent).as_ref()))
}

fn context(event: &Event, field: fn(&EventContext) -> &Option<String>) -> Leaf<'_> {
    Leaf::text(event.context.as_ref().and_then(|context| field(context).as_ref()))
}

fn instant(at: DateTime) -> Leaf<'static> {
    Leaf::Text(at.into_text().into())
}
