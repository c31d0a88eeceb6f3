//! PostgreSQL: how its connections are opened.
//!
//! What a connection needs is set once it is open: a pooler between refuses settings that come with the request
//! for one.

pub(in crate::store) mod budget;
pub(in crate::store) mod renewal;
pub(in crate::store) mod rls;
pub(in crate::store) mod role;
pub(in crate::store) mod startup;
mod vigil;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::SqlxPostgresConnector;
use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Row as _};
use tokio::time::{sleep, timeout_at};

use self::budget::{Budget, Purpose};
use self::renewal::Renewal;
use self::vigil::Vigil;
use super::driver::failed;
use crate::config::DatabaseSettings;
use crate::store::connections::pools::{
    BATCHES, Pools, RETRIES, Reading, STATEMENT_TIMEOUT, parse,
};
use crate::store::error::StoreError;
use crate::store::trouble::Trouble;

const MIN_POSTGRES: u32 = 140_000;

/// How long a statement waits for a row that another transaction changes, on PostgreSQL.
const LOCK_TIMEOUT: &str = "2s";

/// Statements are planned once for each connection. Left to itself, PostgreSQL plans those with a
/// set of keys again each time, since for one key that looks cheaper than a plan for any number; but
/// planning takes longer than such a statement runs.
const PLAN_CACHE_MODE: &str = "force_generic_plan";

/// How long a transaction may idle, on PostgreSQL.
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "10s";

/// Connections that write: for batches, for requests that are tried again beside them, for the end of the
/// log, and in place of those of batches that are being closed.
const WRITERS: u32 = 1 + BATCHES + RETRIES + BATCHES;

/// One that listens, one that calls.
const WAKERS: u32 = 2;

/// How long to wait before PostgreSQL is asked for a connection again.
const PAUSE: Duration = Duration::from_millis(50);

/// How long the connection that looks at the schema is kept, which is needed at the start alone.
const SCHEMA_IDLE: Duration = Duration::from_secs(5);

pub(in crate::store) fn open(settings: &DatabaseSettings) -> Result<Pools, StoreError> {
    let connector = Connector::new(settings)?;
    let write = SqlxPostgresConnector::from_sqlx_postgres_pool(connector.pool());
    Ok(Pools { write, reading: Reading::Postgres(connector), unhurried: Arc::default() })
}

/// The options for an address, with nothing that poolers refuse.
pub(in crate::store) fn postgres_options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options: PgConnectOptions = parse(url)?;
    Ok(options.application_name("event-mesh").extra_float_digits(None).disable_statement_logging())
}

/// Opens connections to PostgreSQL.
#[derive(Clone)]
pub(in crate::store) struct Connector(Arc<Shared>);

struct Shared {
    options: PgConnectOptions,
    /// How long a connection may take to be there.
    acquire: Duration,
    budget: Budget,
    renewal: Renewal,
    vigil: Vigil,
    notify: bool,
}

/// A connection to PostgreSQL.
#[derive(Debug)]
pub(in crate::store) struct Link {
    pub(in crate::store) connection: PgConnection,
    /// The process of the database that serves it.
    pub(in crate::store) process: i32,
    pub(in crate::store) opened: Instant,
}

impl Connector {
    fn new(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let options = postgres_options(&settings.url)?;
        let wakeups = if settings.notify { WAKERS } else { 0 };
        let reads = settings.connections.get();
        let budget = Budget::new(settings.max_connections.get(), [WRITERS, reads, reads, wakeups]);
        let vigil = Vigil::new(options.clone());
        let (acquire, renewal) = (settings.acquire_timeout(), Renewal::default());
        let notify = settings.notify;
        Ok(Self(Arc::new(Shared { options, acquire, budget, renewal, vigil, notify })))
    }

    /// How long a connection may take to be there.
    pub(in crate::store) fn acquire(&self) -> Duration {
        self.0.acquire
    }

    /// When connections had to be opened anew.
    pub(in crate::store) fn renewal(&self) -> &Renewal {
        &self.0.renewal
    }

    /// How many connections the process may have, and has.
    pub(in crate::store) fn budget(&self) -> &Budget {
        &self.0.budget
    }

    /// Whether servers tell each other of commits.
    pub(in crate::store) fn notifies(&self) -> bool {
        self.0.notify
    }

    /// A pool of one connection, which is opened when it is needed and soon closed again.
    pub(in crate::store) fn pool(&self) -> PgPool {
        let pool = PoolOptions::new().max_connections(1).acquire_timeout(self.0.acquire);
        pool.idle_timeout(SCHEMA_IDLE).connect_lazy_with(self.0.options.clone())
    }

    /// Opens a connection, for which there is a place.
    pub(in crate::store) async fn open(&self, purpose: Purpose) -> Result<Link, StoreError> {
        let deadline = tokio::time::Instant::now() + self.0.acquire;
        let mut last = None;
        let opened = async {
            loop {
                let error = match self.attempt(purpose).await {
                    Ok(link) => return Ok(link),
                    Err(error) if !startup::may_come_up(&error) => return Err(refused(error)),
                    Err(error) => refused(error),
                };
                if error.trouble() == Some(Trouble::Connections) {
                    self.0.budget.is_refused();
                }
                last = Some(error);
                sleep(PAUSE).await;
            }
        };
        let in_time = timeout_at(deadline, opened).await;
        in_time.unwrap_or_else(|_| Err(last.unwrap_or_else(not_in_time)))
    }

    async fn attempt(&self, purpose: Purpose) -> Result<Link, sqlx::Error> {
        let opened = Instant::now();
        let mut connection = self.0.options.connect().await?;
        let row = sqlx::raw_sql(AssertSqlSafe(settings_for(purpose)));
        let process = row.fetch_one(&mut connection).await?.try_get(0)?;
        Ok(Link { connection, process, opened })
    }

    /// Waits for the answer to a statement on this connection, as long as PostgreSQL works on it. A
    /// connection that fell silent is lost, and with it those of before.
    pub(in crate::store) async fn answer<T>(
        &self,
        process: i32,
        statement: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let answered = self.0.vigil.keep(process, statement).await;
        answered.unwrap_or_else(|| {
            self.0.renewal.renew("the database fell silent", true);
            Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()))
        })
    }
}

fn not_in_time() -> StoreError {
    StoreError::Unavailable("no connection within database.acquire_seconds".to_owned())
}

/// Why there is no connection. A peer that breaks off while one is opened looks to the driver as if it spoke
/// another protocol.
fn refused(error: sqlx::Error) -> StoreError {
    match StoreError::from(failed(error)) {
        StoreError::Database(error) => StoreError::Unavailable(error.to_string()),
        error => error,
    }
}

/// The statement that sets what a connection needs for a purpose, and tells its process.
fn settings_for(purpose: Purpose) -> String {
    let tenants = if purpose == Purpose::ReadAll { rls::EVERY } else { "" };
    let statement_timeout = format!("{}s", STATEMENT_TIMEOUT.as_secs());
    let settings = [
        (rls::SETTING, tenants),
        ("statement_timeout", &statement_timeout),
        ("lock_timeout", LOCK_TIMEOUT),
        ("plan_cache_mode", PLAN_CACHE_MODE),
        ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT),
    ];
    let settings = settings.map(|(name, value)| format!("set_config('{name}', '{value}', false)"));
    format!("SELECT pg_backend_pid(), {}", settings.join(", "))
}

impl fmt::Debug for Connector {
    /// Leaves the address out, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").field("budget", &self.0.budget).finish_non_exhaustive()
    }
}

/// Refuses a PostgreSQL whose `server_version_num` is below the oldest that is supported, and one
/// whose `server_encoding` can't store every text, or compares it as bytes of nobody knows what.
pub(in crate::store) fn check_postgres(version: &str, encoding: &str) -> Result<(), StoreError> {
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
