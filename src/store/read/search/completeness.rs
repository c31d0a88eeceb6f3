//! Whether every event can be searched, as far as that is known.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// For how long it counts that every event was indexed: the database may be exchanged for an earlier one.
const KNOWN: Duration = Duration::from_secs(10);

/// When every event was last seen to be indexed.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Completeness(Arc<Mutex<Option<Instant>>>);

impl Completeness {
    pub(in crate::store) fn is_known(&self) -> bool {
        let seen = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.is_some_and(|seen| seen.elapsed() < KNOWN)
    }

    pub(in crate::store) fn learn(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}
