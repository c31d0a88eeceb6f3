//! Where events are stored.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;

/// Section `database`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// The database's address, which may hold a password: never print it.
    pub url: String,
    /// How many connections to keep for reads at most.
    pub connections: NonZeroU32,
    /// How long a unit of work waits for a connection.
    pub acquire_seconds: u64,
    /// How long a unit of work may take.
    pub deadline_seconds: u64,
}

impl DatabaseSettings {
    /// How long a unit of work waits for a connection.
    pub const fn acquire_timeout(&self) -> Duration {
        Duration::from_secs(self.acquire_seconds)
    }

    /// How long a unit of work may take.
    pub const fn deadline(&self) -> Duration {
        Duration::from_secs(self.deadline_seconds)
    }
}

impl fmt::Debug for DatabaseSettings {
    /// Leaves the address out, for it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseSettings")
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}
