//! How many connections to PostgreSQL the process has, for all purposes together.
//!
//! Each purpose has one place that no other one takes: reads never keep a write from its connection, nor
//! writes a read. The others are for whoever comes first. Where PostgreSQL itself takes fewer connections, the
//! process makes do with those for a while: purposes that have several give some back.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// How long the process makes do with fewer connections after PostgreSQL refused one.
const MODESTY: Duration = Duration::from_secs(30);

/// How many purposes there are.
const PURPOSES: usize = 4;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Purpose {
    Write = 0,
    /// Reads over every tenant.
    ReadAll = 1,
    /// Reads of one tenant, in transactions that say which.
    ReadOne = 2,
    /// Telling other processes of commits, which can be done without.
    Wakeups = 3,
}

impl Purpose {
    /// Those that have a place of their own.
    const NEEDED: [Self; 3] = [Self::Write, Self::ReadAll, Self::ReadOne];
}

/// The connections of one process.
#[derive(Clone)]
pub(in crate::store) struct Budget(Arc<Shared>);

struct Shared {
    most: usize,
    most_of: [usize; PURPOSES],
    state: Mutex<State>,
    changed: Notify,
    /// PostgreSQL refused a connection.
    refused: Notify,
}

#[derive(Debug)]
struct State {
    open: [usize; PURPOSES],
    /// How many there may be now, and since when that is fewer than usual.
    limit: usize,
    limited: Option<Instant>,
}

impl State {
    /// How many there are, with the places that are kept free.
    fn taken(&self) -> usize {
        let kept = Purpose::NEEDED.iter().filter(|purpose| self.open[**purpose as usize] == 0);
        self.open.iter().sum::<usize>() + kept.count()
    }
}

impl Budget {
    /// So many connections in all, and for each purpose.
    pub(in crate::store) fn new(most: u32, most_of: [u32; PURPOSES]) -> Self {
        let count = |count| usize::try_from(count).unwrap_or(usize::MAX);
        let (most, most_of) = (count(most), most_of.map(count));
        let state = State { open: [0; PURPOSES], limit: most, limited: None };
        let (state, changed, refused) = (Mutex::new(state), Notify::new(), Notify::new());
        Self(Arc::new(Shared { most, most_of, state, changed, refused }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.limited.is_some_and(|since| since.elapsed() > MODESTY) {
            (state.limit, state.limited) = (self.0.most, None);
        }
        state
    }

    /// A place for a connection, where there is one.
    pub(in crate::store) fn take(&self, purpose: Purpose) -> Option<Place> {
        let (mut state, of) = (self.state(), purpose as usize);
        let has_own = state.open[of] == 0 && Purpose::NEEDED.contains(&purpose);
        if state.open[of] == self.0.most_of[of] || !has_own && state.taken() >= state.limit {
            return None;
        }
        state.open[of] += 1;
        Some(Place(Some((self.clone(), purpose))))
    }

    /// PostgreSQL takes no more connections than there are.
    pub(in crate::store) fn is_refused(&self) {
        let mut state = self.state();
        // One of them is that which was refused.
        let open = state.open.iter().sum::<usize>();
        state.limit = open.saturating_sub(1).clamp(Purpose::NEEDED.len(), state.limit.max(3));
        state.limited = Some(Instant::now());
        drop(state);
        self.0.refused.notify_waiters();
    }

    /// Resolves when PostgreSQL has refused a connection.
    pub(in crate::store) async fn refused(&self) {
        self.0.refused.notified().await;
    }

    /// Resolves when there may be a place.
    pub(in crate::store) fn changed(&self) -> Notified<'_> {
        self.0.changed.notified()
    }

    /// Wakes those who wait for a change.
    pub(in crate::store) fn announce(&self) {
        self.0.changed.notify_waiters();
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("most", &self.0.most).finish_non_exhaustive()
    }
}

/// The place of one connection, until it is dropped.
#[derive(Debug)]
pub(in crate::store) struct Place(Option<(Budget, Purpose)>);

impl Place {
    /// One that no budget counts.
    pub(in crate::store) const fn uncounted() -> Self {
        Self(None)
    }

    /// Whether others need it more: there are more connections than there may be, and several for its purpose.
    pub(in crate::store) fn is_wanted(&self) -> bool {
        let Some((budget, purpose)) = &self.0 else { return false };
        let state = budget.state();
        state.open[*purpose as usize] > 1 && state.taken() > state.limit
    }

    /// Resolves when it is wanted.
    pub(in crate::store) async fn wanted(&self) {
        let Some((budget, _)) = &self.0 else { return std::future::pending().await };
        loop {
            let mut refused = pin!(budget.0.refused.notified());
            refused.as_mut().enable();
            if self.is_wanted() {
                return;
            }
            refused.await;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((budget, purpose)) = &self.0 {
            budget.state().open[*purpose as usize] -= 1;
            budget.announce();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Purpose};

    fn take(budget: &Budget, purpose: Purpose) -> Vec<super::Place> {
        std::iter::from_fn(|| budget.take(purpose)).collect()
    }

    #[test]
    fn each_purpose_has_a_place_that_no_other_takes() {
        let budget = Budget::new(6, [10, 8, 8, 2]);
        let reads = take(&budget, Purpose::ReadAll);
        assert_eq!(reads.len(), 4);
        assert!(budget.take(Purpose::Wakeups).is_none());
        let writes = take(&budget, Purpose::Write);
        let one = take(&budget, Purpose::ReadOne);
        assert_eq!((writes.len(), one.len()), (1, 1));
        drop(reads);
        assert_eq!(take(&budget, Purpose::Write).len(), 3);
    }

    #[test]
    fn a_purpose_has_no_more_than_its_own_most() {
        let budget = Budget::new(100, [10, 8, 8, 2]);
        let counts = [Purpose::Write, Purpose::ReadAll, Purpose::ReadOne, Purpose::Wakeups];
        assert_eq!(counts.map(|purpose| take(&budget, purpose).len()), [10, 8, 8, 2]);
    }

    #[test]
    fn where_postgresql_takes_fewer_those_who_have_several_give_back() {
        let budget = Budget::new(20, [10, 8, 8, 2]);
        let mut reads = take(&budget, Purpose::ReadAll);
        let write = budget.take(Purpose::Write).expect("its own place");
        assert!(!reads[0].is_wanted());
        budget.is_refused();
        let is_wanted = |place: &super::Place| place.is_wanted();
        while reads.last().is_some_and(is_wanted) {
            reads.pop();
        }
        // Those that PostgreSQL took, less one for the other reads.
        assert_eq!(reads.len(), 6);
        assert!(!write.is_wanted() && budget.take(Purpose::Write).is_none());
    }
}
