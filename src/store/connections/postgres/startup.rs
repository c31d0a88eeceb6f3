//! Reaching PostgreSQL at the start: waiting for one that comes up, and telling why another can't be
//! reached.

use std::io;
use std::time::Duration;

use sea_orm::DbBackend;
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{self, Connection as _};
use tokio::time::{Instant, sleep, timeout};

use crate::config::DatabaseSettings;
use crate::store::connections::database::Database;
use crate::store::connections::postgres_options;
use crate::store::error::StoreError;
use crate::store::error::words_of;

/// How long PostgreSQL may take to let a connection in.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before it is tried again.
const PAUSE: Duration = Duration::from_millis(250);

impl Database {
    /// Waits for a PostgreSQL that comes up, as long as the settings say.
    ///
    /// # Errors
    /// With its place, and why it can't be reached.
    pub async fn reach(&self, settings: &DatabaseSettings) -> Result<(), StoreError> {
        match self.backend() {
            DbBackend::Postgres => reach(&settings.url, settings.wait()).await,
            _ => Ok(()),
        }
    }
}

/// Waits until PostgreSQL lets a connection in, for so long as it may still come up.
///
/// # Errors
/// With its place, and why it can't be reached.
pub(in crate::store) async fn reach(url: &str, wait: Duration) -> Result<(), StoreError> {
    let options = postgres_options(url)?;
    let place = match options.get_socket() {
        Some(socket) => format!("{} (port {})", socket.display(), options.get_port()),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let deadline = Instant::now() + wait;
    let mut is_told = false;
    loop {
        let attempt = timeout(PATIENCE, PgConnection::connect_with(&options)).await;
        let error = match attempt {
            Ok(Ok(connection)) => {
                // It ends, whether or not PostgreSQL hears of it.
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::Io(io::ErrorKind::TimedOut.into()),
        };
        let message = format!("PostgreSQL at {place} can't be reached: {}", words_of(&error));
        if !may_come_up(&error) || Instant::now() >= deadline {
            return Err(StoreError::Unavailable(message));
        }
        if !std::mem::replace(&mut is_told, true) {
            tracing::warn!("{message}; waiting for it (database.wait_seconds)");
        }
        sleep(PAUSE).await;
    }
}

/// Whether this may be a PostgreSQL that is only starting, or whose places are all taken for now.
pub(in crate::store) fn may_come_up(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(cause) => {
            matches!(cause.code().as_deref(), Some("57P03" | "53300"))
        }
        _ => false,
    }
}
