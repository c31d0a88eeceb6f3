//! Where events are stored.

use std::fmt;
use std::num::{NonZeroU32, NonZeroU64};
use std::time::Duration;

use serde::Deserialize;

use super::forms::database_fault;
use super::mechanism::Mechanism;
use super::problem::Problem;

/// Section `database`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// The database's address, which may hold a password: never print it.
    pub url: String,
    /// The address that `migrate` connects to, as a role that owns the tables; `url` when empty.
    /// It may hold a password, too.
    pub migration_url: String,
    /// How many connections to keep for reads at most.
    pub connections: NonZeroU32,
    /// How many connections to PostgreSQL to have at most, for whatever purpose.
    pub max_connections: NonZeroU32,
    /// How long to wait at the start for a PostgreSQL that comes up.
    pub wait_seconds: u64,
    /// How long a unit of work waits for a connection.
    pub acquire_seconds: u64,
    /// How long a unit of work may take.
    pub deadline_seconds: u64,
    /// How often to look for what other processes stored, while somebody follows.
    pub poll_milliseconds: NonZeroU64,
    /// Whether servers on one PostgreSQL tell each other of what they stored with `NOTIFY`.
    pub notify: bool,
    /// How long subscriptions can be taken up again, in days; 0: for ever.
    pub log_days: u32,
    /// Whether this process goes through the history once, so that it gains nothing by having SQLite's file mapped
    /// into its memory. No setting: the command decides.
    #[serde(skip)]
    pub reads_once: bool,
    /// What the server does without. No setting: benches and tests compare.
    #[serde(skip)]
    pub without: Option<Mechanism>,
}

impl DatabaseSettings {
    /// Whether the server has this mechanism.
    pub fn has(&self, mechanism: Mechanism) -> bool {
        self.without != Some(mechanism)
    }

    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(fault) = database_fault(&self.url) {
            problems.push(Problem::new("database.url", fault));
        }
        let fault = database_fault(self.migration_url());
        if let Some(fault) = fault.filter(|_| !self.migration_url.is_empty()) {
            problems.push(Problem::new("database.migration_url", fault));
        }
        if self.acquire_seconds > self.deadline_seconds {
            let message = "must not be more than database.deadline_seconds";
            problems.push(Problem::new("database.acquire_seconds", message));
        }
        problems
    }

    /// Where the schema is changed.
    pub const fn migration_url(&self) -> &str {
        if self.migration_url.is_empty() { self.url.as_str() } else { self.migration_url.as_str() }
    }

    /// How long to wait at the start for a PostgreSQL that comes up.
    pub const fn wait(&self) -> Duration {
        Duration::from_secs(self.wait_seconds)
    }

    /// How long a unit of work waits for a connection.
    pub const fn acquire_timeout(&self) -> Duration {
        Duration::from_secs(self.acquire_seconds)
    }

    /// How long a unit of work may take.
    pub const fn deadline(&self) -> Duration {
        Duration::from_secs(self.deadline_seconds)
    }

    /// How often to look for what other processes stored, while somebody follows.
    pub const fn poll(&self) -> Duration {
        Duration::from_millis(self.poll_milliseconds.get())
    }

    /// How old changes in the log may become; `None`: as old as they like.
    pub fn log_age(&self) -> Option<Duration> {
        (self.log_days > 0).then(|| Duration::from_hours(24 * u64::from(self.log_days)))
    }
}

impl fmt::Debug for DatabaseSettings {
    /// Leaves the addresses out, for they may hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseSettings")
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}
