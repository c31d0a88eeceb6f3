//! Transactions on PostgreSQL.
//!
//! Their connections are kept from one to the next: given back to sqlx's pool, each would cost a ping and a
//! task. One that begins, and says whose rows it is about, is a single round trip. A transaction that is
//! dropped before its end closes its connection, whatever state that is in; sqlx 0.9.0 takes a connection
//! back with a transaction that is open, when `begin()` was dropped before it was answered, and what its
//! next borrower writes is then lost without an error.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::DbErr;
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{AssertSqlSafe, Executor as _, PgConnection, PgPool, Postgres};
use tokio::sync::Mutex as AsyncMutex;

use crate::domain::ids::TenantId;
use crate::store::connect::{LONGEST_USE, SUSPICIOUS_IDLE};
use crate::store::driver::failed;
use crate::store::epochs::admit_to_postgres;
use crate::store::renewal::Renewal;
use crate::store::{StoreError, Trouble, tenants};

/// Connections to PostgreSQL that wait for the next transaction.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    waiting: Arc<Mutex<Waiting>>,
    renewal: Renewal,
    /// The newest epoch of the log, as far as a connection has found it; -1 before.
    epoch: Arc<AtomicI64>,
}

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
    pub(super) fn new(renewal: Renewal) -> Self {
        Self { waiting: Arc::default(), renewal, epoch: Arc::new(AtomicI64::new(-1)) }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Nothing that changes it can panic half way.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was used last, where that is not long ago.
    fn take(&self) -> Option<Idle> {
        self.close_idle(SUSPICIOUS_IDLE);
        self.waiting().idle.retain(|idle| !self.renewal.outdates(idle.opened));
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

    /// Lets a new connection write. Should it lead to another database than those before, they are outdated.
    async fn admit(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let admitted = admit_to_postgres(connection).await;
        let is_another = match &admitted {
            Ok(epoch) => ![-1, *epoch].contains(&self.epoch.swap(*epoch, Ordering::Relaxed)),
            Err(error) => error.trouble() == Some(Trouble::ReadOnly),
        };
        if is_another {
            self.renewal.renew();
        }
        admitted.map(drop)
    }

    /// Begins a transaction for these tenants, on a connection of this pool. Statements are counted.
    pub(super) async fn begin(
        &self,
        pool: &PgPool,
        statements: &Arc<AtomicU64>,
        tenants: impl IntoIterator<Item = TenantId>,
    ) -> Result<OnPostgres, StoreError> {
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
        let mut connection =
            connection.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        connection.close_on_drop();
        self.admit(&mut connection).await?;
        OnPostgres::of(connection, Instant::now(), statements, self).begin(&begin).await
    }
}

/// A transaction on PostgreSQL.
#[derive(Debug)]
pub(in crate::store) struct OnPostgres {
    connection: AsyncMutex<PoolConnection<Postgres>>,
    opened: Instant,
    statements: Arc<AtomicU64>,
    kept: Kept,
}

impl OnPostgres {
    fn of(
        connection: PoolConnection<Postgres>,
        opened: Instant,
        statements: &Arc<AtomicU64>,
        kept: &Kept,
    ) -> Self {
        let (connection, statements) = (AsyncMutex::new(connection), Arc::clone(statements));
        Self { connection, opened, statements, kept: kept.clone() }
    }

    async fn begin(mut self, begin: &str) -> Result<Self, StoreError> {
        let connection = self.connection.get_mut();
        connection.execute(AssertSqlSafe(begin)).await.map_err(failed)?;
        Ok(self)
    }

    /// Ends it, and keeps its connection.
    pub(super) async fn end(self, how: &'static str) -> Result<(), DbErr> {
        let mut connection = self.connection.into_inner();
        connection.execute(how).await.map_err(failed)?;
        self.kept.give(connection, self.opened);
        Ok(())
    }

    /// The connection, for one statement more.
    pub(super) async fn next(&self) -> tokio::sync::MutexGuard<'_, PoolConnection<Postgres>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection.lock().await
    }
}
