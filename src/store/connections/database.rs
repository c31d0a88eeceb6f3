//! Running units of work so that no client can cancel one.
//!
//! A request that is cancelled drops the future that serves it. Were that future inside the
//! database driver, it would leave a connection in the middle of a conversation. So each unit of
//! work runs in a task of the server's, with a deadline, and the request only waits for its answer.
//!
//! On PostgreSQL a unit of work tells the database whose rows it is about, and row level security
//! shows it no others (`postgres::rls`).

use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, Statement};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::commits::Commits;
use super::read_pool::{PoolLimits, ReadPool, Source};
use super::rows::Rows;
use super::sqlite::file::OpenFile;
use super::transaction::{Transaction, Transactions};
use super::write_probe::Writes;
use super::{Connector, Purpose};
use crate::config::{DatabaseSettings, Mechanism};
use crate::domain::ids::TenantId;
use crate::domain::viewer::{Scope, Viewer};
use crate::store::connections::pools::{Pools, Reading, SUSPICIOUS_IDLE};
use crate::store::error::StoreError;
use crate::store::trouble::Trouble;

/// Whether nothing can be written where a connection leads to.
const IS_READ_ONLY: &str =
    "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean";

/// What reads, but in a database in memory.
#[derive(Debug, Clone)]
struct ReadPools {
    /// Over every tenant.
    all: ReadPool,
    /// Of a single tenant, where the database holds them to it.
    one: Option<ReadPool>,
}

/// Runs units of work on the database's connections.
#[derive(Clone)]
pub struct Database {
    pools: Arc<Pools>,
    reads: Option<ReadPools>,
    /// What calls other processes.
    waking: Option<ReadPool>,
    stop: CancellationToken,
    tasks: TaskTracker,
    deadline: Duration,
    statements: Arc<AtomicU64>,
    transactions: Transactions,
    commits: Commits,
    writes: Writes,
    without: Option<Mechanism>,
}

impl Database {
    /// Opens the database. Units of work run on `tasks`.
    ///
    /// # Errors
    /// When a file of SQLite can't be opened, or SQLite is too old. PostgreSQL is not asked before
    /// [`Database::server_role`] does.
    pub async fn open(settings: &DatabaseSettings, tasks: TaskTracker) -> Result<Self, StoreError> {
        let mut pools = super::open(settings).await?;
        let statements = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&statements);
        pools.write.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let stop = CancellationToken::new();
        let limits = PoolLimits {
            acquire: settings.acquire_timeout(),
            deadline: settings.deadline(),
            shares: settings.has(Mechanism::SharedStatements),
        };
        let reading = |pool, statements| {
            ReadPool::new(pool, limits, statements, (tasks.clone(), stop.clone()))
        };
        let most = usize::try_from(settings.connections.get()).unwrap_or(usize::MAX);
        let (reads, waking) = match &pools.reading {
            Reading::Memory(_) => (None, None),
            Reading::File { pool, wal, stopped } => {
                let pool = pool.get_sqlite_connection_pool().clone();
                let pool = Source::Sqlite(pool, Arc::clone(wal), Arc::clone(stopped));
                let all = reading(pool, Arc::clone(&statements));
                (Some(ReadPools { all, one: None }), None)
            }
            Reading::Postgres(connector) => {
                let over = |purpose, most| Source::Postgres(connector.clone(), purpose, most);
                let all = reading(over(Purpose::ReadAll, most), Arc::clone(&statements));
                let one = reading(over(Purpose::ReadOne, most), Arc::clone(&statements));
                // No request waits for its statements, which are not counted among theirs.
                let wakeups = || reading(over(Purpose::Wakeups, 1), Arc::default());
                (Some(ReadPools { all, one: Some(one) }), connector.notifies().then(wakeups))
            }
        };
        let transactions = Transactions::new(&pools, Arc::clone(&statements), (&tasks, &stop));
        let commits = Commits::new();
        let pools = Arc::new(pools);
        Ok(Self {
            pools,
            reads,
            waking,
            stop,
            tasks,
            deadline: settings.deadline(),
            statements,
            transactions,
            commits,
            writes: Writes::default(),
            without: settings.without,
        })
    }

    /// Keeps no connection that nobody needs, and ends what SQLite reads.
    pub(in crate::store) fn stop(&self) {
        self.stop.cancel();
        if let Reading::File { stopped, .. } = &self.pools.reading {
            stopped.store(true, Ordering::Relaxed);
        }
    }

    /// Ends when the store stops.
    pub(in crate::store) const fn stopping(&self) -> &CancellationToken {
        &self.stop
    }

    /// How many statements ran so far. BEGIN, with what goes with it, and COMMIT are not counted.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether the server has this mechanism.
    pub fn has(&self, mechanism: Mechanism) -> bool {
        self.without != Some(mechanism)
    }

    /// How long a unit of work may take.
    pub(in crate::store) const fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Where units of work run.
    pub(in crate::store) const fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Told of each batch that is committed.
    pub(in crate::store) const fn commits(&self) -> &Commits {
        &self.commits
    }

    /// Whether the database takes writes.
    pub(in crate::store) const fn writes(&self) -> &Writes {
        &self.writes
    }

    /// What calls other processes, where there is a way to do so.
    pub(in crate::store) fn waking(&self) -> Option<&ReadPool> {
        self.waking.as_ref()
    }

    /// What opens connections to PostgreSQL, where that is the database.
    pub(in crate::store) fn connector(&self) -> Option<&Connector> {
        match &self.pools.reading {
            Reading::Postgres(connector) => Some(connector),
            Reading::Memory(_) | Reading::File { .. } => None,
        }
    }

    /// Which kind of database this is.
    pub(in crate::store) fn backend(&self) -> DbBackend {
        self.pools.backend()
    }

    /// How large the write-ahead log of an embedded database is, in bytes.
    pub fn log_size(&self) -> u64 {
        self.file().map_or(0, OpenFile::log_size)
    }

    /// The file of an embedded database that has one.
    pub(in crate::store) fn file(&self) -> Option<&OpenFile> {
        self.pools.wal().map(|wal| &wal.file)
    }

    /// The connections that write.
    pub(in crate::store) fn writing(&self) -> &DatabaseConnection {
        &self.pools.write
    }

    /// Set while statements of SQLite may take as long as they like.
    pub(in crate::store) fn unhurried(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.pools.unhurried)
    }

    /// Runs one statement that only reads, and sees what the viewer may see.
    pub(in crate::store) async fn query(
        &self,
        viewer: Viewer,
        statement: Statement,
    ) -> Result<Arc<Rows>, StoreError> {
        let Some(reads) = &self.reads else {
            let connection = self.pools.write.clone();
            let rows = async move { Ok(Rows::shared(connection.query_all_raw(statement).await?)) };
            return self.run(rows).await;
        };
        match (&reads.one, viewer.scope()) {
            (Some(one), Scope::Tenant(tenant)) => one.query(statement, Some(tenant)).await,
            _ => reads.all.query(statement, None).await,
        }
    }

    /// Runs one statement that only reads, and reads its rows by the names of their columns.
    pub(in crate::store) async fn read<T: FromQueryResult>(
        &self,
        viewer: Viewer,
        statement: Statement,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.query(viewer, statement).await?;
        Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// Runs a unit of work to its end, or to its deadline, in a task of its own.
    pub(in crate::store) async fn run<T>(
        &self,
        unit: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
    {
        let database = self.clone();
        let task = self.tasks.spawn(async move { database.run_here(unit).await });
        task.await.unwrap_or_else(|_| Err(ended_early()))
    }

    /// Runs a unit of work to its end, or to its deadline, in the task that calls: one that no client can
    /// cancel.
    pub(in crate::store) async fn run_here<T>(
        &self,
        unit: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        // Dropped inside: a driver that panics ends its unit, and not the task.
        let in_time = async move { tokio::time::timeout(self.deadline, unit).await };
        match AssertUnwindSafe(in_time).catch_unwind().await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => {
                // Others may have a peer that is as silent.
                self.transactions.close_idle(Duration::ZERO);
                Err(StoreError::Timeout)
            }
            Err(_) => Err(ended_early()),
        }
    }

    /// Begins a transaction that writes for these tenants.
    pub(in crate::store) async fn begin(
        &self,
        tenants: impl IntoIterator<Item = TenantId>,
    ) -> Result<Transaction, StoreError> {
        self.transactions.begin(tenants).await
    }

    /// Closes connections that have written, and have nothing to write for long.
    pub(in crate::store) fn close_idle(&self) {
        self.transactions.close_idle(SUSPICIOUS_IDLE);
    }

    /// Whether the database answers, and takes writes.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.file().map_or(Ok(()), OpenFile::check)?;
        self.ping().await?;
        self.check_writes().await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let is_postgres = self.backend() == DbBackend::Postgres;
        let sql = if is_postgres { IS_READ_ONLY } else { "SELECT false" };
        let rows = self.query(Viewer::Service, Statement::from_string(self.backend(), sql)).await?;
        let is_read_only = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
        if is_read_only == Some(true) {
            self.renew();
            let message = "PostgreSQL takes no writes".to_owned();
            return Err(StoreError::Trouble(Trouble::ReadOnly, message));
        }
        Ok(())
    }

    /// Closes connections from before now, which lead to a database that can't be written.
    pub(in crate::store) fn renew(&self) {
        if let Some(connector) = self.connector() {
            connector.renewal().renew("the database can't be written", true);
        }
    }

    /// Takes note of so many events that were stored.
    pub(in crate::store) fn has_stored(&self, events: usize) {
        if let Some(connector) = self.connector() {
            connector.renewal().stored(events);
        }
    }

    /// Closes every connection; what runs ends first.
    pub async fn close(&self) {
        // The last connection to a file of SQLite empties the log, which one that only reads can't.
        if let Reading::File { pool, .. } = &self.pools.reading {
            close(pool).await;
        }
        self.transactions.close().await;
        close(&self.pools.write).await;
    }
}

async fn close(pool: &DatabaseConnection) {
    if let Err(error) = pool.close_by_ref().await {
        tracing::warn!(%error, "closing the database");
    }
}

pub(in crate::store) fn ended_early() -> StoreError {
    StoreError::Unavailable("a unit of work ended early".to_owned())
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("backend", &self.backend()).finish_non_exhaustive()
    }
}
