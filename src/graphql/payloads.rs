//! What mutations return.

use std::sync::Arc;

use async_graphql::{SimpleObject, Union};

use super::types::Event;
use crate::domain::event;
use crate::service::Published;

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

/// One message of a stream. There will be further kinds: leave out those that you don't know.
#[derive(Union)]
pub(super) enum StreamMessage {
    /// An event was stored.
    Published(EventPublished),
}

/// An event was stored.
#[derive(SimpleObject)]
pub(super) struct EventPublished {
    /// The event as it is stored.
    event: Event,
}

impl From<Arc<event::Event>> for StreamMessage {
    fn from(event: Arc<event::Event>) -> Self {
        Self::Published(EventPublished { event: event.into() })
    }
}
