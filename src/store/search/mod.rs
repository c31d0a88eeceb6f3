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

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use fill::Progress;
pub(super) use written::{columns, on_postgres, on_sqlite};

/// What stands in the place of a word where there is none.
const GAP: &str = "\u{A6}";

/// What the word begins with that says whose an event is.
const OWNER: char = '\u{AC}';

/// Whether every event is indexed, as far as it is known: it stays so.
#[derive(Debug, Clone, Default)]
pub(super) struct Completeness(Arc<AtomicBool>);

impl Completeness {
    fn is_known(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn learn(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
