//! The operations that run on one socket.

use std::collections::VecDeque;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use tokio_stream::StreamMap;

use crate::graphql::{OperationKind, Response};

/// Operations by the ids that the client gave them.
pub(super) struct Operations {
    /// The most queries and mutations that run at once.
    most: usize,
    /// Each ends with `None`.
    running: StreamMap<String, Answers>,
    subscriptions: Vec<String>,
    /// Queries and mutations without a place, in the order in which they came.
    waiting: VecDeque<(String, Answers)>,
}

/// What begins once it is asked for the first time.
type Answers = BoxStream<'static, Option<Response>>;

/// What happens to an operation.
#[derive(Debug)]
pub(super) enum Progress {
    /// It has an answer.
    Answered(Response),
    /// It was refused, and is over.
    Refused(Response),
    /// It has no more answers.
    Ended,
}

impl Operations {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            running: StreamMap::new(),
            subscriptions: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    pub(super) fn subscriptions(&self) -> usize {
        self.subscriptions.len()
    }

    /// Whether the client may say more: as many operations wait as may run, and what more of them
    /// would hold is for the client to hold.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.len() < self.most
    }

    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.running.contains_key(id) || self.waiting.iter().any(|(one, _)| one == id)
    }

    pub(super) fn start(
        &mut self,
        id: String,
        kind: OperationKind,
        answers: impl Stream<Item = Response> + Send + 'static,
    ) {
        let answers = answers.map(Some).chain(stream::iter([None])).boxed();
        if kind == OperationKind::Subscription {
            self.subscriptions.push(id.clone());
            self.running.insert(id, answers);
        } else {
            self.waiting.push_back((id, answers));
            self.fill_places();
        }
    }

    /// Lets those run that waited longest, while there are places.
    fn fill_places(&mut self) {
        while self.running.len() - self.subscriptions.len() < self.most {
            let Some((id, answers)) = self.waiting.pop_front() else { return };
            self.running.insert(id, answers);
        }
    }

    /// Forgets an operation. What it writes is written all the same.
    pub(super) fn end(&mut self, id: &str) {
        self.running.remove(id);
        self.subscriptions.retain(|one| one != id);
        self.waiting.retain(|(one, _)| one != id);
        self.fill_places();
    }

    /// Forgets what would not end by itself.
    pub(super) fn end_subscriptions(&mut self) {
        for id in std::mem::take(&mut self.subscriptions) {
            self.running.remove(&id);
        }
    }

    /// Waits until something happens to an operation; for ever, when none runs. One that is over
    /// is forgotten: its id is free again.
    pub(super) async fn next(&mut self) -> (String, Progress) {
        let Some((id, answer)) = self.running.next().await else {
            return std::future::pending().await;
        };
        let progress = match answer {
            Some(answer) if answer.is_refusal() => Progress::Refused(answer),
            Some(answer) => return (id, Progress::Answered(answer)),
            None => Progress::Ended,
        };
        self.end(&id);
        (id, progress)
    }
}
