//! What a connection does: whether it is busy, and since when it is not.
//!
//! hyper has no timeout while it finds out which protocol a client speaks, none for the first
//! request of HTTP/2, and on HTTP/1.1 one for both the head of a request and the pause before it. So
//! all its timeouts are off, and there are two rules here that no protocol can evade: the first
//! request has come after `header_seconds`, and a connection that is not busy ends after
//! `idle_seconds`. Half a request on a connection that was used before costs what an idle one does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::Version;
use tokio::time::{Instant, sleep_until};

/// What one connection does. Its socket and its requests tell, its task asks.
#[derive(Debug)]
pub(super) struct Activity(Mutex<State>);

#[derive(Debug)]
struct State {
    opened: Instant,
    /// What the client speaks, once there was a whole request.
    version: Option<Version>,
    /// How many requests run, and writes wait for the client.
    busy: usize,
    /// When the last of them ended.
    ended: Instant,
    /// When the client last took something.
    wrote: Instant,
    /// Since when pieces of answers wait for the client, by the number of their answer.
    offers: BTreeMap<u64, Instant>,
    /// The number of the next answer.
    next: u64,
}

impl Activity {
    /// A connection that was opened now.
    pub(super) fn new() -> Arc<Self> {
        let now = Instant::now();
        Arc::new(Self(Mutex::new(State {
            opened: now,
            version: None,
            busy: 0,
            ended: now,
            wrote: now,
            offers: BTreeMap::new(),
            next: 0,
        })))
    }

    /// A request has come, and runs until what this returns is dropped.
    pub(super) fn request(self: &Arc<Self>, version: Version) -> Busy {
        self.state().version = Some(version);
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

    /// What the client speaks, once there was a whole request.
    pub(super) fn version(&self) -> Option<Version> {
        self.state().version
    }

    /// Waits until no request has come within `header`, or for `idle` after the last one.
    pub(super) async fn idle(&self, header: Duration, idle: Duration) {
        self.pass(idle, |state, now| match state {
            State { version: None, opened, .. } => *opened + header,
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

    /// Waits until the client has made no room for the rest of an answer for `time`. On HTTP/1.1 its
    /// socket tells as well; on HTTP/2 a socket may be written to while an answer may not.
    pub(super) async fn stall(&self, time: Duration) {
        self.pass(time, |state, now| state.offers.values().min().map_or(now, |from| *from) + time)
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
        // Nothing that changes it can panic half way.
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

/// Tells since when an answer waits for the client.
#[derive(Debug)]
pub(super) struct Offer {
    activity: Arc<Activity>,
    number: u64,
}

impl Offer {
    pub(super) fn new(activity: &Arc<Activity>) -> Self {
        let mut state = activity.state();
        state.next += 1;
        Self { activity: Arc::clone(activity), number: state.next }
    }

    /// A piece waits from now on.
    pub(super) fn begin(&self) {
        self.activity.state().offers.insert(self.number, Instant::now());
    }

    /// The client has made room for another.
    pub(super) fn end(&self) {
        self.activity.state().offers.remove(&self.number);
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        self.end();
    }
}
