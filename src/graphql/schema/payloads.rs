//! What mutations return.

use async_graphql::{Interface, SimpleObject};

use super::types::{Event, NarrativeContext};
use crate::domain::log::{Change, LogEntry};
use crate::graphql::values::scalars::Cursor;
use crate::service::{Published, Reported, Tidings, Told};

/// What became of an event that was published.
#[derive(SimpleObject)]
pub(in crate::graphql) struct PublishPayload {
    /// The event as it is stored.
    event: Event,
    /// Whether this request stored it; false when it was published before, with the same id and
    /// content.
    created: bool,
}

impl From<Published> for PublishPayload {
    fn from(published: Published) -> Self {
        Self { event: published.event.into(), created: published.created }
    }
}

/// What became of events that were published together.
#[derive(SimpleObject)]
pub(in crate::graphql) struct PublishManyPayload {
    /// One for each input, in the order of the inputs.
    results: Vec<PublishPayload>,
}

impl From<Vec<Published>> for PublishManyPayload {
    fn from(published: Vec<Published>) -> Self {
        Self { results: published.into_iter().map(PublishPayload::from).collect() }
    }
}

/// What became of an outcome that was reported.
#[derive(SimpleObject)]
pub(in crate::graphql) struct UpdateOutcomePayload {
    /// The event with this outcome.
    event: Event,
    /// Whether this request changed it; false when its outcome was the same before.
    changed: bool,
}

impl From<Reported> for UpdateOutcomePayload {
    fn from(reported: Reported) -> Self {
        Self { event: reported.event.into(), changed: reported.changed }
    }
}

/// What became of a narrative that was written.
#[derive(SimpleObject)]
pub(in crate::graphql) struct NarrativePayload {
    /// The event, whose `narrative` it is.
    pub(in crate::graphql) event: Event,
    /// The narrative as it is now.
    pub(in crate::graphql) narrative: NarrativeContext,
}

/// One message of an event stream. There will be further kinds: of those that you don't know, keep the
/// cursor, and leave out the rest.
#[derive(Interface)]
#[graphql(field(
    name = "cursor",
    ty = "Cursor",
    desc = "The place of this message in the stream."
))]
pub(in crate::graphql) enum StreamMessage {
    /// An event was stored.
    Published(EventPublished),
    /// An event was given another outcome.
    OutcomeUpdated(OutcomeUpdated),
    /// An event's narrative was written or changed.
    NarrativeUpdated(NarrativeUpdated),
    /// What follows comes as it is stored.
    CaughtUp(CaughtUp),
}

/// An event was stored.
#[derive(SimpleObject)]
pub(in crate::graphql) struct EventPublished {
    /// The place of this message in the stream.
    #[graphql(owned)]
    cursor: Cursor,
    /// The event, as it is when this is told.
    event: Event,
}

/// An event was given another outcome.
#[derive(SimpleObject)]
pub(in crate::graphql) struct OutcomeUpdated {
    /// The place of this message in the stream.
    #[graphql(owned)]
    cursor: Cursor,
    /// The event, as it is when this is told: with this outcome or a later one.
    event: Event,
}

/// An event's narrative was written or changed.
#[derive(SimpleObject)]
pub(in crate::graphql) struct NarrativeUpdated {
    /// The place of this message in the stream.
    #[graphql(owned)]
    cursor: Cursor,
    /// The event, as it is when this is told: with this narrative or a later one.
    event: Event,
}

/// All that was stored before has been told; what follows comes as it is stored. Sent once.
#[derive(SimpleObject)]
pub(in crate::graphql) struct CaughtUp {
    /// The place of this message in the stream. Behind it come all changes that were stored since,
    /// and maybe some that were stored a moment before.
    #[graphql(owned)]
    cursor: Cursor,
}

impl From<Told> for StreamMessage {
    fn from(told: Told) -> Self {
        let cursor = Cursor(told.cursor);
        match told.news {
            Tidings::CaughtUp => Self::CaughtUp(CaughtUp { cursor }),
            Tidings::Entry(LogEntry { change, event, .. }) => {
                let event = event.into();
                match change {
                    Change::Published => Self::Published(EventPublished { cursor, event }),
                    Change::OutcomeUpdated => {
                        Self::OutcomeUpdated(OutcomeUpdated { cursor, event })
                    }
                    Change::NarrativeUpdated => {
                        Self::NarrativeUpdated(NarrativeUpdated { cursor, event })
                    }
                }
            }
        }
    }
}
