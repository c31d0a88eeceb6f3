//! Whether the database takes writes, as far as the last one told.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tokio::sync::Mutex as AsyncMutex;

use super::database::ended_early;
use super::sqlite::file;
use crate::domain::clock::new_uuid;
use crate::domain::ids::TenantId;
use crate::store::connections::database::Database;
use crate::store::error::StoreError;

/// A row that fills pages of its own, so that a disk without room for them refuses it. It is never kept.
const PROBE_ON_POSTGRES: &str = "
    INSERT INTO event_history (tenant_id, id, event_name, source, timestamp, should_document, payload,
        recorded_at, revision)
    VALUES ('00000000-0000-0000-0000-000000000000', $1, 'probe', 'event-mesh', 0, false,
        to_jsonb($2), 0, 1)";

/// How many ids it holds, which can hardly be compressed: three pages.
const PROBE_IDS: usize = 700;

/// A change to nothing, which is written when it is committed. SQLite writes nothing before.
const PROBE_ON_SQLITE: &str = "UPDATE event_log_epoch SET identity = identity
    WHERE number = (SELECT max(number) FROM event_log_epoch)";

/// How long what was found out by trying is taken for true: who asks often makes no more of it.
const FRESH: Duration = Duration::from_millis(100);

/// What kept the last write from being done, unless it was done.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Writes {
    failure: Arc<Mutex<Option<Failure>>>,
    /// Held by whoever tries.
    trying: Arc<AsyncMutex<()>>,
}

#[derive(Debug, Clone)]
struct Failure {
    error: StoreError,
    at: Instant,
}

impl Writes {
    /// Takes note of what became of a write.
    pub(in crate::store) fn note<T>(&self, result: &Result<T, &StoreError>) {
        let failure = match result {
            Ok(_) => None,
            Err(error) if error.trouble().is_some() => {
                Some(Failure { error: (*error).clone(), at: Instant::now() })
            }
            // Tells nothing about the next one.
            Err(_) => return,
        };
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }

    fn failure(&self) -> Option<Failure> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Database {
    /// Whether the database takes writes. Nothing is asked of it while the last one was done.
    ///
    /// # Errors
    /// Why it doesn't.
    pub(in crate::store) async fn check_writes(&self) -> Result<(), StoreError> {
        if self.writes().failure().is_none() {
            return Ok(());
        }
        let database = self.clone();
        // What is found out is noted, whoever waits for it.
        self.run(async move { database.try_to_write().await }).await
    }

    async fn try_to_write(&self) -> Result<(), StoreError> {
        let _trying = self.writes().trying.lock().await;
        match self.writes().failure() {
            None => return Ok(()),
            Some(Failure { error, at }) if at.elapsed() < FRESH => return Err(error),
            Some(_) => (),
        }
        let probed = self.probe().await;
        self.writes().note(&probed.as_ref().copied());
        probed
    }

    async fn probe(&self) -> Result<(), StoreError> {
        let transaction = self.begin([TenantId::NOBODY]).await?;
        if self.backend() == DbBackend::Postgres {
            let ids = std::iter::repeat_with(|| new_uuid().to_string()).take(PROBE_IDS);
            let values = [new_uuid().to_string().into(), ids.collect::<String>().into()];
            let insert = Statement::from_sql_and_values(self.backend(), PROBE_ON_POSTGRES, values);
            transaction.execute_raw(insert).await?;
            transaction.rollback().await;
            return Ok(());
        }
        transaction.execute_unprepared(PROBE_ON_SQLITE).await?;
        transaction.commit().await?;
        // It takes a page, and transactions take more.
        let Some(path) = self.file().map(|file| file.path().to_owned()) else { return Ok(()) };
        let checked = tokio::task::spawn_blocking(move || file::check_room(&path)).await;
        checked.map_err(|_| ended_early())?
    }
}
