//! Transactions that write.
//!
//! On PostgreSQL their connections are kept from one to the next: given back to sqlx's pool, each would
//! cost a ping and a task. One that begins, and says whose rows it is about, is a single round trip. A
//! transaction that is dropped before its end closes its connection, whatever state that is in; sqlx 0.9.0
//! takes a connection back with a transaction that is open, when `begin()` was dropped before it was
//! answered, and what its next borrower writes is then lost without an error.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{AssertSqlSafe, Executor as _, PgPool, Postgres};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use tokio::sync::Mutex as AsyncMutex;

use super::connect::{LONGEST_USE, SUSPICIOUS_IDLE};
use super::driver::{failed, query};
use super::{StoreError, tenants};
use crate::domain::ids::TenantId;

/// How long a connection has to take a transaction back.
const ROLLBACK_TIMEOUT: Duration = Duration::from_secs(2);

/// Connections to PostgreSQL that wait for the next transaction.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    idle: Vec<Idle>,
    is_closed: bool,
}

#[derive(Debug)]
struct Idle {
    connection: PoolConnection<Postgres>,
    opened: Instant,
    since: Instant,
}

impl Kept {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Nothing that changes it can panic half way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was used last, where that is not long ago.
    fn take(&self) -> Option<Idle> {
        self.close_idle(SUSPICIOUS_IDLE);
        self.waiting().idle.pop()
    }

    /// Gives a connection back, unless it is so old that another takes its place.
    fn give(&self, connection: PoolConnection<Postgres>, opened: Instant) {
        let mut waiting = self.waiting();
        if !waiting.is_closed && opened.elapsed() < LONGEST_USE {
            waiting.idle.push(Idle { connection, opened, since: Instant::now() });
        }
    }

    /// Keeps none any more: their pool waits for them before it closes.
    pub(super) fn close(&self) {
        *self.waiting() = Waiting { idle: Vec::new(), is_closed: true };
    }

    /// Closes those that nobody has used for so long: firewalls forget connections.
    pub(super) fn close_idle(&self, time: Duration) {
        self.waiting().idle.retain(|idle| idle.since.elapsed() < time);
    }

    /// Begins a transaction for these tenants, on a connection of this pool. Statements are counted.
    pub(super) async fn begin(
        &self,
        pool: &PgPool,
        statements: &Arc<AtomicU64>,
        tenants: impl IntoIterator<Item = TenantId>,
    ) -> Result<Transaction, StoreError> {
        let begin = format!("BEGIN; {}", tenants::naming(tenants));
        while let Some(Idle { connection, opened, .. }) = self.take() {
            let own = OnPostgres::of(connection, opened, statements, self);
            match own.begin(&begin).await {
                Ok(begun) => return Ok(begun),
                // It was lost while nobody used it, whatever it says.
                Err(error) => tracing::debug!(%error, "a connection that was kept"),
            }
        }
        let connection = pool.acquire().await;
        let connection = connection.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        OnPostgres::of(connection, Instant::now(), statements, self).begin(&begin).await
    }
}

/// A transaction that writes.
#[derive(Debug)]
pub(super) enum Transaction {
    Postgres(OnPostgres),
    Sqlite(DatabaseTransaction),
}

#[derive(Debug)]
pub(super) struct OnPostgres {
    connection: AsyncMutex<PoolConnection<Postgres>>,
    opened: Instant,
    statements: Arc<AtomicU64>,
    kept: Kept,
}

impl Transaction {
    /// Keeps what was written.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(own) => Ok(own.end("COMMIT").await?),
            Self::Sqlite(transaction) => Ok(transaction.commit().await?),
        }
    }

    /// Takes back what was written. Where that fails, the connection is closed, which does so, too.
    pub(super) async fn rollback(self) {
        let end = async {
            match self {
                Self::Postgres(own) => own.end("ROLLBACK").await,
                Self::Sqlite(transaction) => transaction.rollback().await,
            }
        };
        let ended = tokio::time::timeout(ROLLBACK_TIMEOUT, end).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::debug!(?ended, "rolling back");
        }
    }
}

impl OnPostgres {
    fn of(
        mut connection: PoolConnection<Postgres>,
        opened: Instant,
        statements: &Arc<AtomicU64>,
        kept: &Kept,
    ) -> Self {
        connection.close_on_drop();
        let (connection, statements) = (AsyncMutex::new(connection), Arc::clone(statements));
        Self { connection, opened, statements, kept: kept.clone() }
    }

    async fn begin(mut self, begin: &str) -> Result<Transaction, StoreError> {
        let connection = self.connection.get_mut();
        connection.execute(AssertSqlSafe(begin)).await.map_err(failed)?;
        Ok(Transaction::Postgres(self))
    }

    async fn end(self, how: &'static str) -> Result<(), DbErr> {
        let mut connection = self.connection.into_inner();
        connection.execute(how).await.map_err(failed)?;
        self.kept.give(connection, self.opened);
        Ok(())
    }

    /// The connection, for one statement more.
    async fn next(&self) -> tokio::sync::MutexGuard<'_, PoolConnection<Postgres>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection.lock().await
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Postgres(_) => DbBackend::Postgres,
            Self::Sqlite(transaction) => transaction.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Postgres(own) => {
                let mut connection = own.next().await;
                let result = query(statement).execute(&mut **connection).await;
                result.map(ExecResult::from).map_err(failed)
            }
            Self::Sqlite(transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Postgres(own) => {
                let mut connection = own.next().await;
                let result = connection.execute(AssertSqlSafe(sql)).await;
                result.map(ExecResult::from).map_err(failed)
            }
            Self::Sqlite(transaction) => transaction.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Postgres(own) => {
                let mut connection = own.next().await;
                let rows = query(statement).fetch_all(&mut **connection).await;
                Ok(rows.map_err(failed)?.into_iter().map(QueryResult::from).collect())
            }
            Self::Sqlite(transaction) => transaction.query_all_raw(statement).await,
        }
    }
}
