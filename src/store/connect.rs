//! Opening a database, as each kind needs it.
//!
//! SQLite has one connection that writes and several that only read: it has one writer at a time
//! anyway, and a second one would fail instead of waiting. A database in memory has one
//! connection for both, kept for ever, for it ends with its connection. PostgreSQL has a pool for
//! reads over every tenant, one for reads of a single tenant, and a small one for the writer, so
//! that slow reads never hold up a write.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Executor as _};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr};

use super::error::StoreError;
use super::file::OpenFile;
use super::renewal::Renewal;
use super::wal::WriteAheadLog;
use super::writer::{BATCHES, RETRIES};
use super::{file, tenants};
use crate::config::DatabaseSettings;

/// SQLite before this loses committed rows when a WAL is reset at the wrong moment.
const MIN_SQLITE: [u32; 3] = [3, 51, 3];
const MIN_POSTGRES: u32 = 140_000;

/// How long a statement may run. On SQLite's connection that writes, the time counts from when its
/// transaction began.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(8);

/// How long a statement waits for a row that another transaction changes, on PostgreSQL.
const LOCK_TIMEOUT: &str = "2s";

/// Statements are planned once for each connection. Left to itself, PostgreSQL plans those with a
/// set of keys again each time, since for one key that looks cheaper than a plan for any number; but
/// planning takes longer than such a statement runs.
const PLAN_CACHE_MODE: &str = "force_generic_plan";

/// How long a transaction may idle, on PostgreSQL.
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "10s";

/// How long a connection of SQLite waits for another process.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How much of its file a connection of SQLite that reads maps into memory, in bytes. Pages that it
/// copies into its own cache, which is small, fall out of it before the next read that needs them.
const MAPPED: u64 = 128 << 20;

/// How many rows of SQLite wait for the task that reads them before its thread does, which costs two
/// switches between them: more than a page of a list holds.
const ROWS_BUFFERED: usize = 1_024;

/// How often SQLite looks at the clock, in steps of its virtual machine: about a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// Connections that write on PostgreSQL: for batches, for requests that are tried again beside them, for
/// the end of the log, and in place of those of batches that are being closed.
const WRITERS: NonZeroU32 = NonZeroU32::MIN.saturating_add(BATCHES + RETRIES + BATCHES);

/// One that listens, one that calls.
const HINTERS: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);

/// A connection that idled this long is tried before it is used, or closed: firewalls forget connections.
pub(super) const SUSPICIOUS_IDLE: Duration = Duration::from_secs(30);

/// How long a connection is used that never goes back to its pool, so that it is replaced now and then,
/// too.
pub(super) const LONGEST_USE: Duration = Duration::from_mins(10);

/// The connections of one database.
#[derive(Debug)]
pub(super) struct Pools {
    /// Reads over every tenant; on SQLite all reads. A database in memory has one connection for all.
    pub(super) read: Option<DatabaseConnection>,
    /// Reads of one tenant, in transactions that say which, where the database holds them to it.
    pub(super) read_one: Option<DatabaseConnection>,
    pub(super) write: DatabaseConnection,
    /// What processes tell each other of commits by, where the database has that and the settings
    /// want it.
    pub(super) hints: Option<DatabaseConnection>,
    pub(super) backend: DbBackend,
    /// The file of an embedded database that has one, and its log.
    pub(super) wal: Option<Arc<WriteAheadLog>>,
    /// When connections had to be opened anew.
    pub(super) renewal: Renewal,
    /// Set while statements of SQLite may take as long as they like, as those of a migration.
    pub(super) unhurried: Arc<AtomicBool>,
    /// Set once nobody waits for what SQLite reads.
    pub(super) stopped: Arc<AtomicBool>,
}

impl Pools {
    /// Those that don't write.
    pub(super) fn reading(&self) -> impl Iterator<Item = &DatabaseConnection> {
        self.read.iter().chain(&self.read_one).chain(&self.hints)
    }
}

/// Opens the database that the settings name. PostgreSQL is reached by the first statement.
pub(super) async fn open(settings: &DatabaseSettings) -> Result<Pools, StoreError> {
    match settings.url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => open_sqlite(settings).await,
        Some("postgres" | "postgresql") => open_postgres(settings).await,
        _ => Err(StoreError::Unavailable(
            "database.url must begin with sqlite: or postgres:".to_owned(),
        )),
    }
}

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

/// Refuses an address that can't be read, without repeating it: it may hold a password.
pub(super) fn parse<T: FromStr>(url: &str) -> Result<T, StoreError> {
    let unreadable = |_| {
        let message = "database.url can't be read: what follows \"?\" in it isn't known";
        StoreError::Unavailable(message.to_owned())
    };
    url.parse::<T>().map_err(unreadable)
}

fn is_in_memory(url: &str) -> bool {
    let (path, parameters) = url.split_once('?').unwrap_or((url, ""));
    path.trim_start_matches("sqlite:").trim_start_matches("//") == ":memory:"
        || parameters.split('&').any(|parameter| parameter == "mode=memory")
}

async fn open_sqlite(settings: &DatabaseSettings) -> Result<Pools, StoreError> {
    let in_memory = is_in_memory(&settings.url);
    let named: SqliteConnectOptions = parse(&settings.url)?;
    if !in_memory {
        file::prepare(named.get_filename(), !settings.url.ends_with("mode=rw"))?;
    }
    let mut writing = options(settings, NonZeroU32::MIN);
    writing.min_connections(1).idle_timeout(None).max_lifetime(None);
    let unhurried = Arc::new(AtomicBool::new(false));
    let hurry = Arc::clone(&unhurried);
    writing
        .map_sqlx_sqlite_opts(move |options| durable(options).create_if_missing(in_memory))
        .map_sqlx_sqlite_pool_opts(move |pool| watch_writes(pool, Arc::clone(&hurry), in_memory));
    let beside = |error: DbErr| {
        let (file, error) = (named.get_filename().display(), StoreError::from(error));
        StoreError::Unavailable(format!("{file}, or a file beside it, can't be opened: {error}"))
    };
    let write = Database::connect(writing).await.map_err(beside)?;
    check_sqlite_version(&write).await?;
    let read = if in_memory {
        None
    } else {
        let mut reading = options(settings, settings.connections);
        reading.min_connections(1);
        reading.map_sqlx_sqlite_opts(|options| {
            durable(options)
                .create_if_missing(false)
                .pragma("query_only", "ON")
                .pragma("mmap_size", MAPPED.to_string())
                .row_buffer_size(ROWS_BUFFERED)
        });
        Some(Database::connect(reading).await?)
    };
    let backend = DbBackend::Sqlite;
    let renewal = Renewal::default();
    let file = || OpenFile::at(named.get_filename()).map(WriteAheadLog::new);
    let wal = (!in_memory).then(file).transpose()?;
    let (read_one, hints, stopped) = (None, None, Arc::default());
    Ok(Pools { read, read_one, write, hints, backend, wal, renewal, unhurried, stopped })
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
pub(super) async fn interrupt_overdue(
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
pub(super) struct Began(Arc<Mutex<Instant>>);

impl Began {
    fn get(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It begins now.
    pub(super) fn set(&self) {
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

async fn open_postgres(settings: &DatabaseSettings) -> Result<Pools, StoreError> {
    parse::<sqlx::postgres::PgConnectOptions>(&settings.url)?;
    let renewal = Renewal::default();
    let pool = |connections, tenants| {
        open_postgres_pool(options(settings, connections), tenants, renewal.clone())
    };
    let read = pool(settings.connections, tenants::EVERY).await?;
    let read_one = pool(settings.connections, "").await?;
    let write = pool(WRITERS, "").await?;
    let hints = if settings.notify { Some(pool(HINTERS, "").await?) } else { None };
    let (backend, wal, read, read_one) = (DbBackend::Postgres, None, Some(read), Some(read_one));
    let (unhurried, stopped) = Default::default();
    Ok(Pools { read, read_one, write, hints, backend, wal, renewal, unhurried, stopped })
}

/// Refuses a PostgreSQL whose `server_version_num` is below the oldest that is supported, and one
/// whose `server_encoding` can't store every text, or compares it as bytes of nobody knows what.
pub(super) fn check_postgres(version: &str, encoding: &str) -> Result<(), StoreError> {
    if version.parse().unwrap_or(0) < MIN_POSTGRES {
        let message = format!("PostgreSQL {version} is older than {MIN_POSTGRES}");
        return Err(StoreError::Unavailable(message));
    }
    if encoding != "UTF8" {
        let message = format!(
            "its encoding is {encoding} and must be UTF8: make one with CREATE DATABASE name \
             ENCODING 'UTF8' TEMPLATE template0"
        );
        return Err(StoreError::Unavailable(message));
    }
    Ok(())
}

async fn open_postgres_pool(
    mut pooled: ConnectOptions,
    tenants: &'static str,
    renewal: Renewal,
) -> Result<DatabaseConnection, StoreError> {
    // Which pools are used depends on who asks.
    pooled.connect_lazy(true).test_before_acquire_if_idle_for(SUSPICIOUS_IDLE);
    pooled.map_sqlx_postgres_opts(move |options| {
        options.application_name("event-mesh").options([
            (tenants::SETTING, tenants),
            ("statement_timeout", format!("{}s", STATEMENT_TIMEOUT.as_secs()).as_str()),
            ("lock_timeout", LOCK_TIMEOUT),
            ("plan_cache_mode", PLAN_CACHE_MODE),
            ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT),
        ])
    });
    pooled.map_sqlx_postgres_pool_opts(move |pool| {
        let renewal = renewal.clone();
        pool.before_acquire(move |_, connection| {
            let opened = Instant::now().checked_sub(connection.age);
            let is_outdated = opened.is_some_and(|opened| renewal.outdates(opened));
            Box::pin(async move { Ok(!is_outdated) })
        })
    });
    Ok(Database::connect(pooled).await?)
}

pub(super) async fn query_value(
    connection: &DatabaseConnection,
    sql: &str,
) -> Result<String, StoreError> {
    let row = connection
        .query_one_raw(sea_orm::Statement::from_string(connection.get_database_backend(), sql));
    let row = row.await?.ok_or_else(|| StoreError::Unavailable("no version".to_owned()))?;
    Ok(row.try_get_by_index(0)?)
}

#[cfg(test)]
mod tests {
    use super::check_postgres;

    #[test]
    fn a_postgresql_that_is_too_old_is_refused_by_its_number() {
        for version in ["140000", "170002"] {
            assert!(check_postgres(version, "UTF8").is_ok());
        }
        for version in ["130022", "90624", "devel"] {
            let refusal = check_postgres(version, "UTF8").expect_err("a refusal").to_string();
            assert!(refusal.contains(&format!("PostgreSQL {version} is older")), "{refusal}");
        }
    }
}
