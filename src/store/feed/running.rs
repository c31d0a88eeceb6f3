//! The transactions that run, as far as they hold up the log.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long one of this database may hold up the log until the operator is told, and told again.
const LONG: Duration = Duration::from_secs(10);
const NEWS: Duration = Duration::from_mins(1);

/// What is known of the transactions that hold up the log.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Horizons(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
pub(super) struct Known {
    /// Those that run in other databases, as far as that was asked.
    pub(super) elsewhere: HashSet<i64>,
    /// The first of the others.
    first: Option<Seen>,
}

/// A transaction that runs.
#[derive(Debug, Clone, Copy)]
struct Seen {
    number: i64,
    since: Instant,
    told: Option<Instant>,
}

/// What a snapshot shows.
pub(super) struct Snapshot {
    pub(super) epoch: i64,
    pub(super) next: i64,
    pub(super) running: HashSet<i64>,
}

impl Horizons {
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long the log has been held up, as far as it was looked at.
    pub(in crate::store) fn held(&self) -> Duration {
        self.known().first.map_or(Duration::ZERO, |seen| seen.since.elapsed())
    }

    /// The first transaction that may write here, where one runs, and for how long it has been the first. What is
    /// known of those that have ended is forgotten: their numbers may be given again.
    pub(super) fn first(&self, snapshot: &Snapshot) -> Option<(i64, Duration)> {
        let mut known = self.known();
        known.elsewhere.retain(|number| snapshot.running.contains(number));
        let first = snapshot.running.difference(&known.elsewhere).min().copied();
        if known.first.map(|seen| seen.number) != first {
            known.first = first.map(|number| Seen { number, since: Instant::now(), told: None });
        }
        known.first.map(|seen| (seen.number, seen.since.elapsed()))
    }

    /// Whether the operator is to be told of the first transaction.
    pub(super) fn is_news(&self) -> bool {
        let mut known = self.known();
        let Some(seen) = &mut known.first else { return false };
        let is_news =
            seen.since.elapsed() >= LONG && seen.told.is_none_or(|told| told.elapsed() >= NEWS);
        if is_news {
            seen.told = Some(Instant::now());
        }
        is_news
    }
}
