//! Connections that stay with those who read through them.
//!
//! A pool hands a connection out for each statement and takes it back after it, which costs a
//! round trip, a task and a place in a queue each time: more than most of our statements. Here a
//! lane is a task that has a connection, and takes statements as they come; the one that was busy
//! last takes the next, so that there are as few as are needed. A request only waits for the answer,
//! and so can't cancel a statement; a lane that gives a statement up closes its connection, whatever
//! state that is in.
//!
//! SQLite computes here, so that no more lanes run at once than there are processors, but for those whose
//! statements take long: more would only take turns, each with less in its caches, and requests that could
//! share a statement would run it beside one another.
//!
//! While as many lanes run as may, requests that wait for the very same statement, for the same tenants,
//! share it. None shares one that has begun, so that each sees what was stored before it asked.

mod connection;
mod queue;

use std::fmt;
use std::hash::RandomState;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use sea_orm::Statement;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use connection::Connection;
use queue::{Job, Queue, Waiter};

use super::Place;
use super::driver::failed;
use crate::domain::ids::TenantId;
use crate::store::connections::pools::{LONGEST_USE, SUSPICIOUS_IDLE};
use crate::store::connections::rows::Rows;
use crate::store::error::StoreError;

pub(in crate::store) use connection::Source;

/// How long a lane keeps a connection that nobody needs.
const PATIENCE: Duration = SUSPICIOUS_IDLE;

/// How often a statement is run again whose connection was lost: the pool may have another that was lost
/// at the same time.
const RETRIES: usize = 2;

/// How long a connection has to end a transaction that only read.
const END_TIMEOUT: Duration = Duration::from_secs(2);

/// How soon to look again for a place for one more connection.
const SOON: Duration = Duration::from_millis(100);

/// How long a statement may take on SQLite until another lane runs in its place.
const LONG: Duration = Duration::from_millis(10);

type Answer = Result<Arc<Rows>, StoreError>;

/// What statements are held to.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct PoolLimits {
    /// How long one may wait for a lane.
    pub(in crate::store) acquire: Duration,
    /// How long one may take, that included.
    pub(in crate::store) deadline: Duration,
    /// Whether requests share statements.
    pub(in crate::store) shares: bool,
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
pub(in crate::store) struct ReadPool(Arc<Shared>);

struct Shared {
    pool: Source,
    /// How many lanes run at once whose statements are short.
    at_once: usize,
    limits: PoolLimits,
    statements: Arc<AtomicU64>,
    /// How many requests asked so far: their numbers.
    asked: AtomicU64,
    hasher: RandomState,
    tasks: TaskTracker,
    stop: CancellationToken,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: Queue,
    /// The lanes that wait, the one that was busy last at the end.
    idle: Vec<oneshot::Sender<Job>>,
    open: usize,
    /// The lanes whose statement takes long.
    long: usize,
    /// Whether somebody waits for a place for one more.
    is_short: bool,
}

impl State {
    /// How many lanes run statements that may yet be short.
    fn running(&self) -> usize {
        self.open.saturating_sub(self.idle.len() + self.long)
    }
}

impl ReadPool {
    /// As many lanes as the pool may have connections. They run on `tasks`, and don't outlive their
    /// last statement once `stop` is cancelled. Statements are counted.
    pub(in crate::store) fn new(
        pool: Source,
        limits: PoolLimits,
        statements: Arc<AtomicU64>,
        (tasks, stop): (TaskTracker, CancellationToken),
    ) -> Self {
        let (asked, hasher, state) = <(AtomicU64, RandomState, _)>::default();
        let at_once = pool.at_once();
        let shared =
            Shared { pool, at_once, limits, statements, asked, hasher, tasks, stop, state };
        Self(Arc::new(shared))
    }

    /// Runs a statement that reads, for one tenant or for whomever the connections are for; once for several
    /// who wait for it.
    pub(in crate::store) async fn query(
        &self,
        statement: Statement,
        tenant: Option<TenantId>,
    ) -> Answer {
        let PoolLimits { acquire, deadline, .. } = self.0.limits;
        let (sender, mut rows) = oneshot::channel();
        let number = self.0.asked.fetch_add(1, Ordering::Relaxed);
        let job = Job::new(&self.0.hasher, (statement, tenant), Waiter { sender, number });
        self.0.give(job);
        let in_time = match tokio::time::timeout(acquire, &mut rows).await {
            Ok(rows) => Ok(rows),
            Err(_) if self.0.state().waiting.withdraw(number) => {
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

    /// Gives a statement to a lane, or queues it.
    fn give(self: &Arc<Self>, job: Job) {
        let mut state = self.state();
        let has_room = state.running() < self.at_once;
        let left = if has_room { self.start(&mut state, job) } else { Some(job) };
        let Some(job) = left else { return };
        state.waiting.push(job, self.limits.shares);
        if has_room
            && state.open < self.pool.most()
            && !std::mem::replace(&mut state.is_short, true)
        {
            self.tasks.spawn(Arc::clone(self).start_when_there_is_a_place());
        }
    }

    /// Starts lanes for what waits as places for their connections become free.
    async fn start_when_there_is_a_place(self: Arc<Self>) {
        let Some(budget) = self.pool.budget() else { return };
        loop {
            let mut changed = pin!(budget.changed());
            changed.as_mut().enable();
            {
                let mut state = self.state();
                let has_room = state.running() < self.at_once && state.open < self.pool.most();
                let next = if has_room { state.waiting.pop() } else { None };
                let Some(job) = next else {
                    // Nothing waits, or lanes that run take it.
                    state.is_short = false;
                    return;
                };
                match self.start(&mut state, job) {
                    None => continue,
                    Some(job) => state.waiting.put_back(job),
                }
            }
            // A lane that ends leaves its place a moment later.
            let _ = tokio::time::timeout(SOON, changed).await;
        }
    }

    /// Gives a statement to a lane that waits, or to a new one. Returns it where there can't be one.
    fn start(self: &Arc<Self>, state: &mut State, mut job: Job) -> Option<Job> {
        while let Some(lane) = state.idle.pop() {
            match lane.send(job) {
                Ok(()) => return None,
                Err(back) => job = back,
            }
        }
        if state.open == self.pool.most() {
            return Some(job);
        }
        let Some(place) = self.pool.place() else { return Some(job) };
        state.open += 1;
        self.tasks.spawn(Arc::clone(self).lane(job, place));
        None
    }

    /// Takes statements, one after the other.
    async fn lane(self: Arc<Self>, first: Job, place: Place) {
        let mut held = None;
        let mut next = Some(first);
        while let Some(job) = next {
            if job.is_wanted() {
                // A driver that panics ends its statement, and not the lane.
                let run = AssertUnwindSafe(self.run(held.take(), job)).catch_unwind().await;
                held = run.unwrap_or_default();
            }
            next = self.next(&place).await;
        }
    }

    /// The next statement. `None` when none came for long, or others need the place more, and the lane has
    /// ended.
    async fn next(&self, place: &Place) -> Option<Job> {
        loop {
            let mut job = {
                let mut state = self.state();
                if state.open > 1 && place.is_wanted() {
                    state.open -= 1;
                    return None;
                }
                if state.running() <= self.at_once
                    && let Some(job) = state.waiting.pop()
                {
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
                () = place.wanted() => (),
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
    async fn run(self: &Arc<Self>, held: Option<Held>, job: Job) -> Option<Held> {
        let tenant = job.tenant;
        self.statements.fetch_add(1, Ordering::Relaxed);
        let attempts = async {
            let mut attempt = self.attempt(held, &job.statement, tenant).await;
            for _ in 0..RETRIES {
                // It may have been lost while nobody used it.
                if !attempt.is_lost {
                    break;
                }
                attempt = self.attempt(None, &job.statement, tenant).await;
            }
            attempt
        };
        let attempt = self.make_way(attempts).await;
        job.answer(&attempt.rows);
        // Not kept until the transaction has ended.
        drop(attempt.rows);
        let held = attempt.held?;
        // Afterwards: nobody waits for the end of a transaction that only read.
        let held = if tenant.is_some() { end_transaction(held).await? } else { held };
        (held.since.elapsed() < LONGEST_USE).then_some(held)
    }

    /// Waits for a statement; once it takes long, another may run beside it.
    async fn make_way<T>(self: &Arc<Self>, statement: impl Future<Output = T>) -> T {
        let mut statement = pin!(statement);
        if self.at_once == self.pool.most() {
            return statement.await;
        }
        if let Ok(result) = tokio::time::timeout(LONG, &mut statement).await {
            return result;
        }
        let _long = self.is_long();
        statement.await
    }

    /// Lets the next statement run beside one that takes long.
    fn is_long(self: &Arc<Self>) -> Long<'_> {
        let mut state = self.state();
        state.long += 1;
        if state.running() < self.at_once
            && let Some(next) = state.waiting.pop()
            && let Some(next) = self.start(&mut state, next)
        {
            state.waiting.put_back(next);
        }
        Long(self)
    }

    /// Runs a statement. A connection that is lost, or in the middle of something, is closed.
    async fn attempt(
        &self,
        held: Option<Held>,
        statement: &Statement,
        tenant: Option<TenantId>,
    ) -> Attempt {
        let held = held.filter(|held| !self.pool.outdates(&held.connection));
        let mut held = match held {
            Some(held) => held,
            None => match self.pool.connection().await {
                Ok(connection) => Held { connection, since: Instant::now() },
                Err(error) => return Attempt::failed(error),
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

/// A statement that takes long, until it ends, whatever ends it.
struct Long<'a>(&'a Shared);

impl Drop for Long<'_> {
    fn drop(&mut self) {
        self.0.state().long -= 1;
    }
}

/// Ends a transaction that only read.
async fn end_transaction(mut held: Held) -> Option<Held> {
    let ended = tokio::time::timeout(END_TIMEOUT, held.connection.end_transaction()).await;
    matches!(ended, Ok(Ok(()))).then_some(held)
}

impl fmt::Debug for ReadPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadPool").field("pool", &self.0.pool).finish_non_exhaustive()
    }
}
