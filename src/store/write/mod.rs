//! The one way into the database: queues, and tasks that write what waits in them.
//!
//! While transactions commit, requests queue up; what has queued then goes into the next
//! transaction together, as multi-row statements. No timer delays them: a request that finds a
//! task idle is written at once. On PostgreSQL two tasks publish, so that one batch is worked out
//! while the other is flushed, in turns; a third changes events that are there, alone, since batches that
//! change one event would only wait for one another. SQLite has one writer, and one task. Each request
//! is answered after its commit. What the history refuses (a link to nothing, an id that is taken) is found
//! out before a row is written and concerns only the request that asked for it; when the database itself
//! refuses a transaction of several requests, each is tried again in one of its own, beside the writer.

mod batch;
pub(in crate::store) mod index_fill;
pub(in crate::store) mod jobs;
mod plan;
mod request;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use sea_orm::DbBackend;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use request::{OutcomeRequest, Reply, Request, Waiting};

use crate::config::Mechanism;
use crate::domain::draft::Draft;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey, UserId};
use crate::domain::narrative::{Narrative, NarrativeEdit};
use crate::domain::outcome::OutcomeChange;
use crate::domain::subjects::Named;
use crate::domain::timestamp::Timestamp;
use crate::store::connections::database::Database;
use crate::store::connections::{PUBLISHERS, RETRIES, SUSPICIOUS_IDLE};
use crate::store::error::StoreError;

/// The most requests in one transaction.
const MAX_REQUESTS: usize = 512;

/// How long a batch waits until the one before it is worked out: one that is stuck holds up no other for
/// longer.
const TURN: Duration = Duration::from_millis(100);

/// How often a request is tried when it loses races against other processes.
const ATTEMPTS: u32 = 3;

/// What became of a draft.
#[derive(Debug, Clone)]
pub struct Published {
    /// The event as it is stored.
    pub event: Arc<Event>,
    /// Whether this request stored it; false when it was there with the same content.
    pub created: bool,
}

/// What became of an outcome that was reported.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The event as it is stored.
    pub event: Arc<Event>,
    /// Whether this report changed it; false when its outcome was the same before.
    pub changed: bool,
}

/// Why the history refuses a draft; `index` is its place in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishRejection {
    /// It names events that aren't there.
    RelatedNotFound {
        /// Which draft.
        index: usize,
        /// Which events.
        ids: Vec<EventId>,
    },
    /// Its id belongs to an event with other content.
    IdTaken {
        /// Which draft.
        index: usize,
    },
}

/// Stores events and outcomes.
#[derive(Clone)]
pub struct Writer {
    publishes: mpsc::UnboundedSender<Waiting>,
    changes: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
    capacity: u32,
    deadline: Duration,
    stop: CancellationToken,
}

impl Writer {
    /// Starts the tasks that write. At most `capacity` KiB of JSON wait.
    pub(in crate::store) fn start(database: &Database, capacity: NonZeroU32) -> Self {
        let stop = CancellationToken::new();
        let retries = Arc::new(Semaphore::new(RETRIES as usize));
        let queue = |tasks: u32| {
            let (queue, waiting) = mpsc::unbounded_channel();
            let waiting = Arc::new(Mutex::new(waiting));
            let at_once = if database.has(Mechanism::Turns) { 1 } else { tasks as usize };
            let turns = Arc::new(Semaphore::new(at_once));
            for _ in 0..tasks {
                let (waiting, turns) = (Arc::clone(&waiting), Arc::clone(&turns));
                let retries = Arc::clone(&retries);
                database.tasks().spawn(run(
                    database.clone(),
                    (waiting, turns),
                    stop.clone(),
                    retries,
                ));
            }
            queue
        };
        let (publishes, changes) = if database.backend() == DbBackend::Postgres {
            let is_second_there = database.has(Mechanism::SecondPublisher);
            (queue(if is_second_there { PUBLISHERS } else { 1 }), queue(1))
        } else {
            let all = queue(1);
            (all.clone(), all)
        };
        let room = usize::try_from(capacity.get()).unwrap_or(Semaphore::MAX_PERMITS);
        let room = Arc::new(Semaphore::new(room));
        let deadline = database.deadline();
        Self { publishes, changes, room, capacity: capacity.get(), deadline, stop }
    }

    /// Takes nothing more. What waits is still written.
    pub(in crate::store) fn stop(&self) {
        self.stop.cancel();
    }

    /// Stores drafts, all or none, and returns what became of each, in their order.
    ///
    /// # Errors
    /// When the history refuses one, the queue is full, or the database fails.
    pub async fn publish(&self, drafts: Vec<Draft>) -> Result<Vec<Published>, StoreError> {
        let size = drafts.iter().map(|draft| draft.size).sum();
        self.submit(&self.publishes, size, |reply| Request::Publish(drafts, reply)).await
    }

    /// Changes an event's outcome and returns the event as it is then. An outcome that is there
    /// already changes nothing, whatever revision is expected.
    ///
    /// # Errors
    /// When there is no such event, it has another revision than expected, the queue is full, or
    /// the database fails.
    pub async fn update_outcome(
        &self,
        key: EventKey,
        change: OutcomeChange,
        user: Option<Named<UserId>>,
        now: Timestamp,
    ) -> Result<Reported, StoreError> {
        let texts = [&change.outcome, &change.impact_metric];
        let size = texts.into_iter().flatten().map(String::len).sum();
        let request = OutcomeRequest { key, change, now, user };
        self.submit(&self.changes, size, |reply| Request::Outcome(request, reply)).await
    }

    /// Changes an event's narrative and returns both as they are then. What it holds already changes
    /// nothing, whatever revision is expected.
    ///
    /// # Errors
    /// When there is no such event, the narrative has another revision than expected or would be too
    /// large, the queue is full, or the database fails.
    pub async fn edit_narrative(
        &self,
        edit: NarrativeEdit,
    ) -> Result<(Arc<Event>, Arc<Narrative>), StoreError> {
        let size = edit.change.size();
        self.submit(&self.changes, size, |reply| Request::Narrative(Arc::new(edit), reply)).await
    }

    /// Queues a request of this many bytes, and waits for its answer.
    async fn submit<T>(
        &self,
        queue: &mpsc::UnboundedSender<Waiting>,
        size: usize,
        request: impl FnOnce(Reply<T>) -> Request,
    ) -> Result<T, StoreError> {
        // One that is larger than the queue waits alone.
        let kib = u32::try_from(size / 1024 + 1).unwrap_or(u32::MAX).min(self.capacity);
        let room = Arc::clone(&self.room).try_acquire_many_owned(kib);
        let room = room.map_err(|_| StoreError::Overloaded)?;
        let (reply, answered) = Reply::new();
        let stopped = || StoreError::Unavailable("the writer has stopped".to_owned());
        let deadline = Instant::now() + self.deadline;
        let waiting = Waiting { request: request(reply), deadline, _room: room };
        queue.send(waiting).map_err(|_| stopped())?;
        match timeout_at(deadline, answered).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(stopped())),
            Err(_) => Err(StoreError::Unconfirmed("it waited for too long".to_owned())),
        }
    }
}

/// Writes what waits until nothing more can come.
async fn run(
    database: Database,
    (waiting, turns): (Arc<Mutex<mpsc::UnboundedReceiver<Waiting>>>, Arc<Semaphore>),
    stop: CancellationToken,
    retries: Arc<Semaphore>,
) {
    loop {
        let (mut requests, turn) = {
            let mut waiting = waiting.lock().await;
            let mut requests = take(&mut waiting, &database, &stop).await;
            let turn = timeout(TURN, Arc::clone(&turns).acquire_owned()).await;
            // What came while it waited for its turn.
            while requests.len() < MAX_REQUESTS
                && let Ok(request) = waiting.try_recv()
            {
                requests.push(request);
            }
            (requests, turn.ok().and_then(Result::ok))
        };
        if requests.is_empty() {
            return;
        }
        // Whoever sent those was told that they took too long, and may have sent them again.
        requests.retain(|one| one.deadline > Instant::now());
        if !requests.is_empty() {
            write(&database, requests, turn, &retries).await;
        }
    }
}

/// What waits, as soon as anything does. Empty when nothing more can come.
async fn take(
    waiting: &mut mpsc::UnboundedReceiver<Waiting>,
    database: &Database,
    stop: &CancellationToken,
) -> Vec<Waiting> {
    let mut requests = Vec::new();
    loop {
        tokio::select! {
            _ = waiting.recv_many(&mut requests, MAX_REQUESTS) => return requests,
            () = stop.cancelled(), if !waiting.is_closed() => waiting.close(),
            () = tokio::time::sleep(SUSPICIOUS_IDLE) => database.close_idle(),
        }
    }
}

/// Writes requests that waited together, and answers each. The turn ends when they are worked out.
async fn write(
    database: &Database,
    mut waiting: Vec<Waiting>,
    turn: Option<OwnedSemaphorePermit>,
    retries: &Arc<Semaphore>,
) {
    let written = batch::run(database, &mut waiting, false, turn).await;
    match written {
        Ok(()) => waiting.into_iter().for_each(Waiting::answer),
        // A database that can't be reached, or is full, is no one's fault among them.
        Err(failure) if failure.may_retry && !failure.error.is_everybodys() => {
            // Beside the writer: a request that waits for a lock holds up no other.
            let retries = Arc::clone(retries);
            database.tasks().spawn(write_each(database.clone(), waiting, retries));
        }
        Err(failure) => waiting.into_iter().for_each(|one| one.fail(&failure.error)),
    }
}

async fn write_each(database: Database, waiting: Vec<Waiting>, retries: Arc<Semaphore>) {
    let each = stream::iter(waiting).for_each_concurrent(RETRIES as usize, |one| async {
        // Never closed: an error can't come.
        let _turn = retries.acquire().await;
        if one.deadline <= Instant::now() {
            return;
        }
        write_alone(&database, one).await;
    });
    each.await;
}

/// Writes one request in a transaction of its own, again where it lost a race, and answers it.
async fn write_alone(database: &Database, mut waiting: Waiting) {
    let mut attempt = 1;
    loop {
        let alone = std::slice::from_mut(&mut waiting);
        match batch::run(database, alone, true, None).await {
            Ok(()) => return waiting.answer(),
            Err(failure)
                if failure.may_retry && failure.error.lost_a_race() && attempt < ATTEMPTS =>
            {
                attempt += 1;
            }
            Err(failure) if failure.error.lost_a_race() => {
                return waiting.fail(&StoreError::Race(failure.error.to_string()));
            }
            Err(failure) => return waiting.fail(&failure.error),
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}
