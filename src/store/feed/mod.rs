//! The log of changes, and those who follow it.

mod epochs;
mod followers;
mod horizon;
mod live;
pub(in crate::store) mod log;
pub(in crate::store) mod needs;
mod retention;
mod running;
pub(in crate::store) mod wakeups;

use std::time::Duration;

use running::Horizons;
use wakeups::Wakeups;

pub use followers::{Live, News};

use super::connections::database::Database;
use super::read::Reader;
use crate::domain::clock::Clock;
use crate::telemetry::Metrics;

/// What reads the log, and tells followers of what comes to light in it.
#[derive(Debug, Clone)]
pub struct Feed {
    database: Database,
    reader: Reader,
    live: Live,
    horizons: Horizons,
    metrics: Metrics,
}

impl Feed {
    /// The feed of a database, whose log is looked at as often as this, and whenever a commit is told of.
    pub(in crate::store) fn new(
        (database, reader): (Database, Reader),
        poll: Duration,
        wakeups: Option<Wakeups>,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        let live = Live::new(poll, wakeups, clock);
        Self { database, reader, live, horizons: Horizons::default(), metrics }
    }

    /// What tells followers.
    pub const fn live(&self) -> &Live {
        &self.live
    }

    /// For how long a transaction has held up the log, as far as it was looked at.
    pub fn held(&self) -> Duration {
        self.horizons.held()
    }
}
