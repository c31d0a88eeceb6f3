//! Connections that stay with those who read through them, on PostgreSQL.
//!
//! A pool hands a connection out for each statement and takes it back after it, which costs a
//! round trip, a task and a place in a queue each time: more than most of our statements. Here a
//! lane is a task that has a connection, and takes statements as they come; the one that was busy
//! last takes the next, so that there are as few as are needed. A request only waits for the answer,
//! and so can't cancel a statement; a connection whose statement was given up is closed, whatever
//! state it is in.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Executor as _, PgPool, Postgres};
use sea_orm::{DbErr, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::StoreError;
use super::tenants;
use crate::domain::ids::TenantId;

/// How long a lane keeps a connection that nobody needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a connection has to end a transaction that only read.
const END_TIMEOUT: Duration = Duration::from_secs(2);

type Rows = Result<Vec<QueryResult>, StoreError>;

/// A statement that somebody waits for.
#[derive(Debug)]
struct Job {
    statement: Statement,
    /// Whose rows it may touch; `None` where the connection decides that.
    tenant: Option<TenantId>,
    sender: oneshot::Sender<Rows>,
}

/// The lanes over one pool.
#[derive(Clone)]
pub(super) struct Lanes(Arc<Shared>);

struct Shared {
    pool: PgPool,
    /// How many lanes there may be.
    most: usize,
    /// How long a statement may take.
    deadline: Duration,
    statements: Arc<AtomicU64>,
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
        pool: PgPool,
        deadline: Duration,
        statements: Arc<AtomicU64>,
        (tasks, stop): (TaskTracker, CancellationToken),
    ) -> Self {
        let most = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        let state = Mutex::default();
        Self(Arc::new(Shared { pool, most, deadline, statements, tasks, stop, state }))
    }

    /// Runs a statement that reads, for one tenant or for whomever the connections are for.
    pub(super) async fn query(&self, statement: Statement, tenant: Option<TenantId>) -> Rows {
        let (sender, rows) = oneshot::channel();
        self.0.statements.fetch_add(1, Ordering::Relaxed);
        let job = Job { statement, tenant, sender };
        if let Some(job) = self.0.give(job) {
            self.0.tasks.spawn(Arc::clone(&self.0).lane(job));
        }
        match tokio::time::timeout(self.0.deadline, rows).await {
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
        if state.open < self.most {
            state.open += 1;
            return Some(job);
        }
        state.waiting.push_back(job);
        None
    }

    /// Takes statements, one after the other.
    async fn lane(self: Arc<Self>, first: Job) {
        let mut connection = None;
        let mut next = Some(first);
        while let Some(job) = next {
            if !job.sender.is_closed() {
                self.run(&mut connection, job).await;
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

    /// Runs a statement and answers it.
    async fn run(&self, connection: &mut Option<PoolConnection<Postgres>>, job: Job) {
        let Job { statement, tenant, sender } = job;
        let was_idle = connection.is_some();
        let mut rows = self.attempt(connection, &statement, tenant).await;
        if was_idle && matches!(rows, Err(StoreError::Unavailable(_))) {
            // The connection was lost while nobody used it.
            rows = self.attempt(connection, &statement, tenant).await;
        }
        // A request that was cancelled has nobody left to tell.
        let _ = sender.send(rows);
        // Afterwards: nobody waits for the end of a transaction that only read.
        if tenant.is_some()
            && let Some(mut used) = connection.take()
        {
            let ended = tokio::time::timeout(END_TIMEOUT, used.execute("ROLLBACK")).await;
            match ended {
                Ok(Ok(_)) => *connection = Some(used),
                _ => drop(used.detach()),
            }
        }
    }

    /// Runs a statement. The connection stays only where it is as it was.
    async fn attempt(
        &self,
        connection: &mut Option<PoolConnection<Postgres>>,
        statement: &Statement,
        tenant: Option<TenantId>,
    ) -> Rows {
        let mut used = match connection.take() {
            Some(used) => used,
            None => self.pool.acquire().await.map_err(failed)?,
        };
        let work = tokio::time::timeout(self.deadline, fetch(&mut used, statement, tenant));
        let rows = match work.await {
            Ok(rows) => rows,
            Err(_) => {
                drop(used.detach());
                return Err(StoreError::Timeout);
            }
        };
        match &rows {
            Ok(_) | Err(sqlx::Error::Database(_)) => *connection = Some(used),
            Err(_) => drop(used.detach()),
        }
        rows.map_err(failed)
    }
}

async fn fetch(
    connection: &mut PoolConnection<Postgres>,
    statement: &Statement,
    tenant: Option<TenantId>,
) -> Result<Vec<QueryResult>, sqlx::Error> {
    if let Some(tenant) = tenant {
        let begin = format!("BEGIN READ ONLY; {}", tenants::naming([tenant]));
        connection.execute(AssertSqlSafe(begin)).await?;
    }
    let values = statement.values.clone().unwrap_or(sea_orm::Values(Vec::new()));
    let query = sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values));
    let rows = query.fetch_all(&mut **connection).await?;
    Ok(rows.into_iter().map(QueryResult::from).collect())
}

fn failed(error: sqlx::Error) -> StoreError {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))).into()
}

impl fmt::Debug for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lanes").field("most", &self.0.most).finish_non_exhaustive()
    }
}
