//! What mutations return.

use std::sync::Arc;

use async_graphql::{SimpleObject, Union};

use super::scalars::Cursor;
use super::types::{Event, NarrativeContext};
use crate::domain::event;
use crate::domain::log::{Change, LogEntry};
use crate::service::{Published, Told};

/// What became of an event that was published.
#[derive(SimpleObject)]
pub(super) struct PublishPayload {
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
pub(super) struct PublishManyPayload {
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
pub(super) struct UpdateOutcomePayload {
    /// The event with its new outcome.
    event: Event,
}

impl From<Arc<event::Event>> for UpdateOutcomePayload {
    fn from(event: Arc<event::Event>) -> Self {
        Self { event: event.into() }
    }
}

/// What became of a narrative that was written.
#[derive(SimpleObject)]
pub(super) struct NarrativePayload {
    /// The narrative as it is now.
    pub(super) narrative: NarrativeContext,
}

/// One message of an event stream. There will be further kinds: leave out those that you don't know.
#[derive(Union)]
pub(super) enum StreamMessage {
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
pub(super) struct EventPublished {
    /// The place of this message in the stream.
    cursor: Cursor,
    /// The event, as it is when this is told.
    event: Event,
}

/// An event was given another outcome.
#[derive(SimpleObject)]
pub(super) struct OutcomeUpdated {
    /// The place of this message in the stream.
    cursor: Cursor,
    /// The event, as it is when this is told: with this outcome or a later one.
    event: Event,
}

/// An event's narrative was written or changed.
#[derive(SimpleObject)]
pub(super) struct NarrativeUpdated {
    /// The place of this message in the stream.
    cursor: Cursor,
    /// The event, as it is when this is told: with this narrative or a later one.
    event: Event,
}

/// All that was stored before has been told; what follows comes as it is stored. Sent once.
#[derive(SimpleObject)]
pub(super) struct CaughtUp {
    /// The place of this message in the stream. Behind it come all changes that were stored since,
    /// and maybe some that were stored a moment before.
    cursor: Cursor,
}

impl From<Told> for StreamMessage {
    fn from(told: Told) -> Self {
        let cursor = Cursor(told.position().to_cursor());
        match told {
            Told::CaughtUp(_) => Self::CaughtUp(CaughtUp { cursor }),
            Told::Entry(LogEntry { change, event, .. }) => {
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
