//! The connections of lanes, as each kind of database needs them.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::available_parallelism;

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Executor as _, Sqlite, SqlitePool};
use sea_orm::{QueryResult, Statement};

use crate::domain::ids::TenantId;
use crate::store::connections::driver::query;
use crate::store::connections::postgres::rls;
use crate::store::connections::sqlite::wal::WriteAheadLog;
use crate::store::connections::{
    Began, Budget, Connector, Link, Place, Purpose, interrupt_overdue,
};
use crate::store::error::StoreError;

/// Where lanes have their connections from.
#[derive(Debug)]
pub(in crate::store) enum Source {
    /// For one purpose, so many at most.
    Postgres(Connector, Purpose, usize),
    /// A file, whose statements end once this is set.
    Sqlite(SqlitePool, Arc<WriteAheadLog>, Arc<AtomicBool>),
}

impl Source {
    /// How many connections there may be.
    pub(in crate::store) fn most(&self) -> usize {
        match self {
            Self::Postgres(.., most) => *most,
            Self::Sqlite(pool, ..) => {
                usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX)
            }
        }
    }

    /// How many statements may run at once that are short: on SQLite, one for each processor.
    pub(in crate::store) fn at_once(&self) -> usize {
        match self {
            Self::Postgres(..) => self.most(),
            Self::Sqlite(..) => self.most().min(available_parallelism().map_or(1, NonZero::get)),
        }
    }

    /// What bounds the connections, where they are not the pool's alone.
    pub(in crate::store) fn budget(&self) -> Option<&Budget> {
        match self {
            Self::Postgres(connector, ..) => Some(connector.budget()),
            Self::Sqlite(..) => None,
        }
    }

    /// A place for a connection, where there is one.
    pub(in crate::store) fn place(&self) -> Option<Place> {
        match self {
            Self::Postgres(connector, purpose, _) => connector.budget().take(*purpose),
            Self::Sqlite(..) => Some(Place::uncounted()),
        }
    }

    /// Whether a connection leads to what no longer is the database.
    pub(in crate::store) fn outdates(&self, connection: &Connection) -> bool {
        match (self, connection) {
            (Self::Postgres(connector, ..), Connection::Postgres(link, _)) => {
                connector.renewal().outdates(link.opened)
            }
            _ => false,
        }
    }

    /// A connection, for which there is a place.
    pub(in crate::store) async fn connection(&self) -> Result<Connection, StoreError> {
        match self {
            Self::Postgres(connector, purpose, _) => {
                let link = connector.open(*purpose).await?;
                Ok(Connection::Postgres(link, connector.clone()))
            }
            Self::Sqlite(pool, wal, stopped) => {
                wal.file.check()?;
                let unavailable = |error: sqlx::Error| StoreError::Unavailable(error.to_string());
                let mut connection = pool.acquire().await.map_err(unavailable)?;
                let began = interrupt_overdue(&mut connection, Arc::clone(stopped)).await;
                let began = began.map_err(unavailable)?;
                Ok(Connection::Sqlite(connection, began, Arc::clone(wal)))
            }
        }
    }
}

/// A connection that a lane has.
#[derive(Debug)]
pub(in crate::store) enum Connection {
    Postgres(Link, Connector),
    /// Its statements end when they take too long, counted from here.
    Sqlite(PoolConnection<Sqlite>, Began, Arc<WriteAheadLog>),
}

impl Connection {
    /// Closes it at its end, in place of giving it back.
    pub(in crate::store) fn close_on_drop(&mut self) {
        if let Self::Sqlite(connection, ..) = self {
            connection.close_on_drop();
        }
    }

    /// Runs a statement; for one tenant in a transaction, which is then open.
    pub(in crate::store) async fn fetch(
        &mut self,
        statement: &Statement,
        tenant: Option<TenantId>,
    ) -> Result<Vec<QueryResult>, sqlx::Error> {
        // Should its connection be lost, it is run again.
        let statement = statement.clone();
        match self {
            Self::Postgres(link, connector) => {
                let connection = &mut link.connection;
                let work = async {
                    if let Some(tenant) = tenant {
                        let begin = format!("BEGIN READ ONLY; {}", rls::naming([tenant]));
                        connection.execute(AssertSqlSafe(begin)).await?;
                    }
                    query(statement).fetch_all(connection).await
                };
                let rows = connector.answer(link.process, work).await?;
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
    pub(in crate::store) async fn end_transaction(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Postgres(link, _) => link.connection.execute("ROLLBACK").await.map(drop),
            Self::Sqlite(..) => Ok(()),
        }
    }
}
