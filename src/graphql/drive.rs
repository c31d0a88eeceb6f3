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

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::AtomicWaker;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::coop::unconstrained;

/// Takes batches to be loaded.
pub(super) type BatchSender = UnboundedSender<BoxFuture<'static, ()>>;

/// The batches of one operation.
pub(super) struct Batches(UnboundedReceiver<BoxFuture<'static, ()>>);

/// A place for the batches of one operation.
pub(super) fn batches() -> (BatchSender, Batches) {
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

/// Runs the operation to its end.
pub(super) async fn drive<T>(operation: impl Future<Output = T>, mut queued: Batches) -> T {
    let mut operation = pin!(operation);
    let mut loading = FuturesUnordered::new();
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let poll_all = move |context: &mut Context<'_>| {
        woken.task.register(context.waker());
        loop {
            woken.flag.store(false, Ordering::Release);
            if let Poll::Ready(answer) = operation.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Poll::Ready(answer);
            }
            if woken.flag.load(Ordering::Acquire) {
                continue;
            }
            while let Ok(batch) = queued.0.try_recv() {
                loading.push(batch);
            }
            // A batch that ended has woken resolvers: the operation can go on.
            if !matches!(loading.poll_next_unpin(context), Poll::Ready(Some(()))) {
                return Poll::Pending;
            }
        }
    };
    unconstrained(poll_fn(poll_all)).await
}
