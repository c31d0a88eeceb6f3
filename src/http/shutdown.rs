//! How a stop reaches what the surface runs, and how it waits for that.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What the tasks of the surface share, so that a stop reaches and awaits each of them.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    leaving: CancellationToken,
    stopping: CancellationToken,
    overdue: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Whether clients are to move on: the server stops, or will soon.
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_cancelled()
    }

    /// Cancelled when the server begins to stop. What would go on for ever ends itself then.
    pub const fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Runs a task to its end, or until the time for stopping is up.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let overdue = self.overdue.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = work => (),
                () = overdue.cancelled() => (),
            }
        });
    }

    /// Tells clients from now on to move on. All else goes on.
    pub fn leave(&self) {
        self.leaving.cancel();
    }

    /// Begins to stop.
    pub fn begin(&self) {
        self.leave();
        self.stopping.cancel();
    }

    /// Waits for every task, but no longer than `time`, and then drops those that still run.
    pub async fn drain(&self, time: Duration) {
        self.tasks.close();
        if tokio::time::timeout(time, self.tasks.wait()).await.is_err() {
            tracing::warn!("requests were still running at the end of the drain");
            self.overdue.cancel();
        }
    }
}
