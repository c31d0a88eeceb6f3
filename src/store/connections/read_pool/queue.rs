//! The statements for which no lane may run yet.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash as _, Hasher as _};

use sea_orm::Statement;
use tokio::sync::oneshot;

use super::Answer;
use crate::domain::ids::TenantId;

/// How many of the last statements are looked at for one to share. It bounds what is done while every lane
/// and every request may wait for the queue; what was asked for longer ago runs again.
const LOOKED_AT: usize = 256;

/// A statement that somebody waits for.
#[derive(Debug)]
pub(in crate::store) struct Job {
    pub(in crate::store) statement: Statement,
    /// Whose rows it may touch; `None` where the connection decides that.
    pub(in crate::store) tenant: Option<TenantId>,
    waiters: Vec<Waiter>,
    /// Tells others from it without a look at their values, which may be long.
    fingerprint: u64,
}

/// A request that waits for a statement.
#[derive(Debug)]
pub(in crate::store) struct Waiter {
    pub(in crate::store) sender: oneshot::Sender<Answer>,
    /// What it is withdrawn by.
    pub(in crate::store) number: u64,
}

impl Job {
    /// A statement for whose rows one request waits.
    pub(in crate::store) fn new(
        hasher: &impl BuildHasher,
        (statement, tenant): (Statement, Option<TenantId>),
        waiter: Waiter,
    ) -> Self {
        let mut fingerprint = hasher.build_hasher();
        tenant.hash(&mut fingerprint);
        statement.sql.hash(&mut fingerprint);
        for value in statement.values.iter().flat_map(|values| &values.0) {
            value.hash(&mut fingerprint);
        }
        let fingerprint = fingerprint.finish();
        Self { statement, tenant, waiters: vec![waiter], fingerprint }
    }

    /// Whether the rows of one are those of the other.
    fn is_same(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
            && self.tenant == other.tenant
            && self.statement == other.statement
    }

    /// Whether anybody still waits.
    pub(in crate::store) fn is_wanted(&self) -> bool {
        self.waiters.iter().any(|waiter| !waiter.sender.is_closed())
    }

    /// Tells everybody who waits.
    pub(in crate::store) fn answer(self, answer: &Answer) {
        for Waiter { sender, .. } in self.waiters {
            // A request that was cancelled has nobody left to tell.
            let _ = sender.send(answer.clone());
        }
    }
}

/// Statements in the order in which they came.
#[derive(Debug, Default)]
pub(in crate::store) struct Queue(VecDeque<Job>);

impl Queue {
    /// Queues a statement, or has who waits for it share one that is the same.
    pub(in crate::store) fn push(&mut self, mut job: Job, shares: bool) {
        let looked_at = if shares { LOOKED_AT } else { 0 };
        match self.0.iter_mut().rev().take(looked_at).find(|other| other.is_same(&job)) {
            Some(same) => same.waiters.append(&mut job.waiters),
            None => self.0.push_back(job),
        }
    }

    /// The next statement. None can share it from now on.
    pub(in crate::store) fn pop(&mut self) -> Option<Job> {
        self.0.pop_front()
    }

    /// Puts the one back that was taken last.
    pub(in crate::store) fn put_back(&mut self, job: Job) {
        self.0.push_front(job);
    }

    pub(in crate::store) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes back who waits for a statement. Returns whether it was still here.
    pub(in crate::store) fn withdraw(&mut self, number: u64) -> bool {
        let is_it = |waiter: &Waiter| waiter.number == number;
        let place = self.0.iter().position(|job| job.waiters.iter().any(is_it));
        let Some(place) = place else { return false };
        let waiters = &mut self.0[place].waiters;
        waiters.retain(|waiter| !is_it(waiter));
        if waiters.is_empty() {
            self.0.remove(place);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::hash::RandomState;

    use sea_orm::DbBackend;
    use uuid::Uuid;

    use super::*;
    use crate::store::error::StoreError;

    /// Asks for a value in the name of a tenant; `number` is who asks.
    fn ask(
        hasher: &RandomState,
        (tenant, value): (Option<u128>, i32),
        number: u64,
    ) -> (Job, oneshot::Receiver<Answer>) {
        let (sender, answer) = oneshot::channel();
        let statement =
            Statement::from_sql_and_values(DbBackend::Sqlite, "SELECT ?", [value.into()]);
        let tenant = tenant.map(|tenant| TenantId(Uuid::from_u128(tenant)));
        (Job::new(hasher, (statement, tenant), Waiter { sender, number }), answer)
    }

    /// A queue in which these wait, numbered from 0.
    fn queue(asked: &[(Option<u128>, i32)]) -> (Queue, Vec<oneshot::Receiver<Answer>>) {
        let (mut queue, hasher) = (Queue::default(), RandomState::new());
        let answers = asked.iter().zip(0..).map(|(asked, number)| {
            let (job, answer) = ask(&hasher, *asked, number);
            queue.push(job, true);
            answer
        });
        let answers = answers.collect();
        (queue, answers)
    }

    fn numbers(job: &Job) -> Vec<u64> {
        job.waiters.iter().map(|waiter| waiter.number).collect()
    }

    /// Who waits for each statement.
    fn waiting(queue: &Queue) -> Vec<Vec<u64>> {
        queue.0.iter().map(numbers).collect()
    }

    #[test]
    fn the_same_statement_is_shared_by_those_of_one_tenant() {
        let (one, other) = (Some(1), Some(2));
        let asked = [(one, 1), (other, 1), (one, 1), (None, 1), (one, 2), (other, 1), (None, 1)];
        let (queue, _answers) = queue(&asked);
        assert_eq!(waiting(&queue), [vec![0, 2], vec![1, 5], vec![3, 6], vec![4]]);
    }

    #[test]
    fn what_a_lane_has_taken_is_not_shared() {
        let hasher = RandomState::new();
        let mut queue = Queue::default();
        let (first, _answer) = ask(&hasher, (None, 1), 0);
        let (second, _answer) = ask(&hasher, (None, 1), 1);
        queue.push(first, true);
        let taken = queue.pop().expect("a statement");
        queue.push(second, true);
        assert_eq!((numbers(&taken), waiting(&queue)), (vec![0], vec![vec![1]]));
    }

    #[test]
    fn what_was_asked_for_again_is_shared_however_long_the_queue() {
        let values = 0..i32::try_from(2 * LOOKED_AT).expect("small");
        let twice: Vec<_> = values.flat_map(|value| [(None, value); 2]).collect();
        let (queue, _answers) = queue(&twice);
        assert_eq!(queue.0.len(), 2 * LOOKED_AT);
    }

    #[test]
    fn who_stops_waiting_takes_nothing_from_others() {
        let (mut queue, _answers) = queue(&[(None, 1); 3]);
        assert!(queue.withdraw(0));
        assert!(!queue.withdraw(0));
        assert_eq!(waiting(&queue), [[1, 2]]);
        assert!(queue.withdraw(1) && queue.withdraw(2));
        assert!(queue.is_empty());
    }

    #[test]
    fn a_statement_is_wanted_until_the_last_has_gone() {
        let (mut queue, mut answers) = queue(&[(None, 1); 2]);
        answers.remove(0);
        let job = queue.pop().expect("a statement");
        assert!(job.is_wanted());
        answers.clear();
        assert!(!job.is_wanted());
    }

    #[test]
    fn all_who_wait_are_answered() {
        let (mut queue, answers) = queue(&[(None, 1); 3]);
        let job = queue.pop().expect("a statement");
        job.answer(&Err(StoreError::Timeout));
        for mut answer in answers {
            assert!(matches!(answer.try_recv(), Ok(Err(StoreError::Timeout))));
        }
    }
}
