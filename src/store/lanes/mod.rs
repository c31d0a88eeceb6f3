//! Connections that stay with those who read through them.
//!
//! A pool hands a connection out for each statement and takes it back after it, which costs a
//! round trip, a task and a place in a queue each time: more than most of our statements. Here a
//! lane is a task that has a connection, and takes statements as they come; the one that was busy
//! last takes the next, so that there are as few as are needed. A request only waits for the answer,
//! and so can't cancel a statement; a lane that gives a statement up closes its connection, whatever
//! state that is in.
//!
//! While every lane is busy, requests that wait for the very same statement, for the same tenants,
//! share it: the busier the server, the fewer times it runs. None shares one that has begun, so that each sees
//! what was stored before it asked.

mod connection;

use std::collections::VecDeque;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use sea_orm::Statement;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use connection::Connection;

use super::StoreError;
use super::connect::{LONGEST_USE, SUSPICIOUS_IDLE};
use super::driver::failed;
use super::rows::Rows;
use crate::domain::ids::TenantId;

pub(super) use connection::LanePool;

/// How long a lane keeps a connection that nobody needs.
const PATIENCE: Duration = SUSPICIOUS_IDLE;

/// How often a statement is run again whose connection was lost: the pool may have another that was lost
/// at the same time.
const RETRIES: usize = 2;

/// How long a connection has to end a transaction that only read.
const END_TIMEOUT: Duration = Duration::from_secs(2);

/// How many of the statements that wait are looked at for one that can be shared.
const SHAREABLE: usize = 64;

type Answer = Result<Arc<Rows>, StoreError>;

/// A statement that somebody waits for.
#[derive(Debug)]
struct Job {
    statement: Statement,
    /// Whose rows it may touch; `None` where the connection decides that.
    tenant: Option<TenantId>,
    waiters: Vec<Waiter>,
}

/// A request that waits for a statement.
#[derive(Debug)]
struct Waiter {
    sender: oneshot::Sender<Answer>,
    number: u64,
}

impl Job {
    /// Whether the rows of one are those of the other.
    fn is_same(&self, other: &Self) -> bool {
        self.tenant == other.tenant && self.statement == other.statement
    }

    /// Whether anybody still waits.
    fn is_wanted(&self) -> bool {
        self.waiters.iter().any(|waiter| !waiter.sender.is_closed())
    }
}

/// What statements are held to.
#[derive(Debug, Clone, Copy)]
pub(super) struct LaneLimits {
    /// How long one may wait for a lane.
    pub(super) acquire: Duration,
    /// How long one may take, that included.
    pub(super) deadline: Duration,
}

/// What became of a statement.
struct Attempt {
    rows: Answer,
    /// The connection, where it may be used again.
    held: Option<Held>,
    /// Whether there was a connection, and it was lost.
    is_lost: bool,
}

impl Attempt {
    const fn failed(error: StoreError) -> Self {
        Self { rows: Err(error), held: None, is_lost: false }
    }
}

/// A connection that a lane has, and since when.
struct Held {
    connection: Connection,
    since: Instant,
}

/// The lanes over one pool.
#[derive(Clone)]
pub(super) struct Lanes(Arc<Shared>);

struct Shared {
    pool: LanePool,
    limits: LaneLimits,
    statements: Arc<AtomicU64>,
    asked: AtomicU64,
    tasks: TaskTracker,
    stop: CancellationToken,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    /// The lanes that wait, the one that was busy last at the end.
    idle: Vec<oneshot::Sender<Job>>,
    open: usize,
}

impl Lanes {
    /// As many lanes as the pool may have connections. They run on `tasks`, and don't outlive their
    /// last statement once `stop` is cancelled. Statements are counted.
    pub(super) fn new(
        pool: LanePool,
        limits: LaneLimits,
        statements: Arc<AtomicU64>,
        (tasks, stop): (TaskTracker, CancellationToken),
    ) -> Self {
        let (asked, state) = (AtomicU64::default(), Mutex::default());
        Self(Arc::new(Shared { pool, limits, statements, asked, tasks, stop, state }))
    }

    /// Runs a statement that reads, for one tenant or for whomever the connections are for.
    pub(super) async fn query(&self, statement: Statement, tenant: Option<TenantId>) -> Answer {
        let LaneLimits { acquire, deadline } = self.0.limits;
        let (sender, mut rows) = oneshot::channel();
        let number = self.0.asked.fetch_add(1, Ordering::Relaxed);
        let job = Job { statement, tenant, waiters: vec![Waiter { sender, number }] };
        if let Some(job) = self.0.give(job) {
            self.0.tasks.spawn(Arc::clone(&self.0).lane(job));
        }
        let in_time = match tokio::time::timeout(acquire, &mut rows).await {
            Ok(rows) => Ok(rows),
            Err(_) if self.0.withdraw(number) => {
                return Err(StoreError::Unavailable("all connections are busy".to_owned()));
            }
            Err(_) => tokio::time::timeout(deadline.saturating_sub(acquire), rows).await,
        };
        match in_time {
            Ok(Ok(rows)) => rows,
            Ok(Err(_)) => Err(StoreError::Unavailable("a statement ended early".to_owned())),
            Err(_) => Err(StoreError::Timeout),
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that changes it can panic half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a statement to a lane that waits, or queues it. Returns it where it needs a new lane.
    fn give(&self, mut job: Job) -> Option<Job> {
        let mut state = self.state();
        while let Some(lane) = state.idle.pop() {
            match lane.send(job) {
                Ok(()) => return None,
                Err(back) => job = back,
            }
        }
        if state.open < self.pool.most() {
            state.open += 1;
            return Some(job);
        }
        match state.waiting.iter_mut().take(SHAREABLE).find(|other| other.is_same(&job)) {
            Some(same) => same.waiters.append(&mut job.waiters),
            None => state.waiting.push_back(job),
        }
        None
    }

    /// Takes back who waits for a statement that no lane has taken.
    fn withdraw(&self, number: u64) -> bool {
        let mut state = self.state();
        let is_it = |waiter: &Waiter| waiter.number == number;
        let place = state.waiting.iter().position(|job| job.waiters.iter().any(is_it));
        let Some(place) = place else { return false };
        let waiters = &mut state.waiting[place].waiters;
        waiters.retain(|waiter| !is_it(waiter));
        if waiters.is_empty() {
            state.waiting.remove(place);
        }
        true
    }

    /// Takes statements, one after the other.
    async fn lane(self: Arc<Self>, first: Job) {
        let mut held = None;
        let mut next = Some(first);
        while let Some(job) = next {
            if job.is_wanted() {
                // A driver that panics ends its statement, and not the lane.
                let run = AssertUnwindSafe(self.run(held.take(), job)).catch_unwind().await;
                held = run.unwrap_or_default();
            }
            next = self.next().await;
        }
    }

    /// The next statement. `None` when none came for long, and the lane has ended.
    async fn next(&self) -> Option<Job> {
        loop {
            let mut job = {
                let mut state = self.state();
                if let Some(job) = state.waiting.pop_front() {
                    return Some(job);
                }
                if self.stop.is_cancelled() {
                    state.open -= 1;
                    return None;
                }
                let (lane, job) = oneshot::channel();
                state.idle.push(lane);
                job
            };
            tokio::select! {
                biased;
                given = &mut job => return given.ok(),
                () = tokio::time::sleep(PATIENCE) => (),
                () = self.stop.cancelled() => (),
            }
            job.close();
            if let Ok(job) = job.try_recv() {
                return Some(job);
            }
            let mut state = self.state();
            state.idle.retain(|lane| !lane.is_closed());
            if state.waiting.is_empty() {
                state.open -= 1;
                return None;
            }
        }
    }

    /// Runs a statement and answers it. Returns the connection where the next may use it.
    async fn run(&self, held: Option<Held>, job: Job) -> Option<Held> {
        let Job { statement, tenant, waiters } = job;
        self.statements.fetch_add(1, Ordering::Relaxed);
        let mut attempt = self.attempt(held, &statement, tenant).await;
        for _ in 0..RETRIES {
            // It may have been lost while nobody used it.
            if !attempt.is_lost {
                break;
            }
            attempt = self.attempt(None, &statement, tenant).await;
        }
        for Waiter { sender, .. } in waiters {
            // A request that was cancelled has nobody left to tell.
            let _ = sender.send(attempt.rows.clone());
        }
        let held = attempt.held?;
        // Afterwards: nobody waits for the end of a transaction that only read.
        let held = if tenant.is_some() { end_transaction(held).await? } else { held };
        (held.since.elapsed() < LONGEST_USE).then_some(held)
    }

    /// Runs a statement. A connection that is lost, or in the middle of something, is closed.
    async fn attempt(
        &self,
        held: Option<Held>,
        statement: &Statement,
        tenant: Option<TenantId>,
    ) -> Attempt {
        let mut held = match held {
            Some(held) => held,
            None => match self.pool.connection().await {
                Ok(connection) => Held { connection, since: Instant::now() },
                // Whatever is wrong, there is no connection: a peer that breaks off while one is opened
                // looks to the driver as if it spoke another protocol.
                Err(error) => return Attempt::failed(StoreError::Unavailable(error.to_string())),
            },
        };
        // Until it is known to be as it was: whatever ends this early, a panic among it.
        held.connection.close_on_drop();
        let work = held.connection.fetch(statement, tenant);
        let Ok(rows) = tokio::time::timeout(self.limits.deadline, work).await else {
            return Attempt::failed(StoreError::Timeout);
        };
        let rows = rows.map(Rows::shared).map_err(|error| failed(error).into());
        let is_lost = matches!(rows, Err(StoreError::Unavailable(_)));
        Attempt { rows, held: Some(held).filter(|_| !is_lost), is_lost }
    }
}

/// Ends a transaction that only read.
async fn end_transaction(mut held: Held) -> Option<Held> {
    let ended = tokio::time::timeout(END_TIMEOUT, held.connection.end_transaction()).await;
    matches!(ended, Ok(Ok(()))).then_some(held)
}

impl fmt::Debug for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lanes").field("pool", &self.0.pool).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DbBackend;
    use sea_orm::sqlx::sqlite::SqlitePoolOptions;
    use uuid::Uuid;

    use super::*;

    /// Lanes of which the only one is busy.
    fn busy() -> Lanes {
        let pool = SqlitePoolOptions::new().max_connections(1).connect_lazy("sqlite::memory:");
        let pool = LanePool::Sqlite(pool.expect("a pool"));
        let limits = LaneLimits { acquire: PATIENCE, deadline: PATIENCE };
        let lanes = Lanes::new(pool, limits, Arc::default(), Default::default());
        lanes.0.state().open = 1;
        lanes
    }

    /// Asks for a value in the name of a tenant; `number` is who asks.
    fn ask(
        lanes: &Lanes,
        (tenant, value): (Option<TenantId>, i32),
        number: u64,
    ) -> oneshot::Receiver<Answer> {
        let (sender, rows) = oneshot::channel();
        let statement =
            Statement::from_sql_and_values(DbBackend::Sqlite, "SELECT ?", [value.into()]);
        let job = Job { statement, tenant, waiters: vec![Waiter { sender, number }] };
        assert!(lanes.0.give(job).is_none(), "no lane is free");
        rows
    }

    /// Who waits for each statement.
    fn waiting(lanes: &Lanes) -> Vec<Vec<u64>> {
        let numbers = |job: &Job| job.waiters.iter().map(|waiter| waiter.number).collect();
        lanes.0.state().waiting.iter().map(numbers).collect()
    }

    #[tokio::test]
    async fn the_same_statement_is_shared_by_those_of_one_tenant() {
        let lanes = busy();
        let [one, other] = [1, 2].map(|number| Some(TenantId(Uuid::from_u128(number))));
        let asked = [(one, 1), (other, 1), (one, 1), (None, 1), (one, 2), (other, 1), (None, 1)];
        let asked: Vec<_> =
            asked.into_iter().zip(0..).map(|(what, number)| ask(&lanes, what, number)).collect();
        assert_eq!(waiting(&lanes), [vec![0, 2], vec![1, 5], vec![3, 6], vec![4]]);
        drop(asked);
    }

    #[tokio::test]
    async fn who_stops_waiting_takes_nothing_from_others() {
        let lanes = busy();
        let asked: Vec<_> = (0..3).map(|number| ask(&lanes, (None, 1), number)).collect();
        assert!(lanes.0.withdraw(0));
        assert!(!lanes.0.withdraw(0));
        assert_eq!(waiting(&lanes), [[1, 2]]);
        assert!(lanes.0.withdraw(1) && lanes.0.withdraw(2));
        assert!(waiting(&lanes).is_empty());
        drop(asked);
    }

    #[tokio::test]
    async fn all_who_wait_are_answered_by_one_run() {
        let lanes = busy();
        let asked: Vec<_> = (0..3).map(|number| ask(&lanes, (None, 7), number)).collect();
        let job = lanes.0.state().waiting.pop_front().expect("a statement");
        lanes.0.run(None, job).await;
        for rows in asked {
            let rows = rows.await.expect("an answer").expect("rows");
            assert_eq!(rows[0].try_get_by_index::<i32>(0).expect("a number"), 7);
        }
        assert_eq!(lanes.0.statements.load(Ordering::Relaxed), 1);
    }
}
