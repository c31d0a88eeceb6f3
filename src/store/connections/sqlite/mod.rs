//! SQLite: how its connections are set up, and how its statements end.

pub(in crate::store) mod file;
pub(in crate::store) mod wal;

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions as _, Executor as _};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

use self::file::OpenFile;
use self::wal::WriteAheadLog;
use super::driver::failed;
use crate::config::DatabaseSettings;
use crate::store::connections::pools::{Pools, Reading, STATEMENT_TIMEOUT, parse, query_value};
use crate::store::error::StoreError;

/// SQLite before this loses committed rows when a WAL is reset at the wrong moment.
const MIN_SQLITE: [u32; 3] = [3, 51, 3];

/// How long a connection of SQLite waits for another process.
pub(in crate::store) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How much of its file a connection of SQLite that reads maps into memory, in bytes. Pages that it
/// copies into its own cache, which is small, fall out of it before the next read that needs them.
const MAPPED: u64 = 128 << 20;

/// How many rows of SQLite wait for the task that reads them before its thread does, which costs two
/// switches between them: more than a page of a list holds.
const ROWS_BUFFERED: usize = 1_024;

/// How often SQLite looks at the clock, in steps of its virtual machine: about a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

fn options(settings: &DatabaseSettings, connections: NonZeroU32) -> ConnectOptions {
    // SeaORM takes what follows the slashes for a host with a port.
    let url = settings.url.replacen("sqlite://:memory:", "sqlite::memory:", 1);
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections.get())
        .acquire_timeout(settings.acquire_timeout())
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

fn is_in_memory(url: &str) -> bool {
    let (path, parameters) = url.split_once('?').unwrap_or((url, ""));
    path.trim_start_matches("sqlite:").trim_start_matches("//") == ":memory:"
        || parameters.split('&').any(|parameter| parameter == "mode=memory")
}

pub(in crate::store) async fn open(settings: &DatabaseSettings) -> Result<Pools, StoreError> {
    let in_memory = is_in_memory(&settings.url);
    let named: SqliteConnectOptions = parse(&settings.url)?;
    if !in_memory {
        file::prepare(named.get_filename(), !settings.url.ends_with("mode=rw"))?;
    }
    let mut writing = options(settings, NonZeroU32::MIN);
    writing.min_connections(1).idle_timeout(None).max_lifetime(None);
    let unhurried = Arc::new(AtomicBool::new(false));
    let hurry = Arc::clone(&unhurried);
    let used = Arc::new(OnceLock::new());
    let using = Arc::clone(&used);
    writing
        .map_sqlx_sqlite_opts(move |options| {
            let options = durable(options).create_if_missing(in_memory);
            using.get_or_init(|| options).clone()
        })
        .map_sqlx_sqlite_pool_opts(move |pool| watch_writes(pool, Arc::clone(&hurry), in_memory));
    let beside = |error: DbErr| {
        let (file, error) = (named.get_filename().display(), StoreError::from(error));
        StoreError::Unavailable(format!("{file}, or a file beside it, can't be opened: {error}"))
    };
    let write = Database::connect(writing).await.map_err(beside)?;
    check_sqlite_version(&write).await?;
    if let (true, Some(used)) = (in_memory, used.get()) {
        let anchor = used.connect().await.map_err(failed)?;
        return Ok(Pools { write, reading: Reading::Memory(Mutex::new(anchor)), unhurried });
    }
    let mut reading = options(settings, settings.connections);
    reading.min_connections(1);
    let mapped = if settings.reads_once { 0 } else { MAPPED };
    reading.map_sqlx_sqlite_opts(move |options| {
        durable(options)
            .create_if_missing(false)
            .pragma("query_only", "ON")
            .pragma("mmap_size", mapped.to_string())
            .row_buffer_size(ROWS_BUFFERED)
    });
    let pool = Database::connect(reading).await?;
    let wal = WriteAheadLog::new(OpenFile::at(named.get_filename())?);
    let reading = Reading::File { pool, wal, stopped: Arc::default() };
    Ok(Pools { write, reading, unhurried })
}

/// What an acknowledged write needs to survive a loss of power: a flush of the log per commit.
fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

/// Ends statements of SQLite that run too long, and what a transaction has left behind that was dropped
/// before its end: a database in memory keeps its connection, with which it would end.
fn watch_writes(
    pool: sqlx::pool::PoolOptions<sqlx::Sqlite>,
    unhurried: Arc<AtomicBool>,
    is_in_memory: bool,
) -> sqlx::pool::PoolOptions<sqlx::Sqlite> {
    async fn watch(
        connection: &mut sqlx::SqliteConnection,
        unhurried: Arc<AtomicBool>,
    ) -> Result<(), sqlx::Error> {
        let taken = Instant::now();
        let goes_on =
            move || taken.elapsed() < STATEMENT_TIMEOUT || unhurried.load(Ordering::Relaxed);
        interrupt_unless(connection, goes_on).await
    }
    let connected = Arc::clone(&unhurried);
    pool.after_connect(move |connection, _| Box::pin(watch(connection, Arc::clone(&connected))))
        .before_acquire(move |connection, _| {
            let unhurried = Arc::clone(&unhurried);
            Box::pin(async move {
                watch(connection, unhurried).await?;
                Ok(true)
            })
        })
        .after_release(move |connection, _| {
            Box::pin(async move {
                if is_in_memory {
                    // An error where there is none.
                    let _ = connection.execute("ROLLBACK").await;
                }
                Ok(true)
            })
        })
}

/// Ends statements of a connection once they may not go on: SQLite computes in its own thread, and would
/// go on with one that nobody waits for.
async fn interrupt_unless(
    connection: &mut sqlx::SqliteConnection,
    goes_on: impl FnMut() -> bool + Send + 'static,
) -> Result<(), sqlx::Error> {
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(STEPS_BETWEEN_LOOKS, goes_on);
    Ok(())
}

/// Ends statements of a connection that take too long, counted from what is returned, and those that run
/// once it is `stopped`.
pub(in crate::store) async fn interrupt_overdue(
    connection: &mut sqlx::SqliteConnection,
    stopped: Arc<AtomicBool>,
) -> Result<Began, sqlx::Error> {
    let began = Began(Arc::new(Mutex::new(Instant::now())));
    let look = began.clone();
    let goes_on =
        move || look.get().elapsed() < STATEMENT_TIMEOUT && !stopped.load(Ordering::Relaxed);
    interrupt_unless(connection, goes_on).await?;
    Ok(began)
}

/// When a connection of SQLite began what it computes.
#[derive(Debug, Clone)]
pub(in crate::store) struct Began(Arc<Mutex<Instant>>);

impl Began {
    fn get(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It begins now.
    pub(in crate::store) fn set(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

async fn check_sqlite_version(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let text: String = query_value(connection, "SELECT sqlite_version()").await?;
    let version: Vec<u32> = text.split('.').filter_map(|part| part.parse().ok()).collect();
    if version.as_slice() < MIN_SQLITE.as_slice() {
        return Err(StoreError::Unavailable(format!("SQLite {text} is older than 3.51.3")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait as _;

    use super::*;
    use crate::config::Settings;

    #[tokio::test]
    async fn a_database_in_memory_outlives_its_connection() {
        let mut settings = Settings::defaults().unwrap().database;
        "sqlite::memory:".clone_into(&mut settings.url);
        let pools = open(&settings).await.unwrap();
        pools.write.execute_unprepared("CREATE TABLE kept (id INTEGER)").await.unwrap();
        let pool = pools.write.get_sqlite_connection_pool();
        // As the pool does where a statement goes on for long that nobody waits for.
        pool.acquire().await.unwrap().close().await.unwrap();
        pools.write.execute_unprepared("SELECT id FROM kept").await.unwrap();
    }
}
