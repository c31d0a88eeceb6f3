//! Tells subscribers what this process stores.

use std::sync::Arc;

use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::sync::broadcast::error::RecvError;

use super::{Code, Service, ServiceError};
use crate::domain::event::Event;
use crate::domain::viewer::{Scope, Viewer};

impl Service {
    /// The events that this process stores from now on, as far as the viewer may see them.
    ///
    /// Ends after an error, when the subscriber is too far behind.
    pub fn follow(
        &self,
        viewer: Viewer,
    ) -> impl Stream<Item = Result<Arc<Event>, ServiceError>> + use<> {
        let receiver = self.store.writer().follow();
        let batches = stream::unfold(Some(receiver), async |receiver| {
            let mut receiver = receiver?;
            match receiver.recv().await {
                Ok(batch) => Some((Ok(batch), Some(receiver))),
                Err(RecvError::Lagged(_)) => Some((Err(behind()), None)),
                Err(RecvError::Closed) => None,
            }
        });
        batches.flat_map(move |batch| {
            let events = match batch {
                Ok(batch) => {
                    let seen = batch.iter().filter(|event| sees(viewer, event));
                    seen.map(|event| Ok(Arc::clone(event))).collect()
                }
                Err(error) => vec![Err(error)],
            };
            stream::iter(events)
        })
    }
}

fn sees(viewer: Viewer, event: &Event) -> bool {
    match viewer.scope() {
        Scope::All => true,
        Scope::Tenant(tenant) => event.tenant == tenant,
    }
}

/// How much was missed is not told: it counts the events of others.
fn behind() -> ServiceError {
    ServiceError::new(Code::Overloaded, "events came faster than they were read; subscribe again")
}
