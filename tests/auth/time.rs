//! A clock that stands still until it is set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use event_mesh::domain::clock::Clock;
use event_mesh::domain::timestamp::Timestamp;

/// When the tests begin, in seconds since the epoch.
pub(crate) const NOW: i64 = 1_900_000_000;

/// What a server is told of the time.
#[derive(Debug, Clone)]
pub(crate) struct Time(Arc<AtomicI64>);

impl Time {
    pub(crate) fn now() -> Self {
        Self(Arc::new(AtomicI64::new(NOW * 1_000)))
    }

    pub(crate) fn clock(&self) -> Clock {
        let millis = Arc::clone(&self.0);
        Clock::from_fn(move || Timestamp::from_stored(millis.load(Ordering::SeqCst)))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}
