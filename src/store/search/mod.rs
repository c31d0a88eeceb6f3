//! Full text: what the databases are told of events' words, and how they are asked.
//!
//! Words are made in `domain::search`; a database only knows which stand where. It is asked for keys, in
//! the order of time; the events are then read as any others, under the viewer's predicate and policies.
//! So an event that was deleted beside the server is in no answer, whatever the index holds.

mod asked;
mod fill;
mod keys;
mod pages;
mod written;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use fill::Progress;
pub(super) use written::{columns, on_postgres, on_sqlite};

/// What stands in the place of a word where there is none.
const GAP: &str = "\u{A6}";

/// What the word begins with that says whose an event is.
const OWNER: char = '\u{AC}';

/// For how long it counts that every event was indexed: the database may be exchanged for an earlier one.
const KNOWN: Duration = Duration::from_secs(10);

/// When every event was last seen to be indexed.
#[derive(Debug, Clone, Default)]
pub(super) struct Completeness(Arc<Mutex<Option<Instant>>>);

impl Completeness {
    fn is_known(&self) -> bool {
        let seen = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.is_some_and(|seen| seen.elapsed() < KNOWN)
    }

    fn learn(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}
