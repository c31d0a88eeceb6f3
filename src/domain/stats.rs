//! How many events there are, in groups and over time.

use super::filter::Filter;
use super::outcome::OutcomeState;
use super::timestamp::Timestamp;

/// The most rows of one count.
pub const MAX_ROWS: usize = 5_000;

/// What events are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// What happened.
    EventName,
    /// Which part of the product published it.
    Source,
    /// `context.category`.
    Category,
    /// What is known of the outcome.
    OutcomeState,
    /// Whether it belongs into the documentation.
    ShouldDocument,
}

/// How events are counted.
#[derive(Debug, Clone, Default)]
pub struct Grouping {
    /// What they are grouped by, each once.
    pub dimensions: Vec<Dimension>,
    /// How many groups are told, the largest ones; the others are counted together.
    pub first: u32,
    /// Where the stretches of time begin that they are counted by, in their order. The last has no end.
    pub starts: Option<Vec<Timestamp>>,
}

/// How many events there are of a group. Parts by which they aren't grouped are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stat {
    /// When the stretch of time begins that they are of.
    pub bucket: Option<Timestamp>,
    /// What happened.
    pub event_name: Option<String>,
    /// Which part of the product published it.
    pub source: Option<String>,
    /// `context.category`, where there is one.
    pub category: Option<String>,
    /// What is known of the outcome.
    pub outcome_state: Option<OutcomeState>,
    /// Whether it belongs into the documentation.
    pub should_document: Option<bool>,
    /// Whether these are all the groups that aren't told.
    pub is_rest: bool,
    /// How many events there are.
    pub count: u64,
    /// How many of them have an outcome.
    pub with_outcome: u64,
}

impl Stat {
    /// How long its texts are together, in bytes.
    pub fn text_length(&self) -> usize {
        let texts = [&self.event_name, &self.source, &self.category];
        texts.into_iter().flatten().map(String::len).sum()
    }
}

/// How many events a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// So many, at most as many as were to be counted.
    pub count: u64,
    /// Whether there are no more.
    pub is_exact: bool,
}

impl Filter {
    /// When all that it lets through happened: not before the first, and not after the second, where it says
    /// so of every event.
    pub fn time(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        match self {
            Self::Since(start) => (Some(*start), None),
            Self::Until(end) => (None, Some(*end)),
            Self::All(parts) => parts.iter().map(Self::time).fold((None, None), |one, other| {
                (one.0.max(other.0), one.1.into_iter().chain(other.1).min())
            }),
            _ => (None, None),
        }
    }
}
