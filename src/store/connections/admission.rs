//! Letting connections write: each is asked first which database it leads to.
//!
//! Where that is another than the newest epoch of the log is of (a copy that was restored, a standby that was promoted, a
//! file that was put back), a new epoch begins before anything is written: its numbers are above all that were given
//! before, whatever the database goes on to count from.
//!
//! Transactions on PostgreSQL that write into the log read the number of their epoch as they do, which
//! locks this table against an exclusive lock until they end. So once an epoch has begun, none of an
//! earlier one is still running.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::time::UNIX_EPOCH;

use sea_orm::sqlx::postgres::{PgConnection, PgRow};
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteRow};
use sea_orm::sqlx::{self, Executor as _, Row as _};
use sea_orm::{DbBackend, Statement, Value};

use super::driver::{failed, query};
use crate::domain::epoch::{KEY_LENGTH, LAST_EPOCH};
use crate::store::error::StoreError;
use crate::store::trouble::Trouble;

/// Whether nothing can be written; else which database this is: the system's identifier, the timeline (the
/// control file has an older one for a while after a promotion), and the OID.
const POSTGRES: &str = "
    SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean,
        CASE WHEN NOT pg_is_in_recovery() THEN
            (SELECT system_identifier FROM pg_control_system()) || '/'
            || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || '/'
            || (SELECT oid FROM pg_database WHERE datname = current_database())
        END";

/// The same where the role may not ask for the identity.
const POSTGRES_WITHOUT_IDENTITY: &str = "
    SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean, NULL::text";

/// The path of the file; empty where there is none.
const FILE: &str = "SELECT file FROM pragma_database_list WHERE name = 'main'";

pub(in crate::store) const NEWEST: &str =
    "SELECT number, identity FROM event_log_epoch ORDER BY number DESC LIMIT 1";

/// What a copy of the log that a subscription feeds holds is numbered by its publisher.
const IS_FED: &str = "SELECT EXISTS (SELECT FROM pg_subscription_rel AS fed
    JOIN pg_subscription AS subscription ON subscription.oid = fed.srsubid
    WHERE subscription.subenabled AND fed.srrelid = 'event_log'::regclass)";

pub(in crate::store) const LOCK: &str = "LOCK TABLE event_log_epoch IN ACCESS EXCLUSIVE MODE";

pub(in crate::store) const INSERT_ON_POSTGRES: &str =
    "INSERT INTO event_log_epoch (number, key, identity, began_at)
    VALUES ($1, $2, $3, extract(epoch FROM now())::bigint * 1000)";
pub(in crate::store) const INSERT_ON_SQLITE: &str =
    "INSERT INTO event_log_epoch (number, key, identity, began_at)
    VALUES (?, ?, ?, unixepoch() * 1000)";

/// SQLSTATE `insufficient_privilege`.
const FORBIDDEN: &str = "42501";

/// An epoch as it is stored, without its key.
#[derive(Debug)]
pub(in crate::store) struct Stored {
    pub(in crate::store) number: i64,
    /// Of which database it is, where that is known.
    pub(in crate::store) identity: Option<String>,
}

/// Lets a connection write, after a new epoch has begun where it leads to another database than the newest
/// one is of. Returns the number of the newest.
pub(in crate::store) async fn admit_to_postgres(
    connection: &mut PgConnection,
) -> Result<i64, StoreError> {
    let asked = match ask(connection, POSTGRES).await {
        Err(error) if is_forbidden(&error) => ask(connection, POSTGRES_WITHOUT_IDENTITY).await,
        asked => asked,
    };
    let (is_read_only, identity) = asked.map_err(failed)?;
    if is_read_only {
        let message = "PostgreSQL takes no writes".to_owned();
        return Err(StoreError::Trouble(Trouble::ReadOnly, message));
    }
    let newest = newest_of_postgres(connection).await.map_err(failed)?;
    if let Some(newest) = newest.filter(|newest| newest.goes_on(identity.as_deref())) {
        return Ok(newest.number);
    }
    let is_fed = query(Statement::from_string(DbBackend::Postgres, IS_FED));
    let is_fed = is_fed.fetch_one(&mut *connection).await.map_err(failed)?;
    if is_fed.try_get(0).map_err(failed)? {
        let message =
            "an enabled subscription feeds the log: disable it before anything is written";
        return Err(StoreError::Unavailable(message.to_owned()));
    }
    connection.execute("BEGIN").await.map_err(failed)?;
    connection.execute(LOCK).await.map_err(failed)?;
    // Another process may have been faster.
    let newest = newest_of_postgres(connection).await.map_err(failed)?;
    let number = match newest {
        Some(newest) if newest.goes_on(identity.as_deref()) => newest.number,
        newest => {
            let (number, values) = next(newest.as_ref(), identity)?;
            let insert =
                Statement::from_sql_and_values(DbBackend::Postgres, INSERT_ON_POSTGRES, values);
            query(insert).execute(&mut *connection).await.map_err(failed)?;
            number
        }
    };
    connection.execute("COMMIT").await.map_err(failed)?;
    Ok(number)
}

/// The same on SQLite, where connections to a file are lent out one after another.
pub(in crate::store) async fn admit_to_sqlite(
    connection: &mut SqliteConnection,
) -> Result<(), StoreError> {
    let file = query(Statement::from_string(DbBackend::Sqlite, FILE));
    let file: String = file
        .fetch_one(&mut *connection)
        .await
        .and_then(|row: SqliteRow| row.try_get(0))
        .map_err(failed)?;
    let identity = std::fs::metadata(file).ok().map(|file| identity_of(&file));
    connection.execute("BEGIN IMMEDIATE").await.map_err(failed)?;
    let newest = query(Statement::from_string(DbBackend::Sqlite, NEWEST));
    let newest = newest.fetch_optional(&mut *connection).await.and_then(|row| {
        row.map(|row: SqliteRow| Ok(Stored { number: row.try_get(0)?, identity: row.try_get(1)? }))
            .transpose()
    });
    let newest = newest.map_err(failed)?;
    if newest.as_ref().is_none_or(|newest| !newest.goes_on(identity.as_deref())) {
        let (_, values) = next(newest.as_ref(), identity)?;
        let insert = Statement::from_sql_and_values(DbBackend::Sqlite, INSERT_ON_SQLITE, values);
        query(insert).execute(&mut *connection).await.map_err(failed)?;
    }
    connection.execute("COMMIT").await.map_err(failed)?;
    Ok(())
}

/// What tells a file from a copy of it.
fn identity_of(file: &Metadata) -> String {
    let born = file.created().ok().and_then(|born| born.duration_since(UNIX_EPOCH).ok());
    format!("{}/{}", file.ino(), born.unwrap_or_default().as_nanos())
}

async fn ask(
    connection: &mut PgConnection,
    sql: &'static str,
) -> Result<(bool, Option<String>), sqlx::Error> {
    let row = query(Statement::from_string(DbBackend::Postgres, sql));
    let row: PgRow = row.fetch_one(connection).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

fn is_forbidden(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.as_deref() == Some(FORBIDDEN)
}

async fn newest_of_postgres(connection: &mut PgConnection) -> Result<Option<Stored>, sqlx::Error> {
    let row = query(Statement::from_string(DbBackend::Postgres, NEWEST));
    let row: Option<PgRow> = row.fetch_optional(connection).await?;
    row.map(|row| Ok(Stored { number: row.try_get(0)?, identity: row.try_get(1)? })).transpose()
}

impl Stored {
    /// Whether it goes on in a database with this identity.
    fn goes_on(&self, identity: Option<&str>) -> bool {
        identity.is_none() || self.identity.as_deref() == identity
    }
}

/// The number and the values of the epoch after this one.
pub(in crate::store) fn next(
    newest: Option<&Stored>,
    identity: Option<String>,
) -> Result<(i64, [Value; 3]), StoreError> {
    let number = newest.map_or(0, |newest| newest.number + 1);
    if number > LAST_EPOCH {
        let message =
            "the log has been through all epochs that it can: copy the events into a new database";
        return Err(StoreError::Unavailable(message.to_owned()));
    }
    let mut key = vec![0; KEY_LENGTH];
    getrandom::fill(&mut key).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    tracing::info!(number, "a new epoch of the log begins");
    Ok((number, [number.into(), key.into(), identity.into()]))
}
