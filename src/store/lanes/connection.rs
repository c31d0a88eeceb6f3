//! The connections of lanes, as each kind of database needs them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Executor as _, PgPool, Postgres, Sqlite, SqlitePool};
use sea_orm::{QueryResult, Statement};

use crate::domain::ids::TenantId;
use crate::store::connect::{STATEMENT_TIMEOUT, interrupt_unless};
use crate::store::driver::query;
use crate::store::tenants;

/// Where lanes have their connections from.
#[derive(Debug)]
pub(in crate::store) enum LanePool {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

impl LanePool {
    /// How many connections there may be.
    pub(super) fn most(&self) -> usize {
        let most = match self {
            Self::Postgres(pool) => pool.options().get_max_connections(),
            Self::Sqlite(pool) => pool.options().get_max_connections(),
        };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    pub(super) async fn connection(&self) -> Result<Connection, sqlx::Error> {
        match self {
            Self::Postgres(pool) => pool.acquire().await.map(Connection::Postgres),
            Self::Sqlite(pool) => {
                let mut connection = pool.acquire().await?;
                let began = Began::now();
                let goes_on = began.clone();
                let goes_on = move || goes_on.get().elapsed() < STATEMENT_TIMEOUT;
                interrupt_unless(&mut connection, goes_on).await?;
                Ok(Connection::Sqlite(connection, began))
            }
        }
    }
}

/// When the statement began that a connection runs.
#[derive(Debug, Clone)]
pub(super) struct Began(Arc<Mutex<Instant>>);

impl Began {
    fn now() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn get(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// A connection that a lane has.
#[derive(Debug)]
pub(super) enum Connection {
    Postgres(PoolConnection<Postgres>),
    /// Its statements end when they take too long, counted from here.
    Sqlite(PoolConnection<Sqlite>, Began),
}

impl Connection {
    /// Closes it at its end, in place of giving it back.
    pub(super) fn close_on_drop(&mut self) {
        match self {
            Self::Postgres(connection) => connection.close_on_drop(),
            Self::Sqlite(connection, _) => connection.close_on_drop(),
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
            Self::Sqlite(connection, began) => {
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
