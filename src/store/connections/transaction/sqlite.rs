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
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Executor as _, Row as _, Sqlite, SqlitePool};
use sea_orm::{DbBackend, DbErr, Statement};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, OwnedMutexGuard};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::store::connections::admission::admit_to_sqlite;
use crate::store::connections::driver::{failed, query};
use crate::store::connections::sqlite::wal::{PATIENCE, WriteAheadLog};
use crate::store::connections::{BUSY_TIMEOUT, Began, interrupt_overdue};
use crate::store::error::StoreError;

/// The number of the next transaction on SQLite, which writes one after the other.
pub(in crate::store) const NEXT_NUMBER: &str = "SELECT coalesce(max(number), 0) + 1 FROM (
    SELECT max(transaction_id) AS number FROM event_log
    UNION ALL SELECT max(transaction_id) FROM event_log_removal
    UNION ALL SELECT max(number) << 48 FROM event_log_epoch)";

/// The connection that writes, and since when.
#[derive(Debug)]
struct Writing {
    connection: PoolConnection<Sqlite>,
    began: Began,
}

/// Where the connection goes that a transaction has, for which others wait.
type Place = OwnedMutexGuard<Option<Writing>>;

/// The connection, kept while no transaction has it.
#[derive(Debug, Clone)]
pub(in crate::store) struct Kept {
    place: Arc<Mutex<Option<Writing>>>,
    pool: SqlitePool,
    /// Of a file. A database in memory has one connection, which is shared with those who read.
    wal: Option<Arc<WriteAheadLog>>,
    /// Whether a connection was admitted.
    is_admitted: Arc<AtomicBool>,
    tasks: TaskTracker,
}

impl Kept {
    pub(in crate::store) fn new(
        pool: SqlitePool,
        wal: Option<Arc<WriteAheadLog>>,
        tasks: TaskTracker,
    ) -> Self {
        Self { place: Arc::default(), pool, wal, is_admitted: Arc::default(), tasks }
    }

    /// Closes the connection, and its pool: a transaction that runs ends first.
    pub(in crate::store) async fn close(&self) {
        // From here on it is not kept.
        let closing = self.pool.close();
        if let Some(writing) = self.place.lock().await.take()
            && let Err(error) = empty_log(writing).await
        {
            tracing::warn!(%error, "the write-ahead log is not empty");
        }
        closing.await;
    }

    /// Begins a transaction that writes. Statements are counted.
    pub(in crate::store) async fn begin(
        &self,
        statements: &Arc<AtomicU64>,
    ) -> Result<OnSqlite, StoreError> {
        self.check_file()?;
        let in_time = timeout(self.pool.options().get_acquire_timeout(), self.take());
        let (place, mut writing) = match in_time.await {
            Ok(taken) => taken?,
            Err(_) => return Err(StoreError::Unavailable("others write for too long".to_owned())),
        };
        writing.began.set();
        // One that turns into a writing one later fails when it has to wait.
        let begin = format!("BEGIN IMMEDIATE; {NEXT_NUMBER}");
        let begin = query(Statement::from_string(DbBackend::Sqlite, begin));
        let row = begin.fetch_one(&mut *writing.connection).await.map_err(failed)?;
        let number = row.try_get(0).map_err(failed)?;
        let (connection, statements) = (Mutex::new(writing), Arc::clone(statements));
        Ok(OnSqlite { connection, number, statements, place, kept: self.clone() })
    }

    /// Refuses to write into a file that nobody finds any more.
    fn check_file(&self) -> Result<(), StoreError> {
        self.wal.as_ref().map_or(Ok(()), |wal| wal.file.check())
    }

    /// The connection, and where it goes afterwards, unless that is its pool.
    async fn take(&self) -> Result<(Option<Place>, Writing), StoreError> {
        let mut place = Arc::clone(&self.place).lock_owned().await;
        let writing = match place.take() {
            Some(writing) => writing,
            None => self.connect().await?,
        };
        Ok((self.wal.is_some().then_some(place), writing))
    }

    async fn connect(&self) -> Result<Writing, StoreError> {
        let connection = self.pool.acquire().await;
        let mut connection =
            connection.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        if self.wal.is_some() {
            connection.close_on_drop();
        }
        let never = Arc::default();
        let began = interrupt_overdue(&mut connection, never).await.map_err(failed)?;
        // A database in memory gives its connection back, and never becomes another.
        if !(self.wal.is_none() && self.is_admitted.load(Ordering::Relaxed)) {
            admit_to_sqlite(&mut connection).await?;
            self.is_admitted.store(true, Ordering::Relaxed);
        }
        Ok(Writing { connection, began })
    }

    /// Empties the log, where it is long and those who read leave a moment for it.
    fn shorten_log(&self) {
        let Some(wal) = self.wal.clone().filter(|wal| wal.is_due()) else { return };
        let kept = self.clone();
        self.tasks.spawn(async move {
            let Some(_still) = wal.still().await else { return };
            // Who writes may wait for another process, for which no read is held up.
            let Ok(mut place) = timeout(PATIENCE, kept.place.lock()).await else { return };
            let Some(writing) = place.take() else { return };
            match empty_log(writing).await {
                Ok(writing) if !kept.pool.is_closed() => *place = Some(writing),
                Ok(_) => (),
                Err(error) => tracing::warn!(%error, "the write-ahead log can't be emptied"),
            }
        });
    }
}

/// Writes what is in the log into the database, and empties it. It waits for no other process that reads.
async fn empty_log(mut writing: Writing) -> Result<Writing, sqlx::Error> {
    writing.began.set();
    let connection = &mut *writing.connection;
    let as_before = format!("PRAGMA busy_timeout = {}", BUSY_TIMEOUT.as_millis());
    connection.execute("PRAGMA busy_timeout = 100").await?;
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    connection.execute(AssertSqlSafe(as_before)).await?;
    Ok(writing)
}

/// A transaction on SQLite.
#[derive(Debug)]
pub(in crate::store) struct OnSqlite {
    connection: Mutex<Writing>,
    number: i64,
    statements: Arc<AtomicU64>,
    place: Option<Place>,
    kept: Kept,
}

impl OnSqlite {
    /// Its number, under which it writes into the log.
    pub(in crate::store) const fn number(&self) -> i64 {
        self.number
    }

    /// Runs statements together, in their order, which write so many rows in all. Their parameters are not
    /// numbered.
    ///
    /// No driver of sqlx but SQLite's takes several statements with parameters, and nothing says that it
    /// will go on to; so the rows that were written are counted.
    pub(in crate::store) async fn execute_all(
        &self,
        statements: impl IntoIterator<Item = Statement>,
        rows: usize,
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
        let written = query(all).persistent(false).execute(&mut **connection).await;
        let written = written.map_err(failed)?.rows_affected();
        if usize::try_from(written) != Ok(rows) {
            return Err(DbErr::Custom(format!("SQLite wrote {written} rows of {rows}")));
        }
        Ok(())
    }

    /// The connection, for one statement more.
    pub(in crate::store) async fn next(&self) -> MappedMutexGuard<'_, PoolConnection<Sqlite>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        MutexGuard::map(self.connection.lock().await, |writing| &mut writing.connection)
    }

    /// Ends it, and keeps its connection.
    pub(in crate::store) async fn end(self, how: &str) -> Result<(), StoreError> {
        let mut writing = self.connection.into_inner();
        // What is asked for afterwards tells that it was done: should SQLite's thread end, sqlx finds nothing
        // wrong with a statement without rows.
        let end = Statement::from_string(DbBackend::Sqlite, format!("{how}; SELECT 1"));
        query(end).fetch_one(&mut *writing.connection).await.map_err(failed)?;
        if let Some(mut place) = self.place
            && !self.kept.pool.is_closed()
        {
            *place = Some(writing);
        }
        self.kept.shorten_log();
        self.kept.check_file()
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
    use tokio_util::task::TaskTracker;

    use crate::config::Settings;
    use crate::domain::clock::new_event_id;
    use crate::store::connections::database::Database;
    use crate::store::connections::migrations::Migrations;

    const INSERT: &str = "INSERT INTO event_log
            (tenant_id, transaction_id, ordinal, event_id, change, size, recorded_at)
        SELECT zeroblob(16), count(*) + 1, 0, 'a', 1, 1, 1 FROM event_log";

    async fn numbers_after_each_end(url: &str) -> Vec<i64> {
        let mut settings = Settings::defaults().expect("the defaults").database;
        url.clone_into(&mut settings.url);
        let database = Database::open(&settings, TaskTracker::new()).await.expect("a database");
        Migrations::of(&database).up("sub").await.expect("a schema");
        let mut numbers = Vec::new();
        for end in ["drop", "rollback", "commit", "drop"] {
            let transaction = database.begin([]).await.expect("a transaction");
            let next = Statement::from_string(DbBackend::Sqlite, super::NEXT_NUMBER);
            let next = transaction.query_one_raw(next).await.expect("a row").expect("a row");
            numbers.push(next.try_get_by_index(0).expect("a number"));
            transaction.execute_unprepared(INSERT).await.expect("a row");
            match end {
                "commit" => transaction.commit().await.expect("an end"),
                "rollback" => transaction.rollback().await,
                _ => drop(transaction),
            }
        }
        database.close().await;
        numbers
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_what_is_committed_stays() {
        let file = std::env::temp_dir().join(format!("{}.db", new_event_id()));
        let numbers = numbers_after_each_end(&format!("sqlite://{}", file.display())).await;
        assert_eq!(numbers, [1, 1, 1, 2]);
        std::fs::remove_file(file).expect("a file");
        assert_eq!(numbers_after_each_end("sqlite::memory:").await, [1, 1, 1, 2]);
    }
}
