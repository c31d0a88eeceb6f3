//! The log: what was stored, in an order that is the same for everyone.
//!
//! A change has its place by the transaction that stored it, and by its place in that transaction.
//! Transactions end in another order than they begin: what lies below a [`Horizon`] is complete, and
//! only that may be read, or a change could come to light behind those who read on.
//!
//! A database that is restored, or fails over, gives numbers of transactions again. So the log has epochs:
//! the number of a transaction has that of its epoch in its upper bits (`domain/epoch.rs`).

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use super::event::Event;
use super::filter::LinkFacts;
use super::ids::EventKey;
use super::narrative::Narrative;
use super::search::Words;
use super::timestamp::Timestamp;

/// What was done to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was published.
    Published = 1,
    /// Its outcome was updated.
    OutcomeUpdated = 2,
    /// Its narrative was written or changed.
    NarrativeUpdated = 3,
}

/// The place of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogPosition {
    /// The transaction that stored it: its number in its epoch, and above [`EPOCH_BITS`] the epoch's.
    pub transaction: i64,
    /// Its place in that transaction, from 0.
    pub ordinal: i32,
}

/// A place in the log, with what tells the change that stands there from one that another history of the
/// database has at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookmark {
    /// The place.
    pub position: LogPosition,
    /// [`LogRecord::mark`] of the change; 0 where it is no longer there, or no change ever was.
    pub mark: u32,
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
    pub bookmark: Bookmark,
    /// What was done.
    pub change: Change,
    /// The event, as it was when the log was read.
    pub event: Arc<Event>,
    /// What was written about it then.
    pub story: Story,
    /// What other events said of it then.
    pub links: LinkFacts,
}

/// What is written about an event, as far as it was read: what looks for text needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Story {
    /// Nobody needed it.
    #[default]
    Unread,
    /// It was read.
    Read(Arc<Told>),
}

/// What is written about an event, where there is anything, and the words of both.
#[derive(Debug, Default, PartialEq)]
pub struct Told {
    narrative: Option<Narrative>,
    words: OnceLock<Words>,
}

impl Told {
    /// What is written about an event.
    pub fn new(narrative: Option<Narrative>) -> Self {
        Self { narrative, words: OnceLock::new() }
    }

    /// How much text it has, in bytes.
    pub fn size(&self) -> usize {
        self.narrative.as_ref().map_or(0, |narrative| narrative.text.size())
    }

    /// The words of the event, and of what is written about it: made once, for all who look for some.
    pub fn words(&self, event: &Event) -> &Words {
        let narrative = self.narrative.as_ref().map(|narrative| &narrative.text);
        self.words.get_or_init(|| Words::of(event, narrative))
    }
}

/// Which transactions had ended at some moment: every one below this number.
///
/// No place in the log is made from this, only from changes: a database that crashes may give the
/// numbers of transactions that stored nothing a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Horizon(pub i64);

/// How far the log goes for a viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEnd {
    /// The last change below the horizon.
    pub last: Bookmark,
    /// The transactions from there on whose changes are stored already.
    pub ahead: HashSet<i64>,
}

/// How many bits of a transaction's number it has within its epoch.
pub const EPOCH_BITS: u32 = 48;

impl LogPosition {
    /// Before every change.
    pub const START: Self = Self { transaction: 0, ordinal: 0 };

    /// The number of the epoch that it is in.
    pub const fn epoch(self) -> i64 {
        self.transaction >> EPOCH_BITS
    }
}

impl Bookmark {
    /// Before every change.
    pub const START: Self = Self::of_removed(LogPosition::START);

    /// Of a place whose change is no longer there.
    pub const fn of_removed(position: LogPosition) -> Self {
        Self { position, mark: 0 }
    }
}

impl Horizon {
    /// The number of the epoch in which it was.
    pub const fn epoch(self) -> i64 {
        self.0 >> EPOCH_BITS
    }
}

impl LogRecord {
    /// 32 bits of a hash of the change, without its place: SHA-256 of the tenant, the event's id, what was
    /// done, the size and the time.
    pub fn mark(&self) -> u32 {
        let mut hash = Sha256::new();
        hash.update(self.key.tenant.0.as_bytes());
        hash.update(self.key.id.as_str().len().to_be_bytes());
        hash.update(self.key.id.as_str());
        hash.update(self.change.map_or(0, |change| change as u8).to_be_bytes());
        hash.update(self.size.to_be_bytes());
        hash.update(self.recorded_at.millis().to_be_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let [first, second, third, fourth, ..] = hash;
        u32::from_be_bytes([first, second, third, fourth])
    }

    /// Where it is found again.
    pub fn bookmark(&self) -> Bookmark {
        Bookmark { position: self.position, mark: self.mark() }
    }

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
            let (bookmark, change) = (record.bookmark(), record.change?);
            Some(LogEntry {
                bookmark,
                change,
                event,
                story: Story::Unread,
                links: LinkFacts::default(),
            })
        };
        records.iter().filter_map(entry).collect()
    }
}
