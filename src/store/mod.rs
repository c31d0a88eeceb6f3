//! The database: the only place that knows rows, statements and SeaORM.
//!
//! Every function takes a [`Viewer`](crate::domain::viewer::Viewer), whose scope becomes part of
//! the statement in `scope`; rows become domain values before they leave. Every statement runs in
//! a task of the server's (`session`), so that a client that goes away never cancels one.

mod chronicle;
mod connect;
mod correlation;
mod driver;
mod epochs;
mod error;
mod events;
mod file;
mod filter;
mod hints;
mod horizon;
mod jobs;
mod json_path;
mod lanes;
mod live;
mod log;
mod lookups;
mod migrate;
mod narratives;
mod needs;
mod outcomes;
mod reach;
mod relations;
mod retention;
mod role;
mod rows;
mod scope;
mod search;
mod session;
mod stats;
mod tenants;
mod transaction;
mod trouble;
mod wal;
mod writer;
mod writes;

use std::time::Duration;

use tokio_util::task::TaskTracker;

use crate::config::{DatabaseSettings, LimitSettings};
use crate::domain::clock::Clock;
use crate::telemetry::Metrics;

use horizon::Horizons;
use lookups::Lookups;
use search::Completeness;

pub use error::StoreError;
pub use live::{Live, News};
pub use log::Stretch;
pub use migrate::{MigrationStatus, Migrations};
pub use needs::Need;
pub use relations::Degree;
pub use role::ServerRole;
#[cfg(debug_assertions)]
pub use scope::leave_out_predicate;
pub use search::Progress;
pub use session::Session;
pub use stats::Countable;
pub use trouble::Trouble;
pub use writer::{PublishRejection, Published, Reported, Writer};

/// What would log the addresses of databases at `trace`, and with them passwords; as directives that hold
/// it back.
pub const SECRETIVE: [&str; 2] =
    ["sea_orm::driver::sqlx_postgres=debug", "sea_orm::driver::sqlx_sqlite=debug"];

/// The history as it is stored.
#[derive(Debug, Clone)]
pub struct Store {
    session: Session,
    writer: Writer,
    live: Live,
    lookups: Lookups,
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
        database: &DatabaseSettings,
        limits: &LimitSettings,
        tasks: &TaskTracker,
        clock: Clock,
    ) -> Result<Self, StoreError> {
        let session = Session::open(database, tasks.clone()).await?;
        let writer = Writer::start(&session, limits.queue_kib);
        let hints = session.hints();
        if let Some(hints) = &hints {
            hints.send(writer.stopping().clone());
        }
        let live = Live::new(database.poll(), hints, clock);
        let (lookups, metrics) = (Lookups::default(), Metrics::default());
        let (horizons, completeness) = (Horizons::default(), Completeness::default());
        Ok(Self { session, writer, live, lookups, metrics, horizons, completeness })
    }

    /// What runs statements.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Takes nothing more to write, and keeps no connection that nobody needs. What waits is still
    /// written.
    pub fn stop(&self) {
        self.writer.stop();
        self.session.stop();
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
