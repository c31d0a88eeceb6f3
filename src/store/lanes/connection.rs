//! The connections of lanes, as each kind of database needs them.

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::available_parallelism;

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Executor as _, PgPool, Postgres, Sqlite, SqlitePool};
use sea_orm::{QueryResult, Statement};

use crate::domain::ids::TenantId;
use crate::store::connect::{Began, interrupt_overdue};
use crate::store::driver::query;
use crate::store::tenants;
use crate::store::wal::WriteAheadLog;

/// Where lanes have their connections from.
#[derive(Debug)]
pub(in crate::store) enum LanePool {
    Postgres(PgPool),
    /// A file, whose statements end once this is set.
    Sqlite(SqlitePool, Arc<WriteAheadLog>, Arc<AtomicBool>),
}

impl LanePool {
    /// How many connections there may be.
    pub(super) fn most(&self) -> usize {
        let most = match self {
            Self::Postgres(pool) => pool.options().get_max_connections(),
            Self::Sqlite(pool, ..) => pool.options().get_max_connections(),
        };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// How many statements may run at once that are short: on SQLite, one for each processor.
    pub(super) fn at_once(&self) -> usize {
        match self {
            Self::Postgres(_) => self.most(),
            Self::Sqlite(..) => self.most().min(available_parallelism().map_or(1, NonZero::get)),
        }
    }

    pub(super) async fn connection(&self) -> Result<Connection, sqlx::Error> {
        match self {
            Self::Postgres(pool) => pool.acquire().await.map(Connection::Postgres),
            Self::Sqlite(pool, wal, stopped) => {
                wal.file.check().map_err(io::Error::other)?;
                let mut connection = pool.acquire().await?;
                let began = interrupt_overdue(&mut connection, Arc::clone(stopped)).await?;
                Ok(Connection::Sqlite(connection, began, Arc::clone(wal)))
            }
        }
    }
}

/// A connection that a lane has.
#[derive(Debug)]
pub(super) enum Connection {
    Postgres(PoolConnection<Postgres>),
    /// Its statements end when they take too long, counted from here.
    Sqlite(PoolConnection<Sqlite>, Began, Arc<WriteAheadLog>),
}

impl Connection {
    /// Closes it at its end, in place of giving it back.
    pub(super) fn close_on_drop(&mut self) {
        match self {
            Self::Postgres(connection) => connection.close_on_drop(),
            Self::Sqlite(connection, ..) => connection.close_on_drop(),
        }
    }

    /// Runs a statement; for one tenant in a transaction, which is then open.
    pub(super) async fn fetch(
        &mut self,
        statement: &Statement,
        tenant: Option<TenantId>,
    ) -> Result<Vec<QueryResult>, sqlx::Error> {
        // Should its connection be lost, it is run again.
        let statement = statement.clone();
        match self {
            Self::Postgres(connection) => {
                if let Some(tenant) = tenant {
                    let begin = format!("BEGIN READ ONLY; {}", tenants::naming([tenant]));
                    connection.execute(AssertSqlSafe(begin)).await?;
                }
                let rows = query(statement).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
            Self::Sqlite(connection, began, wal) => {
                let _reading = wal.read().await;
                began.set();
                let rows = query(statement).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
        }
    }

    /// Ends the transaction of a statement for one tenant, which only read.
    pub(super) async fn end_transaction(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Postgres(connection) => connection.execute("ROLLBACK").await.map(drop),
            Self::Sqlite(..) => Ok(()),
        }
    }
}
