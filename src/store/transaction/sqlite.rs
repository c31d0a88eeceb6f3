//! Transactions on SQLite, one at a time.
//!
//! SQLite computes in a thread of its own. Whatever is asked of it costs two switches between that thread and
//! the server's, which have other work by then: with 64 clients that publish, these waits were longer than
//! SQLite computed. So there are few: the connection is kept from one transaction to the next, where sqlx's
//! pool would ask for three as it takes it back and gives it again, and statements that don't depend on one
//! another's results go together.
//!
//! sqlx's own transactions don't notice when SQLite ends one by itself, as where the disk is full. These are
//! SQLite's: what it ended can't be committed, and its connection is closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{AssertSqlSafe, Executor as _, Row as _, Sqlite, SqlitePool};
use sea_orm::{DbBackend, DbErr, Statement};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, OwnedMutexGuard};

use crate::store::StoreError;
use crate::store::connect::{Began, interrupt_overdue};
use crate::store::driver::{failed, query};
use crate::store::log::NEXT_NUMBER;

/// The connection that writes, and since when.
#[derive(Debug)]
struct Writing {
    connection: PoolConnection<Sqlite>,
    began: Began,
}

/// Where the connection waits for the next transaction, and transactions for it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    place: Arc<Mutex<Option<Writing>>>,
    pool: SqlitePool,
    /// A database in memory ends with its connection, which is shared with those who read.
    is_in_memory: bool,
}

impl Kept {
    pub(super) fn new(pool: SqlitePool, is_in_memory: bool) -> Self {
        Self { place: Arc::default(), pool, is_in_memory }
    }

    /// Keeps the connection no more: its pool waits for it before it closes.
    pub(super) async fn close(&self) {
        self.place.lock().await.take();
    }

    /// Begins a transaction that writes. Statements are counted.
    pub(super) async fn begin(&self, statements: &Arc<AtomicU64>) -> Result<OnSqlite, StoreError> {
        let mut place = Arc::clone(&self.place).lock_owned().await;
        let mut writing = match place.take() {
            Some(writing) => writing,
            None => self.connect().await.map_err(failed)?,
        };
        writing.began.set();
        // One that turns into a writing one later fails when it has to wait.
        let begin = format!("BEGIN IMMEDIATE; {NEXT_NUMBER}");
        let row = writing.connection.fetch_one(AssertSqlSafe(begin)).await.map_err(failed)?;
        let number = row.try_get(0).map_err(failed)?;
        let (connection, statements) = (Mutex::new(writing), Arc::clone(statements));
        let place = (!self.is_in_memory).then_some(place);
        Ok(OnSqlite { connection, number, statements, place })
    }

    async fn connect(&self) -> Result<Writing, sea_orm::sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        if !self.is_in_memory {
            connection.close_on_drop();
        }
        let began = interrupt_overdue(&mut connection).await?;
        Ok(Writing { connection, began })
    }
}

/// A transaction on SQLite.
#[derive(Debug)]
pub(in crate::store) struct OnSqlite {
    connection: Mutex<Writing>,
    number: i64,
    statements: Arc<AtomicU64>,
    /// Where the connection goes afterwards, unless back to its pool.
    place: Option<OwnedMutexGuard<Option<Writing>>>,
}

impl OnSqlite {
    /// Its number, under which it writes into the log.
    pub(in crate::store) const fn number(&self) -> i64 {
        self.number
    }

    /// Runs statements together, in their order, whose parameters are not numbered.
    pub(in crate::store) async fn execute_all(
        &self,
        statements: impl IntoIterator<Item = Statement>,
    ) -> Result<(), DbErr> {
        let (mut sql, mut values) = (String::new(), Vec::new());
        for statement in statements {
            self.statements.fetch_add(1, Ordering::Relaxed);
            sql.push_str(&statement.sql);
            sql.push(';');
            values.extend(statement.values.into_iter().flatten());
        }
        if sql.is_empty() {
            return Ok(());
        }
        let all = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        let connection = &mut self.connection.lock().await.connection;
        // Its text, which tells the number of rows, will hardly come again.
        query(all).persistent(false).execute(&mut **connection).await.map_err(failed)?;
        Ok(())
    }

    /// The connection, for one statement more.
    pub(super) async fn next(&self) -> MappedMutexGuard<'_, PoolConnection<Sqlite>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        MutexGuard::map(self.connection.lock().await, |writing| &mut writing.connection)
    }

    /// Ends it, and keeps its connection.
    pub(super) async fn end(self, how: &'static str) -> Result<(), DbErr> {
        let mut writing = self.connection.into_inner();
        writing.connection.execute(how).await.map_err(failed)?;
        if let Some(mut place) = self.place {
            *place = Some(writing);
        }
        Ok(())
    }
}
