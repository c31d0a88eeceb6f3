//! The one way into the database: a queue, and one task that writes what waits in it.
//!
//! While a transaction commits, requests queue up; what has queued then goes into the next
//! transaction together, as multi-row statements. There is no timer: a request that finds the
//! writer idle is written at once. Each request is answered after its commit. What the history
//! refuses (a link to nothing, an id that is taken) is found out before a row is written and
//! concerns only the request that asked for it; when the database itself refuses a transaction of
//! several requests, each is tried again in one of its own.

mod batch;
mod plan;

use std::fmt;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::{Session, StoreError};
use crate::domain::draft::Draft;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey, UserId};
use crate::domain::outcome::OutcomeChange;
use crate::domain::timestamp::Timestamp;

/// The most requests in one transaction.
const MAX_REQUESTS: usize = 512;

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

/// A change of one event's outcome, with all that is needed to store it.
#[derive(Debug, Clone)]
pub(super) struct OutcomeRequest {
    key: EventKey,
    change: OutcomeChange,
    now: Timestamp,
    user: Option<UserId>,
}

/// What waits to be written.
#[derive(Debug, Clone)]
enum Request {
    Publish(Arc<Vec<Draft>>),
    Outcome(OutcomeRequest),
}

/// What a request is answered with.
#[derive(Debug)]
enum Answer {
    Published(Vec<Published>),
    Updated(Arc<Event>),
}

struct Waiting {
    request: Request,
    answer: oneshot::Sender<Result<Answer, StoreError>>,
    _room: OwnedSemaphorePermit,
}

/// Stores events and outcomes.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
    capacity: u32,
}

impl Writer {
    /// Starts the task that writes. It ends when every clone of the writer is gone and all that
    /// waited is written. At most `capacity` events wait.
    pub(super) fn start(session: Session, capacity: u32) -> Self {
        let (queue, mut waiting) = mpsc::unbounded_channel();
        let tasks = session.tasks().clone();
        tasks.spawn(async move {
            let mut requests = Vec::new();
            while waiting.recv_many(&mut requests, MAX_REQUESTS).await > 0 {
                write(&session, std::mem::take(&mut requests)).await;
            }
        });
        let room = usize::try_from(capacity).unwrap_or(Semaphore::MAX_PERMITS);
        Self { queue, room: Arc::new(Semaphore::new(room)), capacity }
    }

    /// Stores drafts, all or none, and returns what became of each, in their order.
    ///
    /// # Errors
    /// When the history refuses one, the queue is full, or the database fails.
    pub async fn publish(&self, drafts: Vec<Draft>) -> Result<Vec<Published>, StoreError> {
        let size = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
        match self.submit(Request::Publish(Arc::new(drafts)), size).await? {
            Answer::Published(published) => Ok(published),
            Answer::Updated(_) => Err(mismatch()),
        }
    }

    /// Changes an event's outcome and returns the event as it is then.
    ///
    /// # Errors
    /// When there is no such event, it has another revision than expected, the queue is full, or
    /// the database fails.
    pub async fn update_outcome(
        &self,
        key: EventKey,
        change: OutcomeChange,
        user: Option<UserId>,
        now: Timestamp,
    ) -> Result<Arc<Event>, StoreError> {
        let request = OutcomeRequest { key, change, now, user };
        match self.submit(Request::Outcome(request), 1).await? {
            Answer::Updated(event) => Ok(event),
            Answer::Published(_) => Err(mismatch()),
        }
    }

    async fn submit(&self, request: Request, size: u32) -> Result<Answer, StoreError> {
        let size = size.min(self.capacity);
        let room = Arc::clone(&self.room).try_acquire_many_owned(size);
        let room = room.map_err(|_| StoreError::Overloaded)?;
        let (answer, answered) = oneshot::channel();
        let stopped = || StoreError::Unavailable("the writer has stopped".to_owned());
        self.queue.send(Waiting { request, answer, _room: room }).map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

/// Writes requests that waited together, and answers each.
async fn write(session: &Session, waiting: Vec<Waiting>) {
    let requests: Vec<Request> = waiting.iter().map(|one| one.request.clone()).collect();
    match batch::run(session, requests).await {
        Ok(answers) => {
            for (one, answer) in waiting.into_iter().zip(answers) {
                // A client that went away has nobody left to tell.
                let _ = one.answer.send(answer);
            }
        }
        Err(failure) if failure.may_retry => {
            for one in waiting {
                let answer = write_alone(session, one.request).await;
                let _ = one.answer.send(answer);
            }
        }
        Err(failure) => {
            for one in waiting {
                let _ = one.answer.send(Err(failure.error.clone()));
            }
        }
    }
}

/// Writes one request in a transaction of its own, again where it lost a race.
async fn write_alone(session: &Session, request: Request) -> Result<Answer, StoreError> {
    let mut attempt = 1;
    loop {
        match batch::run(session, vec![request.clone()]).await {
            Ok(mut answers) => return answers.pop().unwrap_or_else(|| Err(mismatch())),
            Err(failure)
                if failure.may_retry && failure.error.lost_a_race() && attempt < ATTEMPTS =>
            {
                attempt += 1;
            }
            Err(failure) => return Err(failure.error),
        }
    }
}

fn mismatch() -> StoreError {
    StoreError::Unavailable("the writer answered another question".to_owned())
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}
