//! Transactions that write.
//!
//! Their connections are kept from one to the next. A transaction that is dropped before its end closes its
//! connection, whatever state that is in; that of a database in memory, which would end with it, is rolled
//! back when its pool has it again.

mod postgres;
mod sqlite;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::sqlx::{AssertSqlSafe, Executor as _, PgConnection};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

pub(in crate::store) use postgres::OnPostgres;
pub(in crate::store) use sqlite::{NEXT_NUMBER, OnSqlite};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::driver::{failed, query};
use crate::domain::ids::TenantId;
use crate::store::connections::pools::{Pools, Reading};
use crate::store::error::StoreError;

/// How long a connection has to take a transaction back.
const ROLLBACK_TIMEOUT: Duration = Duration::from_secs(2);

/// Where transactions begin, on connections that are kept.
#[derive(Debug, Clone)]
pub(in crate::store) struct Transactions {
    kept: Kept,
    /// How many statements ran.
    statements: Arc<AtomicU64>,
}

#[derive(Debug, Clone)]
enum Kept {
    Postgres(postgres::Kept),
    Sqlite(sqlite::Kept),
}

impl Transactions {
    /// Those on the connections that write. Statements are counted.
    pub(in crate::store) fn new(
        pools: &Pools,
        statements: Arc<AtomicU64>,
        (tasks, stop): (&TaskTracker, &CancellationToken),
    ) -> Self {
        let kept = if let Reading::Postgres(connector) = &pools.reading {
            let kept = postgres::Kept::new(connector.clone());
            let given = kept.clone();
            let giving = async move { given.give_back().await };
            tasks.spawn(stop.clone().run_until_cancelled_owned(giving));
            Kept::Postgres(kept)
        } else {
            let pool = pools.write.get_sqlite_connection_pool().clone();
            Kept::Sqlite(sqlite::Kept::new(pool, pools.wal().cloned(), tasks.clone()))
        };
        Self { kept, statements }
    }

    /// Begins one that writes for these tenants.
    pub(in crate::store) async fn begin(
        &self,
        tenants: impl IntoIterator<Item = TenantId>,
    ) -> Result<Transaction, StoreError> {
        match &self.kept {
            Kept::Postgres(kept) => {
                Ok(Transaction::Postgres(kept.begin(&self.statements, tenants).await?))
            }
            Kept::Sqlite(kept) => Ok(Transaction::Sqlite(kept.begin(&self.statements).await?)),
        }
    }

    /// Closes connections over a network that nobody has used for so long: firewalls forget them.
    pub(in crate::store) fn close_idle(&self, time: Duration) {
        if let Kept::Postgres(kept) = &self.kept {
            kept.close_idle(time);
        }
    }

    /// Keeps no connection any more: their pool waits for them before it closes.
    pub(in crate::store) async fn close(&self) {
        match &self.kept {
            Kept::Postgres(kept) => kept.close(),
            Kept::Sqlite(kept) => kept.close().await,
        }
    }
}

/// A transaction that writes.
#[derive(Debug)]
pub(in crate::store) enum Transaction {
    Postgres(OnPostgres),
    Sqlite(OnSqlite),
}

impl Transaction {
    /// Keeps what was written.
    pub(in crate::store) async fn commit(self) -> Result<(), StoreError> {
        self.end("COMMIT").await
    }

    /// Takes back what was written. Where that fails, the connection is closed, which does so, too.
    pub(in crate::store) async fn rollback(self) {
        let ended = tokio::time::timeout(ROLLBACK_TIMEOUT, self.end("ROLLBACK")).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::debug!(?ended, "rolling back");
        }
    }

    async fn end(self, how: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Postgres(own) => Ok(own.end(how).await?),
            Self::Sqlite(own) => own.end(how).await,
        }
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Postgres(_) => DbBackend::Postgres,
            Self::Sqlite(_) => DbBackend::Sqlite,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Postgres(own) => {
                let run = async |connection: &mut PgConnection| {
                    query(statement).execute(connection).await
                };
                own.next(run).await.map(ExecResult::from)
            }
            Self::Sqlite(own) => {
                let result = query(statement).execute(&mut **own.next().await).await;
                result.map(ExecResult::from).map_err(failed)
            }
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Postgres(own) => {
                let run = async |connection: &mut PgConnection| connection.execute(sql).await;
                own.next(run).await.map(ExecResult::from)
            }
            Self::Sqlite(own) => {
                let result = own.next().await.execute(sql).await;
                result.map(ExecResult::from).map_err(failed)
            }
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Postgres(own) => {
                let run = async |connection: &mut PgConnection| {
                    query(statement).fetch_all(connection).await
                };
                let rows = own.next(run).await?;
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
            Self::Sqlite(own) => {
                let rows = query(statement).fetch_all(&mut **own.next().await).await;
                Ok(rows.map_err(failed)?.into_iter().map(QueryResult::from).collect())
            }
        }
    }
}
