//! The keys that others publish, as they were read last.
//!
//! Nothing asks the source but a task of the server's own, one at a time and at most every 30
//! seconds, so neither clients that go away nor floods of unknown keys matter to it. A set is used
//! until the next one was read, however old it is: a request whose key is known waits for nothing.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::keys::KeySet;
use super::source::{Source, SourceError};
use crate::domain::clock::Clock;
use crate::domain::timestamp::Timestamp;
use crate::http::shutdown::Shutdown;

/// How old a set becomes before it is read again.
const AGE: Duration = Duration::from_mins(10);

/// How long the source is left alone after it was asked.
const REST: Duration = Duration::from_secs(30);

/// How often it is looked whether a set is old while nobody asks.
const ROUND: Duration = Duration::from_mins(1);

/// How long a request waits for a set. Reading ends before that.
const PATIENCE: Duration = Duration::from_secs(6);

/// Keys, and where they come from.
#[derive(Debug, Clone)]
pub(super) struct KeyCache(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    source: Source,
    clock: Clock,
    shutdown: Shutdown,
    state: watch::Sender<State>,
}

#[derive(Debug, Default)]
struct State {
    keys: Option<Arc<KeySet>>,
    /// When the keys were read.
    read_at: Option<Timestamp>,
    /// When the source was asked last.
    asked_at: Option<Timestamp>,
    is_asking: bool,
}

impl State {
    /// Whether the source may be asked. A clock that was put back doesn't keep it from that.
    fn may_ask(&self, now: Timestamp) -> bool {
        !self.is_asking && self.asked_at.is_none_or(|asked| passed(asked, now) >= REST)
    }

    fn is_old(&self, now: Timestamp) -> bool {
        self.read_at.is_none_or(|read| passed(read, now) >= AGE)
    }
}

fn passed(from: Timestamp, to: Timestamp) -> Duration {
    Duration::from_millis(to.millis().abs_diff(from.millis()))
}

impl KeyCache {
    /// Keys from this source, of which some may be known already.
    pub(super) fn new(
        source: Source,
        known: Option<KeySet>,
        clock: Clock,
        shutdown: &Shutdown,
    ) -> Self {
        let read_at = known.is_some().then(|| clock.now());
        let keys = known.map(Arc::new);
        let state = State { keys, read_at, asked_at: read_at, is_asking: false };
        let shutdown = shutdown.clone();
        let cache =
            Self(Arc::new(Shared { source, clock, shutdown, state: watch::Sender::new(state) }));
        cache.keep_fresh();
        cache
    }

    /// The keys that are known, if any are. When they are old, new ones are read meanwhile.
    pub(super) fn known(&self) -> Option<Arc<KeySet>> {
        let (keys, is_old) = {
            let state = self.0.state.borrow();
            (state.keys.clone(), state.is_old(self.0.clock.now()))
        };
        if is_old {
            self.ask();
        }
        keys
    }

    /// The keys once they were read again, unless that was done just now.
    pub(super) async fn newest(&self) -> Option<Arc<KeySet>> {
        self.ask();
        let mut state = self.0.state.subscribe();
        let asked = tokio::time::timeout(PATIENCE, state.wait_for(|state| !state.is_asking)).await;
        drop(asked);
        self.0.state.borrow().keys.clone()
    }

    /// Asks the source in a task of its own, if it may be asked now.
    fn ask(&self) {
        let now = self.0.clock.now();
        let may_ask = self.0.state.send_if_modified(|state| {
            let may_ask = state.may_ask(now);
            if may_ask {
                (state.is_asking, state.asked_at) = (true, Some(now));
            }
            may_ask
        });
        if may_ask {
            let question = Question(self.clone());
            self.0.shutdown.spawn(async move { question.put().await });
        }
    }

    /// Reads keys when they are old though nobody asks for them, so that one that was withdrawn
    /// isn't known after a quiet night.
    fn keep_fresh(&self) {
        self.known();
        let weak = Arc::downgrade(&self.0);
        let stopping = self.0.shutdown.stopping().clone();
        self.0.shutdown.spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(ROUND) => (),
                    () = stopping.cancelled() => return,
                }
                let Some(shared) = weak.upgrade() else { return };
                Self(shared).known();
            }
        });
    }
}

/// That the source is being asked: so until this is dropped, whatever becomes of its task.
struct Question(KeyCache);

impl Question {
    async fn put(self) {
        let shared = &self.0.0;
        match shared.source.read().await {
            Ok(keys) => {
                if keys.is_empty() {
                    tracing::warn!("auth: no published key can be used");
                }
                shared.state.send_modify(|state| {
                    (state.keys, state.read_at) = (Some(Arc::new(keys)), Some(shared.clock.now()));
                });
            }
            Err(error) => self.tell(&error),
        }
    }

    fn tell(&self, error: &SourceError) {
        let has_keys = self.0.0.state.borrow().keys.is_some();
        let error = chain(error);
        tracing::warn!(error, has_keys, "auth: the keys of tokens can't be read");
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.0.0.state.send_modify(|state| state.is_asking = false);
    }
}

/// An error with its causes, without which those of connections say little.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
