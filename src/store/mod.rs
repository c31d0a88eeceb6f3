//! The database: the only place that knows rows, statements and SeaORM.
//!
//! What reads takes a [`Viewer`](crate::domain::viewer::Viewer), whose scope becomes part of the statement
//! (`statements::visible`); rows become domain values before they leave. Every statement runs in a task of the
//! server's (`connections`), so that a client that goes away never cancels one.

mod connections;
mod error;
mod feed;
mod read;
mod statements;
mod trouble;
mod write;

use tokio_util::task::TaskTracker;

use crate::config::{DatabaseSettings, LimitSettings};
use crate::domain::clock::Clock;
use crate::telemetry::Metrics;

use feed::wakeups::Wakeups;

pub use connections::database::Database;
pub use connections::migrations::{MigrationStatus, Migrations};
pub use connections::postgres::role::ServerRole;
pub use error::StoreError;
pub use feed::log::Stretch;
pub use feed::needs::Need;
pub use feed::{Feed, Live, News};
pub use read::Reader;
pub use read::links::Degree;
pub use read::search::Progress;
pub use read::stats::Countable;
#[cfg(debug_assertions)]
pub use statements::visible::leave_out_predicate;
pub use trouble::Trouble;
pub use write::index_fill::Indexer;
pub use write::jobs::Jobs;
pub use write::{PublishRejection, Published, Reported, Writer};

/// What would log the addresses of databases at `trace`, and with them passwords; as directives that hold
/// it back.
pub const SECRETIVE: [&str; 2] =
    ["sea_orm::driver::sqlx_postgres=debug", "sea_orm::driver::sqlx_sqlite=debug"];

/// The history as it is stored.
#[derive(Debug, Clone)]
pub struct Store {
    /// What reads it.
    pub reader: Reader,
    /// What stores events, outcomes and narratives.
    pub writer: Writer,
    /// The log of what changed, and those who follow it.
    pub feed: Feed,
    /// Stories that wait for a model.
    pub jobs: Jobs,
    /// What indexes events that were there before they could be searched.
    pub indexer: Indexer,
    database: Database,
    metrics: Metrics,
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
            wakeups.send();
        }
        let metrics = Metrics::default();
        let reader = Reader::new(database.clone());
        let reading = (database.clone(), reader.clone());
        Ok(Self {
            feed: Feed::new(reading, settings.poll(), wakeups, clock, metrics.clone()),
            jobs: Jobs::new(database.clone()),
            indexer: Indexer::new(database.clone(), reader.completeness().clone()),
            reader,
            writer,
            database,
            metrics,
        })
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

    /// What is counted and measured.
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}
