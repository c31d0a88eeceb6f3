//! Closing connections that shouldn't be used any longer.
//!
//! After a failover an address may lead to another server while connections to the old one stay open: it can't
//! be written any more, and what it is asked for is old. So once a connection shows that, none from before
//! is used again.
//!
//! A connection keeps the plans of its statements, which PostgreSQL made for the tables as they were then. Of an
//! empty history a plan may go through all events of a tenant. PostgreSQL plans anew once it has analyzed its
//! tables, a minute later; a history that is brought in at once has grown to many thousands by then.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often connections are closed at most where what they show lasts, as of a database that can't be written.
const PAUSE: Duration = Duration::from_secs(1);

/// After how many events that this process was to store plans are made anew. With fewer, a plan for an empty history does
/// no harm; with more, PostgreSQL has long analyzed its tables.
const SIZES: [usize; 5] = [4_096, 16_384, 65_536, 262_144, 1_048_576];

/// When connections had to be opened anew.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Renewal(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// When connections led elsewhere for the last time.
    renewed: Option<Instant>,
    /// When the history had grown for the last time.
    grown: Option<Instant>,
    /// How many events this process was to store.
    stored: usize,
}

impl Renewal {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has every connection closed that was opened before now, for this reason. Not often, while
    /// `is_lasting`: every one may show the same.
    pub(in crate::store) fn renew(&self, why: &str, is_lasting: bool) {
        let mut state = self.state();
        if !is_lasting || state.renewed.is_none_or(|renewed| renewed.elapsed() > PAUSE) {
            tracing::warn!("{why}: connecting anew");
            state.renewed = Some(Instant::now());
        }
    }

    /// Takes note of so many events that were to be stored, and has plans made anew where the history has grown.
    pub(in crate::store) fn stored(&self, events: usize) {
        let mut state = self.state();
        let before = state.stored;
        state.stored = before.saturating_add(events);
        if SIZES.iter().any(|size| (before + 1..=state.stored).contains(size)) {
            tracing::debug!(events = state.stored, "the history has grown: connecting anew");
            state.grown = Some(Instant::now());
        }
    }

    /// Whether a connection that was opened then is to be closed.
    pub(in crate::store) fn outdates(&self, opened: Instant) -> bool {
        let state = self.state();
        state.renewed.max(state.grown).is_some_and(|since| opened <= since)
    }
}
