//! Up to where the log can be read: below the first transaction that may still write into it.
//!
//! PostgreSQL's snapshots tell which transactions run, of all databases of the cluster. One of another database
//! can't write here; but which those are costs a look at every lock of the cluster, and so is asked only
//! where the same transaction stays the first for a while, and then known until it ends.

use std::time::Duration;

use sea_orm::{DbBackend, DbErr, Statement};

use super::Feed;
use super::running::{Known, Snapshot};
use crate::domain::log::{EPOCH_BITS, Horizon};
use crate::domain::viewer::Viewer;
use crate::store::connections::transaction::NEXT_NUMBER;
use crate::store::error::StoreError;
use crate::store::statements::rows::column;

/// The epoch that this statement sees, the next transaction that will run, and those that run. None of an
/// earlier epoch runs.
const SNAPSHOT: &str = "
    SELECT (SELECT coalesce(max(number), 0) FROM event_log_epoch),
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
        array_to_string(ARRAY(SELECT pg_snapshot_xip(pg_current_snapshot())), ' ')";

/// Those that run in other databases. Transactions hold a lock on their own number, in 32 bits; one that took its
/// number just now may not have it yet, and counts as one of this database.
const ELSEWHERE: &str = "
    SELECT running.number::text::bigint FROM pg_snapshot_xip(pg_current_snapshot()) AS running (number)
    WHERE running.number::text::bigint & 4294967295 IN (
        SELECT locks.transactionid::text::bigint
        FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
        WHERE locks.locktype = 'transactionid' AND locks.granted AND locks.mode = 'ExclusiveLock'
            AND activity.datname <> current_database()
        UNION ALL
        SELECT transaction::text::bigint FROM pg_prepared_xacts WHERE database <> current_database())";

/// Who runs a transaction.
const WHOSE: &str = "
    SELECT format('process %s of %s (%s)', pid, usename, application_name)
    FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
    WHERE locktype = 'transactionid' AND granted AND mode = 'ExclusiveLock'
        AND locks.transactionid::text::bigint = $1 & 4294967295";

/// How long a transaction stays the first until it is asked whose it is.
const PATIENCE: Duration = Duration::from_millis(500);

impl Feed {
    /// Which transactions that write into the log have ended by now, of whatever tenant.
    ///
    /// Whoever reads the log asks for this first, in a statement of its own: what is below is then
    /// there for every statement that follows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn horizon(&self) -> Result<Horizon, StoreError> {
        if self.database.backend() == DbBackend::Sqlite {
            let statement = Statement::from_string(DbBackend::Sqlite, NEXT_NUMBER);
            let rows = self.database.query(Viewer::Service, statement).await?;
            let row = rows.first().ok_or_else(no_horizon)?;
            return Ok(Horizon(column(row, 0)?));
        }
        let found = self.find_horizon().await;
        if found.is_err() {
            // Another life of the database gives the same numbers to others.
            *self.horizons.known() = Known::default();
        }
        found
    }

    async fn find_horizon(&self) -> Result<Horizon, StoreError> {
        let snapshot = self.snapshot().await?;
        let mut first = self.horizons.first(&snapshot);
        if first.is_some_and(|(_, time)| time >= PATIENCE) {
            let elsewhere = self.running_elsewhere().await?;
            self.horizons.known().elsewhere.extend(elsewhere);
            first = self.horizons.first(&snapshot);
        }
        if let Some((number, time)) = first
            && self.horizons.is_news()
        {
            let (seconds, whose) = (time.as_secs(), self.whose(number).await?);
            tracing::warn!(seconds, whose, "an open transaction holds up event streams");
        }
        let number = first.map_or(snapshot.next, |(number, _)| number);
        Ok(Horizon(snapshot.epoch << EPOCH_BITS | number))
    }

    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let statement = Statement::from_string(DbBackend::Postgres, SNAPSHOT);
        let rows = self.database.query(Viewer::Service, statement).await?;
        let row = rows.first().ok_or_else(no_horizon)?;
        let running: &str = column(row, 2)?;
        let running = running.split_whitespace().filter_map(|number| number.parse().ok());
        let running = running.collect();
        Ok(Snapshot { epoch: column(row, 0)?, next: column(row, 1)?, running })
    }

    async fn running_elsewhere(&self) -> Result<Vec<i64>, StoreError> {
        let statement = Statement::from_string(DbBackend::Postgres, ELSEWHERE);
        let rows = self.database.query(Viewer::Service, statement).await?;
        Ok(rows.iter().map(|row| column(row, 0)).collect::<Result<_, _>>()?)
    }

    async fn whose(&self, number: i64) -> Result<Option<String>, StoreError> {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, WHOSE, [number.into()]);
        let rows = self.database.query(Viewer::Service, statement).await?;
        Ok(rows.first().map(|row| column(row, 0)).transpose()?)
    }
}

fn no_horizon() -> DbErr {
    DbErr::RecordNotFound("the horizon".to_owned())
}
