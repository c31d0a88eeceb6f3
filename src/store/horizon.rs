//! Up to where the log can be read: below the first transaction that may still write into it.
//!
//! PostgreSQL's snapshots tell which transactions run, of all databases of the cluster. One of another database
//! can't write here; but which those are costs a look at every lock of the cluster, and so is asked only
//! while the same transaction stays the first for a while.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{DbBackend, DbErr, Statement};

use super::log::NEXT_NUMBER;
use super::rows::column;
use super::{Store, StoreError};
use crate::domain::log::Horizon;
use crate::domain::viewer::Viewer;

/// The first transaction that runs and the next one that will, in the epoch that this one sees. None of an
/// earlier epoch runs.
const SNAPSHOT: &str = "
    SELECT epoch << 48 | pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
        epoch << 48 | pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    FROM (SELECT coalesce(max(number), 0) AS epoch FROM event_log_epoch) AS newest";

/// The first transaction that runs and is not known to be another database's, the next one that will run, and
/// whose the first is. Transactions hold a lock on their own number, in 32 bits; one that took its number just
/// now may not have it yet, and counts as one of this database.
const EXACT: &str = "
    WITH elsewhere AS MATERIALIZED (
        SELECT locks.transactionid::text::bigint AS number
        FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
        WHERE locks.locktype = 'transactionid' AND locks.granted AND activity.datname <> current_database()
        UNION ALL
        SELECT transaction::text::bigint FROM pg_prepared_xacts WHERE database <> current_database()
    ), running AS MATERIALIZED (
        SELECT min(number::text::bigint) AS first
        FROM pg_snapshot_xip(pg_current_snapshot()) AS number
        WHERE number::text::bigint & 4294967295 NOT IN (SELECT number FROM elsewhere)
    )
    SELECT epoch << 48 | coalesce(first, next), epoch << 48 | next,
        (SELECT format('process %s of %s (%s)', pid, usename, application_name)
            FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
            WHERE locktype = 'transactionid' AND granted
                AND locks.transactionid::text::bigint = first & 4294967295)
    FROM running, (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next) AS snapshot,
        (SELECT coalesce(max(number), 0) AS epoch FROM event_log_epoch) AS newest";

/// How long a transaction stays the first until it is asked whose it is.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long one of this database may hold up the log until the operator is told, and told again.
const LONG: Duration = Duration::from_secs(10);
const NEWS: Duration = Duration::from_mins(1);

/// What is known of the transactions that hold up the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Horizons {
    /// The furthest that was found: what had ended has ended for ever.
    furthest: Arc<AtomicI64>,
    /// The first that runs, of whatever database.
    first: Arc<Mutex<Option<Seen>>>,
    /// The first of those that may write here.
    holds: Arc<Mutex<Option<Seen>>>,
}

/// A transaction that runs.
#[derive(Debug, Clone, Copy)]
struct Seen {
    number: i64,
    since: Instant,
    told: Option<Instant>,
}

impl Seen {
    /// Keeps one that is known, for as long as it is the same.
    fn note(place: &Mutex<Option<Self>>, number: Option<i64>) -> MutexGuard<'_, Option<Self>> {
        let mut seen = place.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.map(|seen| seen.number) != number {
            *seen = number.map(|number| Self { number, since: Instant::now(), told: None });
        }
        seen
    }
}

impl Horizons {
    /// For how long the log has been held up, as far as it was looked at.
    pub(super) fn held(&self) -> Duration {
        let holds = self.holds.lock().unwrap_or_else(PoisonError::into_inner);
        holds.map_or(Duration::ZERO, |seen| seen.since.elapsed())
    }

    /// Whether it must be asked whose the first transaction is. The next one that will run tells whether any does.
    fn is_stuck(&self, (first, next): (i64, i64)) -> bool {
        let seen = Seen::note(&self.first, (first < next).then_some(first));
        seen.is_some_and(|seen| seen.since.elapsed() >= PATIENCE)
    }

    /// Takes note of the first transaction that may write here, if there is one.
    fn note(&self, first: Option<i64>, whose: Option<&str>) {
        let mut seen = Seen::note(&self.holds, first);
        let Some(seen) = seen.as_mut().filter(|seen| seen.since.elapsed() >= LONG) else { return };
        if seen.told.is_none_or(|told| told.elapsed() >= NEWS) {
            seen.told = Some(Instant::now());
            let (seconds, whose) = (seen.since.elapsed().as_secs(), whose.unwrap_or("unknown"));
            tracing::warn!(seconds, whose, "an open transaction holds up event streams");
        }
    }

    /// The furthest horizon that is known, with this one.
    fn advance(&self, horizon: i64) -> Horizon {
        Horizon(self.furthest.fetch_max(horizon, Ordering::Relaxed).max(horizon))
    }
}

impl Store {
    /// Which transactions that write into the log have ended by now, of whatever tenant. It never goes back.
    ///
    /// Whoever reads the log asks for this first, in a statement of its own: what is below is then
    /// there for every statement that follows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn horizon(&self) -> Result<Horizon, StoreError> {
        if self.session.backend() == DbBackend::Sqlite {
            let (number, ..) = self.ask_for_horizon(NEXT_NUMBER).await?;
            return Ok(Horizon(number));
        }
        let (first, next, _) = self.ask_for_horizon(SNAPSHOT).await?;
        if !self.horizons.is_stuck((first, next)) {
            self.horizons.note(None, None);
            return Ok(self.horizons.advance(first));
        }
        let (first, next, whose) = self.ask_for_horizon(EXACT).await?;
        self.horizons.note((first < next).then_some(first), whose.as_deref());
        Ok(self.horizons.advance(first))
    }

    async fn ask_for_horizon(
        &self,
        sql: &'static str,
    ) -> Result<(i64, i64, Option<String>), StoreError> {
        let statement = Statement::from_string(self.session.backend(), sql);
        let rows = self.session.query(Viewer::Service, statement).await?;
        let row = rows.first().ok_or_else(|| DbErr::RecordNotFound("the horizon".to_owned()))?;
        let first = column(row, 0)?;
        let width = row.column_names().len();
        let next = if width > 1 { column(row, 1)? } else { first };
        let whose = if width > 2 { column(row, 2)? } else { None };
        Ok((first, next, whose))
    }
}
