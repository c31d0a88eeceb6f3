//! What a connection does: whether it is busy, and since when it is not.
//!
//! hyper has no timeout while it finds out which protocol a client speaks, none for the first
//! request of HTTP/2, and on HTTP/1.1 one for both the head of a request and the pause before it. So
//! all its timeouts are off, and there are two rules here that no protocol can evade: the first
//! request has come after `header_seconds`, and a connection that is not busy ends after
//! `idle_seconds`. Half a request on a connection that was used before costs what an idle one does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// What one connection does. Its socket and its requests tell, its task asks.
#[derive(Debug)]
pub(super) struct Activity(Mutex<State>);

#[derive(Debug)]
struct State {
    opened: Instant,
    /// Whether there was a whole request.
    asked: bool,
    /// How many requests run, and writes wait for the client.
    busy: usize,
    /// When the last of them ended.
    ended: Instant,
    /// When the client last took something.
    wrote: Instant,
}

impl Activity {
    /// A connection that was opened now.
    pub(super) fn new() -> Arc<Self> {
        let now = Instant::now();
        Arc::new(Self(Mutex::new(State {
            opened: now,
            asked: false,
            busy: 0,
            ended: now,
            wrote: now,
        })))
    }

    /// A request has come, and runs until what this returns is dropped.
    pub(super) fn request(self: &Arc<Self>) -> Busy {
        self.state().asked = true;
        self.busy()
    }

    /// The connection is busy until what this returns is dropped.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.state().busy += 1;
        Busy(Arc::clone(self))
    }

    /// The client took something.
    pub(super) fn wrote(&self) {
        self.state().wrote = Instant::now();
    }

    /// Whether there was a whole request.
    pub(super) fn asked(&self) -> bool {
        self.state().asked
    }

    /// Waits until no request has come within `header`, or for `idle` after the last one.
    pub(super) async fn idle(&self, header: Duration, idle: Duration) {
        self.pass(idle, |state, now| match state {
            State { asked: false, opened, .. } => *opened + header,
            State { busy: 0, ended, .. } => *ended + idle,
            _ => now + idle,
        })
        .await;
    }

    /// Waits until the connection was neither busy nor written to for `time`, from now on.
    pub(super) async fn silence(&self, time: Duration) {
        let from = Instant::now();
        self.pass(time, |state, now| match state {
            State { busy: 0, ended, wrote, .. } => from.max(*ended).max(*wrote) + time,
            _ => now + time,
        })
        .await;
    }

    /// Waits for a deadline. Nobody tells when it moves; no event can bring it closer than `step`.
    async fn pass(&self, step: Duration, deadline: impl Fn(&State, Instant) -> Instant) {
        loop {
            let now = Instant::now();
            let next = deadline(&self.state(), now);
            if next <= now {
                return;
            }
            sleep_until(next.min(now + step)).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is one assignment: a panic leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps a connection busy.
#[derive(Debug)]
pub(super) struct Busy(Arc<Activity>);

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.busy = state.busy.saturating_sub(1);
        state.ended = Instant::now();
    }
}
