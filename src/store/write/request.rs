//! What waits to be written, and who waits for what becomes of it.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::Instant;

use super::{Published, Reported};
use crate::domain::draft::Draft;
use crate::domain::event::Event;
use crate::domain::ids::{EventKey, UserId};
use crate::domain::narrative::{Narrative, NarrativeEdit};
use crate::domain::outcome::OutcomeChange;
use crate::domain::subjects::Named;
use crate::domain::timestamp::Timestamp;
use crate::store::error::StoreError;

/// A change of one event's outcome, with all that is needed to store it.
#[derive(Debug)]
pub(super) struct OutcomeRequest {
    pub(super) key: EventKey,
    pub(super) change: OutcomeChange,
    pub(super) now: Timestamp,
    pub(super) user: Option<Named<UserId>>,
}

/// What is to be written, each kind with its own kind of reply.
#[derive(Debug)]
pub(super) enum Request {
    Publish(Vec<Draft>, Reply<Vec<Published>>),
    Outcome(OutcomeRequest, Reply<Reported>),
    Narrative(Arc<NarrativeEdit>, Reply<(Arc<Event>, Arc<Narrative>)>),
}

/// A request that waits.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) request: Request,
    /// When whoever sent it is told that it took too long.
    pub(super) deadline: Instant,
    pub(super) _room: OwnedSemaphorePermit,
}

impl Waiting {
    /// How many events it may store.
    pub(super) fn drafts(&self) -> usize {
        match &self.request {
            Request::Publish(drafts, _) => drafts.len(),
            Request::Outcome(..) | Request::Narrative(..) => 0,
        }
    }

    /// Tells what was worked out: its transaction has ended.
    pub(super) fn answer(self) {
        match self.request {
            Request::Publish(_, reply) => reply.send(),
            Request::Outcome(_, reply) => reply.send(),
            Request::Narrative(_, reply) => reply.send(),
        }
    }

    /// Tells that it failed, whatever was worked out.
    pub(super) fn fail(mut self, error: &StoreError) {
        let error = error.clone();
        match &mut self.request {
            Request::Publish(_, reply) => reply.set(Err(error)),
            Request::Outcome(_, reply) => reply.set(Err(error)),
            Request::Narrative(_, reply) => reply.set(Err(error)),
        }
        self.answer();
    }
}

/// What a request is answered with, once that is known, and where to.
#[derive(Debug)]
pub(super) struct Reply<T> {
    sender: oneshot::Sender<Result<T, StoreError>>,
    answer: Option<Result<T, StoreError>>,
}

impl<T> Reply<T> {
    /// A reply, and where it is received.
    pub(super) fn new() -> (Self, oneshot::Receiver<Result<T, StoreError>>) {
        let (sender, receiver) = oneshot::channel();
        (Self { sender, answer: None }, receiver)
    }

    /// Takes note of the answer, in place of an earlier one.
    pub(super) fn set(&mut self, answer: Result<T, StoreError>) {
        self.answer = Some(answer);
    }

    fn send(self) {
        if let Some(answer) = self.answer {
            // A client that went away has nobody left to tell.
            let _ = self.sender.send(answer);
        }
    }
}
