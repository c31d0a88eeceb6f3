//! The log: what was stored, in an order that is the same for everyone.
//!
//! A change has its place by the transaction that stored it, and by its place in that transaction.
//! Transactions end in another order than they begin: what lies below a [`Horizon`] is complete, and
//! only that may be read, or a change could come to light behind those who read on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::event::Event;
use super::ids::EventKey;
use super::timestamp::Timestamp;
use super::violation::{Violation, ViolationKind};

/// Tells the cursors of the log, in their first version, from those of lists.
const VERSION: u8 = 0x41;

/// What was done to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was published.
    Published,
    /// Its outcome was updated.
    OutcomeUpdated,
    /// Its narrative was written or changed.
    NarrativeUpdated,
}

/// The place of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogPosition {
    /// The transaction that stored it.
    pub transaction: i64,
    /// Its place in that transaction, from 0.
    pub ordinal: i32,
}

/// A change that goes into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogDraft {
    /// What is done.
    pub change: Change,
    /// To which event.
    pub key: EventKey,
    /// How much JSON the event holds with it, in bytes.
    pub size: usize,
    /// When the server took it in.
    pub recorded_at: Timestamp,
}

/// A change as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRecord {
    /// Where it stands.
    pub position: LogPosition,
    /// What was done; `None` for what only a newer server knows.
    pub change: Option<Change>,
    /// To which event.
    pub key: EventKey,
    /// How much JSON the event held with it, in bytes.
    pub size: usize,
    /// When the server took it in.
    pub recorded_at: Timestamp,
}

/// A change that was stored, with what is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Where it stands.
    pub position: LogPosition,
    /// What was done.
    pub change: Change,
    /// The event, as it was when the log was read.
    pub event: Arc<Event>,
}

/// Which transactions had ended at some moment.
///
/// No place in the log is made from this, only from changes: a database that crashes may give the
/// numbers of transactions that stored nothing a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// Every transaction below this one had ended.
    pub complete: i64,
    /// No transaction from this one on had begun.
    pub end: i64,
}

/// How far the log goes for a viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEnd {
    /// The last change below the horizon.
    pub last: LogPosition,
    /// The transactions from there on whose changes are stored already.
    pub ahead: HashSet<i64>,
}

impl LogPosition {
    /// Before every change.
    pub const START: Self = Self { transaction: 0, ordinal: 0 };

    /// The cursor's text: URL-safe base64 of the version, and both numbers in network byte order.
    pub fn to_cursor(self) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(self.transaction.to_be_bytes());
        bytes.extend(self.ordinal.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor's text.
    ///
    /// # Errors
    /// When it is damaged, or no cursor of the log.
    pub fn from_cursor(text: &str) -> Result<Self, Violation> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let position = bytes.and_then(|bytes| {
            let [version, numbers @ ..]: [u8; 13] = bytes.try_into().ok()?;
            let (transaction, ordinal) = numbers.split_at(8);
            let transaction = i64::from_be_bytes(transaction.try_into().ok()?);
            let ordinal = i32::from_be_bytes(ordinal.try_into().ok()?);
            let is_one = version == VERSION && transaction >= 0 && ordinal >= 0;
            is_one.then_some(Self { transaction, ordinal })
        });
        position.ok_or_else(|| {
            Violation::of(ViolationKind::Cursor, "is not a cursor of this server's event stream")
        })
    }
}

impl LogRecord {
    /// Puts the events to the changes, in their order. Those whose event is not among them, or that
    /// only a newer server knows, are left out.
    pub fn with_events(
        records: &[Self],
        events: impl IntoIterator<Item = Arc<Event>>,
    ) -> Vec<LogEntry> {
        let events: HashMap<EventKey, Arc<Event>> =
            events.into_iter().map(|event| (event.key(), event)).collect();
        let entry = |record: &Self| {
            let event = Arc::clone(events.get(&record.key)?);
            Some(LogEntry { position: record.position, change: record.change?, event })
        };
        records.iter().filter_map(entry).collect()
    }
}
