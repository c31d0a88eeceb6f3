//! The ways to one database, and what holds for all of them.

use std::str::FromStr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sea_orm::sqlx::sqlite::SqliteConnection;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

use super::postgres::Connector;
use super::sqlite::wal::WriteAheadLog;
use crate::store::error::StoreError;

/// How long a statement may run. On SQLite's connection that writes, the time counts from when its
/// transaction began.
pub(in crate::store) const STATEMENT_TIMEOUT: Duration = Duration::from_secs(8);

/// A connection that idled this long is tried before it is used, or closed: firewalls forget connections.
pub(in crate::store) const SUSPICIOUS_IDLE: Duration = Duration::from_secs(30);

/// How long a connection is used, so that it is replaced now and then.
pub(in crate::store) const LONGEST_USE: Duration = Duration::from_mins(10);

/// How many requests are tried again at the same time.
pub(in crate::store) const RETRIES: u32 = 4;

/// How many batches of events are on their way at once, on PostgreSQL.
pub(in crate::store) const PUBLISHERS: u32 = 2;

/// How many batches of any kind are, on PostgreSQL.
pub(in crate::store) const BATCHES: u32 = PUBLISHERS + 1;

/// The ways to one database.
#[derive(Debug)]
pub(in crate::store) struct Pools {
    /// SQLite's connection that writes; on PostgreSQL one with which the server looks at the schema.
    pub(in crate::store) write: DatabaseConnection,
    pub(in crate::store) reading: Reading,
    /// Set while statements of SQLite may take as long as they like, as those of a migration.
    pub(in crate::store) unhurried: Arc<AtomicBool>,
}

/// What else there is, for each kind of database.
#[derive(Debug)]
pub(in crate::store) enum Reading {
    /// SQLite in memory, which is read where it is written. It ends with the last connection to it, and the pool closes its
    /// own after some failures: this one stays.
    Memory(#[expect(dead_code, reason = "it is only kept")] Mutex<SqliteConnection>),
    /// A file of SQLite.
    File {
        pool: DatabaseConnection,
        wal: Arc<WriteAheadLog>,
        /// Set once nobody waits for what is read.
        stopped: Arc<AtomicBool>,
    },
    /// PostgreSQL, where all that serves requests opens its connections.
    Postgres(Connector),
}

impl Pools {
    pub(in crate::store) const fn backend(&self) -> DbBackend {
        match self.reading {
            Reading::Memory(_) | Reading::File { .. } => DbBackend::Sqlite,
            Reading::Postgres(_) => DbBackend::Postgres,
        }
    }

    /// A file of SQLite and its log, where there is one.
    pub(in crate::store) const fn wal(&self) -> Option<&Arc<WriteAheadLog>> {
        match &self.reading {
            Reading::File { wal, .. } => Some(wal),
            Reading::Memory(_) | Reading::Postgres(_) => None,
        }
    }
}

/// Refuses an address that can't be read, without repeating it: it may hold a password.
pub(in crate::store) fn parse<T: FromStr>(url: &str) -> Result<T, StoreError> {
    let unreadable = |_| {
        let message = "database.url can't be read: what follows \"?\" in it isn't known";
        StoreError::Unavailable(message.to_owned())
    };
    url.parse::<T>().map_err(unreadable)
}

pub(in crate::store) async fn query_value(
    connection: &DatabaseConnection,
    sql: &str,
) -> Result<String, StoreError> {
    let row = connection
        .query_one_raw(sea_orm::Statement::from_string(connection.get_database_backend(), sql));
    let row = row.await?.ok_or_else(|| StoreError::Unavailable("no version".to_owned()))?;
    Ok(row.try_get_by_index(0)?)
}
