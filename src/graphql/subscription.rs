//! What clients can be told of as it happens.

use async_graphql::{Context, Result, Subscription as GraphqlSubscription};
use futures_util::stream::{Stream, StreamExt as _};

use super::budget::Budget;
use super::payloads::StreamMessage;
use crate::domain::view::View;
use crate::service::Service;

/// What can be followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subscription;

/// What can be followed, over a WebSocket or as server-sent events.
#[GraphqlSubscription]
impl Subscription {
    /// The events that this server stores from now on, as they are stored. A client that falls
    /// too far behind is told so by an error with the code OVERLOADED, after which nothing follows.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn event_stream<'a>(
        &self,
        ctx: &Context<'a>,
    ) -> Result<impl Stream<Item = Result<StreamMessage>> + use<'a>> {
        let (service, view) = (ctx.data::<Service>()?, ctx.data::<View>()?);
        let budget = ctx.data::<Budget>()?;
        let events = service.follow(view.viewer);
        Ok(events.map(|event| {
            // Each answer may lead to as many events as one operation.
            budget.refill();
            Ok(StreamMessage::from(event?))
        }))
    }
}
