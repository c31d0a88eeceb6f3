//! Opening a database, as each kind needs it.
//!
//! SQLite has one connection that writes and several that only read: it has one writer at a time
//! anyway, and a second one would fail instead of waiting. A database in memory has one connection for
//! both, and another that only keeps it. PostgreSQL has connections for each of several purposes, so that slow reads never
//! hold up a write.

pub(in crate::store) mod admission;
pub(in crate::store) mod commits;
pub(in crate::store) mod database;
pub(in crate::store) mod driver;
pub(in crate::store) mod migrations;
pub(in crate::store) mod pools;
pub(in crate::store) mod postgres;
pub(in crate::store) mod read_pool;
pub(in crate::store) mod rows;
pub(in crate::store) mod sqlite;
pub(in crate::store) mod transaction;
pub(in crate::store) mod write_probe;

use crate::config::DatabaseSettings;
use crate::store::error::StoreError;

pub(in crate::store) use pools::{PUBLISHERS, Pools, RETRIES, SUSPICIOUS_IDLE};
pub(in crate::store) use postgres::budget::{Budget, Place, Purpose};
pub(in crate::store) use postgres::{Connector, Link, check_postgres, postgres_options};
pub(in crate::store) use sqlite::{BUSY_TIMEOUT, Began, interrupt_overdue};

/// Opens the database that the settings name. PostgreSQL is reached by the first statement.
pub(in crate::store) async fn open(settings: &DatabaseSettings) -> Result<Pools, StoreError> {
    match settings.url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => sqlite::open(settings).await,
        Some("postgres" | "postgresql") => postgres::open(settings),
        _ => Err(StoreError::Unavailable(
            "database.url must begin with sqlite: or postgres:".to_owned(),
        )),
    }
}
