//! Work that waits for a model.

use uuid::Uuid;

use super::ids::EventKey;
use super::timestamp::Timestamp;

/// The story of an event that a model is to retell, as one who works on it has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryJob {
    /// Whose narrative it is.
    pub event: EventKey,
    /// How many links are followed.
    pub depth: u32,
    /// How often it was begun, this time included.
    pub attempts: u32,
    /// What shows that it is this worker's.
    pub lease: Uuid,
}

/// How many tokens may be used a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLimits {
    /// In all.
    pub all: u64,
    /// For one tenant.
    pub tenant: u64,
}

/// A day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub i64);

const DAY: i64 = 24 * 60 * 60 * 1000;

impl Day {
    /// That of a moment.
    pub const fn of(moment: Timestamp) -> Self {
        Self(moment.millis().div_euclid(DAY))
    }

    /// When the next one begins.
    pub const fn end(self) -> Timestamp {
        Timestamp::from_stored((self.0 + 1) * DAY)
    }
}
