//! Runs an operation together with the batches that its loaders load.
//!
//! A loader must know when no more keys are coming. Waiting some time for them, in a task beside
//! the operation, splits batches whenever the machine is busy, and costs that time at each level.
//! Here the operation is polled until it can do nothing without a batch: every sibling has then
//! asked, whatever the machine does, and only then are the batches polled.
//!
//! Futures that hold many others give way now and then by waking themselves. So an operation that
//! was woken while it was polled is polled again. Tokio's own way of giving way would make that
//! loop endless, and is switched off; `limits` bound how much an operation computes.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, FuturesUnordered, Stream, StreamExt as _};
use futures_util::task::AtomicWaker;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::coop::unconstrained;

/// Takes batches to be loaded.
pub(in crate::graphql) type BatchSender = UnboundedSender<BoxFuture<'static, ()>>;

/// The batches of one operation.
pub(in crate::graphql) struct Batches(UnboundedReceiver<BoxFuture<'static, ()>>);

/// A place for the batches of one operation.
pub(in crate::graphql) fn batches() -> (BatchSender, Batches) {
    let (sender, receiver) = unbounded_channel();
    (sender, Batches(receiver))
}

/// Remembers that it was woken, and wakes the task.
#[derive(Default)]
struct Woken {
    flag: AtomicBool,
    task: AtomicWaker,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.flag.store(true, Ordering::Release);
        self.task.wake();
    }
}

/// Polls an operation and its batches in turn.
struct Driver {
    queued: Batches,
    loading: FuturesUnordered<BoxFuture<'static, ()>>,
    woken: Arc<Woken>,
    waker: Waker,
}

impl Driver {
    fn new(queued: Batches) -> Self {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        Self { queued, loading: FuturesUnordered::new(), woken, waker }
    }

    fn poll<T>(
        &mut self,
        context: &mut Context<'_>,
        mut operation: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        self.woken.task.register(context.waker());
        loop {
            self.woken.flag.store(false, Ordering::Release);
            if let Poll::Ready(answer) = operation(&mut Context::from_waker(&self.waker)) {
                return Poll::Ready(answer);
            }
            if self.woken.flag.load(Ordering::Acquire) {
                continue;
            }
            while let Ok(batch) = self.queued.0.try_recv() {
                self.loading.push(batch);
            }
            // A batch that ended has woken resolvers: the operation can go on.
            if !matches!(self.loading.poll_next_unpin(context), Poll::Ready(Some(()))) {
                return Poll::Pending;
            }
        }
    }
}

/// Runs an operation to its end.
pub(in crate::graphql) async fn drive<T>(
    operation: impl Future<Output = T>,
    batches: Batches,
) -> T {
    let mut operation = pin!(operation);
    let mut driver = Driver::new(batches);
    let poll_all = move |context: &mut Context<'_>| {
        driver.poll(context, |context| operation.as_mut().poll(context))
    };
    unconstrained(poll_fn(poll_all)).await
}

/// Runs a subscription, answer by answer.
pub(in crate::graphql) fn drive_stream<T: 'static>(
    mut answers: BoxStream<'static, T>,
    batches: Batches,
) -> impl Stream<Item = T> + Send + 'static {
    let mut driver = Driver::new(batches);
    stream::poll_fn(move |context| {
        let poll_all = |context: &mut Context<'_>| {
            driver.poll(context, |context| answers.poll_next_unpin(context))
        };
        pin!(unconstrained(poll_fn(poll_all))).poll(context)
    })
}
