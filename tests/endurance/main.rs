//! Event streams in trouble: transactions that end late, servers and databases that end. Nothing may
//! be left out, and nothing may come twice.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod processes;
mod restarts;

use tokio::sync::{Mutex, MutexGuard};

/// What one test does to the cluster, all would feel: they run one after another.
async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}
