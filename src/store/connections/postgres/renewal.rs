//! Closing connections that lead to a database which no longer is the one that is written.
//!
//! After a failover an address may lead to another server while connections to the old one stay open: it can't
//! be written any more, and what it is asked for is old. So once a connection shows that, none from before
//! is used again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often connections are closed at most where what they show lasts, as of a database that can't be written.
const PAUSE: Duration = Duration::from_secs(1);

/// When connections had to be opened anew.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Renewal(Arc<Mutex<Option<Instant>>>);

impl Renewal {
    /// Has every connection closed that was opened before now, for this reason. Not often, while
    /// `is_lasting`: every one may show the same.
    pub(in crate::store) fn renew(&self, why: &str, is_lasting: bool) {
        let mut renewed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_lasting || renewed.is_none_or(|renewed| renewed.elapsed() > PAUSE) {
            tracing::warn!("{why}: connecting anew");
            *renewed = Some(Instant::now());
        }
    }

    /// Whether a connection that was opened then is to be closed.
    pub(in crate::store) fn outdates(&self, opened: Instant) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| opened <= at)
    }
}
