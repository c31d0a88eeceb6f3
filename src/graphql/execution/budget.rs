//! What the answer to one operation may hold. What a field returns is asked for its fields again,
//! and a field may be asked for under many names, so that a short document can reach very much.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::Context;

use crate::config::LimitSettings;
use crate::service::{Code, ServiceError};

/// What is left of what an operation, or one answer of a subscription, may hold.
pub(in crate::graphql) struct Budget {
    events: Share,
    /// Events that are read before any is written.
    read: Share,
    bytes: Share,
    /// As often a field of an object may be asked for.
    names: usize,
}

struct Share {
    limit: usize,
    left: AtomicUsize,
}

impl Share {
    const fn new(limit: usize) -> Self {
        Self { limit, left: AtomicUsize::new(limit) }
    }

    fn spend(&self, amount: usize) -> bool {
        let take = |left: usize| left.checked_sub(amount);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    fn refill(&self) {
        self.left.store(self.limit, Ordering::Relaxed);
    }
}

impl Budget {
    /// For a document with this many aliases.
    pub(in crate::graphql) const fn new(limits: &LimitSettings, aliases: usize) -> Self {
        let (events, read) = (Share::new(limits.walk_nodes), Share::new(limits.walk_nodes));
        Self { events, read, bytes: Share::new(limits.answer), names: aliases + 1 }
    }

    /// Takes the events that a field returns.
    pub(in crate::graphql) fn spend_events(&self, events: usize) -> Result<(), ServiceError> {
        self.take_events(&self.events, events)
    }

    /// Takes the events that were read for fields which are written later. They count again then, as
    /// often as they are written.
    pub(in crate::graphql) fn spend_read(&self, events: usize) -> Result<(), ServiceError> {
        self.take_events(&self.read, events)
    }

    fn take_events(&self, share: &Share, events: usize) -> Result<(), ServiceError> {
        if share.spend(events) {
            return Ok(());
        }
        let limit = self.events.limit;
        let message = format!(
            "related and workflow return more than {limit} events in all (limits.walk_nodes); \
             ask for fewer"
        );
        Err(ServiceError::new(Code::QueryTooComplex, message))
    }

    /// Takes this much text, where that much is left.
    pub(in crate::graphql) fn spend_bytes(&self, bytes: usize) -> bool {
        self.bytes.spend(bytes)
    }

    /// Says that an answer is too long.
    pub(in crate::graphql) fn too_much_text(&self) -> ServiceError {
        let limit = self.bytes.limit;
        let message =
            format!("the answer has more than {limit} bytes of text (limits.answer); ask for less");
        ServiceError::new(Code::QueryTooComplex, message)
    }

    /// Gives back what was spent, for the next answer of a subscription.
    pub(in crate::graphql) fn refill(&self) {
        self.events.refill();
        self.read.refill();
        self.bytes.refill();
    }
}

/// Takes the events that a field returns.
pub(in crate::graphql) fn spend_events(
    ctx: &Context<'_>,
    events: usize,
) -> async_graphql::Result<()> {
    Ok(ctx.data::<Budget>()?.spend_events(events)?)
}

/// Takes the texts in the fields of an object, each of which may be asked for under many names.
pub(in crate::graphql) fn spend_fields(
    ctx: &Context<'_>,
    length: usize,
) -> async_graphql::Result<()> {
    spend_bytes(ctx, length.saturating_mul(ctx.data::<Budget>()?.names))
}

/// Takes this much text.
pub(in crate::graphql) fn spend_bytes(
    ctx: &Context<'_>,
    bytes: usize,
) -> async_graphql::Result<()> {
    let budget = ctx.data::<Budget>()?;
    if budget.spend_bytes(bytes) { Ok(()) } else { Err(budget.too_much_text().into()) }
}
