//! Bringing the database's schema up to date.
//!
//! A change is one transaction, whatever it takes: who stops it, or what fails in it, leaves the database
//! as it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use migration::{Migrator, MigratorTrait, grant_direct_access};
use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, SqlxPostgresConnector, TransactionOptions, TransactionTrait,
};
use tokio_util::task::TaskTracker;

use super::database::Database;
use super::postgres::startup;
use crate::config::DatabaseSettings;
use crate::store::error::StoreError;

/// How long to wait for the database to let a connection in.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What holds in the transaction of a change. Large tables take their time; but who waits for a
/// table that is in use holds up everybody who comes after, and so gives up soon. The last line
/// lets one change after another through: a second one finds nothing left to do.
const BEGIN: &str = "
    SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;
    SET LOCAL lock_timeout = '5s';
    SELECT pg_advisory_xact_lock(hashtext('event-mesh migrate'));
";

/// The migrations of one database.
#[derive(Debug, Clone)]
pub struct Migrations {
    connection: DatabaseConnection,
    /// Set while a change goes on, which may take SQLite longer than any other statement.
    unhurried: Arc<AtomicBool>,
}

/// A migration, and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its name, which begins with its date.
    pub name: String,
    /// Whether it was applied.
    pub applied: bool,
}

impl Migrations {
    /// Opens the database to change it.
    ///
    /// # Errors
    /// When it can't be reached.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let url = settings.migration_url();
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            startup::reach(url, settings.wait()).await?;
            let connection = connect_to_postgres(url).await?;
            return Ok(Self { connection, unhurried: Arc::default() });
        }
        let settings = DatabaseSettings { url: url.to_owned(), ..settings.clone() };
        Ok(Self::of(&Database::open(&settings, TaskTracker::new()).await?))
    }

    /// Those of a database that is open already.
    pub fn of(database: &Database) -> Self {
        Self { connection: database.writing().clone(), unhurried: database.unhurried() }
    }

    /// Whether the server may bring this database up to date by itself: an embedded one has
    /// nobody else to do it.
    pub fn is_embedded(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Sqlite
    }

    /// Whether [`Migrations::up`] would take over the tables of the original layer.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn would_adopt(&self) -> Result<bool, StoreError> {
        let is_known = newer(&self.status().await?)?.is_none();
        Ok(is_known && Migrator::would_adopt(&self.connection).await?)
    }

    /// Whether a newer server has changed the schema, which this one can use all the same.
    ///
    /// # Errors
    /// When it can't.
    pub fn is_newer(status: &[MigrationStatus]) -> Result<bool, StoreError> {
        let newer = newer(status)?;
        if let Some(newest) = newer {
            tracing::warn!(newest, "the database was migrated by a newer event-mesh");
        }
        Ok(newer.is_some())
    }

    /// Applies what is missing, oldest first. `tenant_claim` is the claim that names the tenant of
    /// users who reach the database beside the server.
    ///
    /// # Errors
    /// When the database refuses, or holds what can't be taken over.
    pub async fn up(&self, tenant_claim: &str) -> Result<(), StoreError> {
        if Self::is_newer(&self.status().await?)? {
            return Ok(());
        }
        let change = self.begin().await?;
        let result = match Migrator::up(&change, None).await {
            Ok(()) if !self.is_embedded() => grant_direct_access(&change, tenant_claim).await,
            result => result,
        };
        self.end(change, result).await
    }

    /// Takes the newest `steps` migrations back.
    ///
    /// # Errors
    /// When the database refuses, or holds what can't be given back.
    pub async fn down(&self, steps: u32) -> Result<(), StoreError> {
        if let Some(name) = newer(&self.status().await?)? {
            return Err(StoreError::Migration(format!(
                "the database was migrated by a newer event-mesh ({name}): take that back with the \
                 newer one"
            )));
        }
        let change = self.begin().await?;
        let result = Migrator::down(&change, Some(steps)).await;
        self.end(change, result).await
    }

    /// Every migration, oldest first, those of a newer server last.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn status(&self) -> Result<Vec<MigrationStatus>, StoreError> {
        // In a transaction, so that both of its statements run on one connection.
        let reading = self.connection.begin().await?;
        let applied = Migrator::applied(&reading).await?;
        reading.commit().await?;
        let status = |name: String| MigrationStatus { applied: applied.contains(&name), name };
        let newer = applied.iter().filter(|name| !Migrator::names().contains(name));
        Ok(Migrator::names().into_iter().chain(newer.cloned()).map(status).collect())
    }

    async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            // A deferred transaction that turns into a writing one fails when it has to wait.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let change = self.connection.begin_with_options(options).await?;
        if self.is_embedded() {
            self.unhurried.store(true, Ordering::Relaxed);
            return Ok(change);
        }
        match change.execute_unprepared(BEGIN).await {
            Ok(_) => Ok(change),
            Err(error) => Err(give_up(change, error).await),
        }
    }

    /// Keeps what was done, or takes all of it back.
    async fn end(
        &self,
        change: DatabaseTransaction,
        result: Result<(), DbErr>,
    ) -> Result<(), StoreError> {
        let ended = match result {
            Ok(()) => change.commit().await.map_err(StoreError::from),
            Err(error) => Err(give_up(change, error).await),
        };
        self.unhurried.store(false, Ordering::Relaxed);
        ended
    }
}

/// The newest migration that a newer server has applied, which this one doesn't know.
///
/// # Errors
/// When there is one that older servers can't live with, or the database lacks one of this server's.
fn newer(status: &[MigrationStatus]) -> Result<Option<&str>, StoreError> {
    let known = Migrator::names();
    let newer = || status.iter().filter(|one| !known.contains(&one.name));
    let refuse = |name: &str| {
        Err(StoreError::Migration(format!(
            "the database was migrated by a newer event-mesh ({name}), and this one can't use it: run \
             the newer one"
        )))
    };
    let contract = newer().find(|one| Migrator::only_newer_can_live_with(&one.name));
    match (contract, newer().next_back()) {
        (Some(one), _) => refuse(&one.name),
        (None, Some(one)) if status.iter().any(|one| !one.applied) => refuse(&one.name),
        (None, newest) => Ok(newest.map(|one| one.name.as_str())),
    }
}

/// One connection, without the deadlines of those that serve requests.
async fn connect_to_postgres(url: &str) -> Result<DatabaseConnection, StoreError> {
    let options = super::postgres_options(url)?.application_name("event-mesh migrate");
    // A kept statement fails once a table of that name has columns of other kinds.
    let options = options.statement_cache_capacity(0);
    let pool = PoolOptions::new().max_connections(1).acquire_timeout(CONNECT_TIMEOUT);
    let connection =
        SqlxPostgresConnector::from_sqlx_postgres_pool(pool.connect_lazy_with(options));
    let setting = async |name: &str| {
        super::pools::query_value(&connection, &format!("SELECT current_setting('{name}')")).await
    };
    let (version, encoding) =
        (setting("server_version_num").await?, setting("server_encoding").await?);
    super::check_postgres(&version, &encoding)?;
    Ok(connection)
}

/// Takes back what was done and tells why.
async fn give_up(change: DatabaseTransaction, error: DbErr) -> StoreError {
    if let Err(error) = change.rollback().await {
        // PostgreSQL rolls back by itself when the connection ends, as it does now.
        tracing::debug!(%error, "rolling back");
    }
    match StoreError::from(error) {
        // The one for locks, which is the only timeout of such a transaction.
        StoreError::Timeout => StoreError::Migration(
            "another session uses the tables, or another `event-mesh migrate` runs: nothing was \
             changed; stop what writes to them, then run this again"
                .to_owned(),
        ),
        error => error,
    }
}
