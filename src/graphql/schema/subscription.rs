//! What clients can be told of as it happens.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Result, Subscription as GraphqlSubscription};
use futures_util::stream::{Stream, StreamExt as _};

use super::inputs::{EventFilter, read_filter};
use super::payloads::StreamMessage;
use crate::domain::caller::Caller;
use crate::domain::log::Change;
use crate::domain::view::View;
use crate::graphql::execution::budget::Budget;
use crate::graphql::values::enums::StreamKind;
use crate::graphql::values::scalars::Cursor;
use crate::service::{Service, Wanted};

/// Where a subscription is, beside what its answers hold: transports have names of their own for it.
#[derive(Debug, Default)]
pub(in crate::graphql) struct StreamPosition {
    /// Behind which place the client wants to go on, whatever the operation says.
    resume: Option<String>,
    /// That of the last answer.
    last: Mutex<Option<String>>,
}

impl StreamPosition {
    pub(in crate::graphql) fn behind(resume: Option<String>) -> Self {
        Self { resume, ..Self::default() }
    }

    /// The cursor of the last answer, where it has one.
    pub(in crate::graphql) fn last(&self) -> Option<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn pass(&self, cursor: &str) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor.to_owned());
    }
}

/// What can be followed.
#[derive(Debug, Clone, Copy)]
pub(in crate::graphql) struct Subscription;

/// What can be followed, over a WebSocket or as server-sent events.
#[GraphqlSubscription]
impl Subscription {
    /// What is stored, in an order that is the same for everyone: nothing is left out and nothing
    /// comes twice. With `after`: what was stored since that cursor, then `CaughtUp`, then what
    /// comes live. Without: `CaughtUp`, then what comes live. After a break ask again behind the last
    /// cursor; server-sent events do so by themselves, with `Last-Event-ID`.
    async fn event_stream<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(
            desc = "Only what was stored after this message of an event stream. CURSOR_EXPIRED \
            when the server no longer keeps all of it, or the database was restored or replaced."
        )]
        after: Option<Cursor>,
        #[graphql(desc = "Which events, as they are when they are told; all when left out.")]
        filter: Option<EventFilter>,
        #[graphql(
            desc = "Which kinds of messages; all when left out. CaughtUp comes in any case."
        )]
        kinds: Option<Vec<StreamKind>>,
    ) -> Result<impl Stream<Item = Result<StreamMessage>> + use<'a>> {
        let (service, view) = (ctx.data::<Arc<Service>>()?, ctx.data::<View>()?);
        let (budget, place) = (ctx.data::<Budget>()?, ctx.data::<Arc<StreamPosition>>()?);
        let mut criteria = read_filter(filter, ctx.data::<Caller>()?)?;
        criteria.filter = service.resolve_live(view.viewer, criteria.filter).await?;
        let after = place.resume.clone().or(after.map(|cursor| cursor.0));
        let kinds = kinds.map(|kinds| kinds.into_iter().map(Change::from).collect());
        let told = service.follow(*view, after.as_deref(), Wanted { criteria, kinds }).await?;
        Ok(told.map(|told| {
            let told = told?;
            // Each answer may lead to as many events as one operation.
            budget.refill();
            place.pass(&told.cursor);
            Ok(StreamMessage::from(told))
        }))
    }
}
