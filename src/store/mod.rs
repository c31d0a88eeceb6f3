//! The database: the only place that knows rows, statements and SeaORM.
//!
//! Every function takes a [`Viewer`](crate::domain::viewer::Viewer), whose scope becomes part of
//! the statement in `scope`; rows become domain values before they leave. Every statement runs in
//! a task of the server's (`connections`), so that a client that goes away never cancels one.

mod connections;
mod error;
mod feed;
mod read;
mod statements;
mod trouble;
mod write;

use std::time::Duration;

use tokio_util::task::TaskTracker;

use crate::config::{DatabaseSettings, LimitSettings};
use crate::domain::clock::Clock;
use crate::telemetry::Metrics;

use feed::horizon::Horizons;
use feed::wakeups::Wakeups;
use read::search::Completeness;
use read::shared_lookups::SharedLookups;

pub use connections::database::Database;
pub use connections::migrations::{MigrationStatus, Migrations};
pub use connections::postgres::role::ServerRole;
pub use error::StoreError;
pub use feed::live::{Live, News};
pub use feed::log::Stretch;
pub use feed::needs::Need;
pub use read::links::Degree;
pub use read::stats::Countable;
#[cfg(debug_assertions)]
pub use statements::scope::leave_out_predicate;
pub use trouble::Trouble;
pub use write::index_fill::Progress;
pub use write::{PublishRejection, Published, Reported, Writer};

/// What would log the addresses of databases at `trace`, and with them passwords; as directives that hold
/// it back.
pub const SECRETIVE: [&str; 2] =
    ["sea_orm::driver::sqlx_postgres=debug", "sea_orm::driver::sqlx_sqlite=debug"];

/// The history as it is stored.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    writer: Writer,
    live: Live,
    lookups: SharedLookups,
    metrics: Metrics,
    horizons: Horizons,
    /// Whether every event can be searched.
    completeness: Completeness,
}

impl Store {
    /// Opens the database and starts the writer. Tasks run on `tasks`, which a stop waits for.
    ///
    /// # Errors
    /// When a file of SQLite can't be opened; PostgreSQL is reached by the first statement.
    pub async fn open(
        settings: &DatabaseSettings,
        limits: &LimitSettings,
        tasks: &TaskTracker,
        clock: Clock,
    ) -> Result<Self, StoreError> {
        let database = Database::open(settings, tasks.clone()).await?;
        let writer = Writer::start(&database, limits.queue_kib);
        let wakeups = Wakeups::of(&database);
        if let Some(wakeups) = &wakeups {
            wakeups.send(writer.stopping().clone());
        }
        let live = Live::new(settings.poll(), wakeups, clock);
        let (lookups, metrics) = (SharedLookups::default(), Metrics::default());
        let (horizons, completeness) = (Horizons::default(), Completeness::default());
        Ok(Self { database, writer, live, lookups, metrics, horizons, completeness })
    }

    /// What runs statements.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Takes nothing more to write, and keeps no connection that nobody needs. What waits is still
    /// written.
    pub fn stop(&self) {
        self.writer.stop();
        self.database.stop();
    }

    /// For how long a transaction has held up the log, as far as it was looked at.
    pub fn held(&self) -> Duration {
        self.horizons.held()
    }

    /// What is counted and measured.
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What stores events and outcomes.
    pub const fn writer(&self) -> &Writer {
        &self.writer
    }
}
