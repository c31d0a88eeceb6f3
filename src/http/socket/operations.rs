//! The operations that run on one socket.

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use tokio_stream::StreamMap;

use crate::graphql::{Answer, OperationKind};

/// Operations by the ids that the client gave them.
#[derive(Default)]
pub(super) struct Operations {
    /// Each ends with `None`.
    running: StreamMap<String, BoxStream<'static, Option<Answer>>>,
    subscriptions: Vec<String>,
}

/// What happens to an operation.
#[derive(Debug)]
pub(super) enum Progress {
    /// It has an answer.
    Answered(Answer),
    /// It was refused, and is over.
    Refused(Answer),
    /// It has no more answers.
    Ended,
}

impl Operations {
    pub(super) fn len(&self) -> usize {
        self.running.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    pub(super) fn start(
        &mut self,
        id: String,
        kind: OperationKind,
        answers: impl Stream<Item = Answer> + Send + 'static,
    ) {
        let answers = answers.map(Some).chain(stream::iter([None]));
        if kind == OperationKind::Subscription {
            self.subscriptions.push(id.clone());
        }
        self.running.insert(id, answers.boxed());
    }

    /// Forgets an operation. What it writes is written all the same.
    pub(super) fn end(&mut self, id: &str) {
        self.running.remove(id);
        self.subscriptions.retain(|one| one != id);
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
