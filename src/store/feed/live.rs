//! Following the log: while somebody follows, one task of the process reads it for all of them.
//!
//! Who wants to follow joins first and asks for the horizon then: what is below it is in the log to
//! be read, and what comes to light later is told. The task tells what was not below the horizon at
//! which the first one began; it ends when nobody follows any more.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::sleep;

use super::Feed;
use super::followers::{Followers, Live, Progress};
use super::log::Stretch;
use super::wakeups::Wakeups;
use crate::domain::log::{Bookmark, Horizon, LogRecord};
use crate::domain::view::{Parts, View};
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;

/// How many changes are read at once.
const PAGE: usize = 100;

/// How soon to look again where a transaction that is still running holds up what came after it.
const SOON: Duration = Duration::from_millis(2);

/// The task that tells followers. Who listens when it ends early hears no more, and may follow anew.
struct Telling {
    live: Live,
    is_needed: bool,
}

impl Telling {
    /// Up to where was told. `None`, and the next to follow starts anew, when nobody follows.
    fn told(&mut self) -> Option<Bookmark> {
        let mut followers = self.live.followers();
        followers.forget_those_who_left();
        if followers.by_scope.is_empty() {
            followers.progress = None;
        }
        self.is_needed = followers.progress.is_some();
        followers.progress.map(|progress| progress.told)
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        if self.is_needed {
            *self.live.followers() = Followers::default();
        }
    }
}

impl Feed {
    /// Has everyone who joined told of what is not below this horizon, unless they are told already;
    /// then of what is not below the horizon that is returned.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn follow_from(&self, horizon: Horizon) -> Result<Horizon, StoreError> {
        if let Some(progress) = self.live.followers().progress {
            return Ok(progress.begun);
        }
        let told = self.log_end(Viewer::Service, horizon).await?.last;
        let mut followers = self.live.followers();
        // Another may have been faster.
        let progress = followers.progress.get_or_insert_with(|| {
            let telling = Telling { live: self.live.clone(), is_needed: true };
            self.database.tasks().spawn(tell_followers(self.clone(), telling));
            Progress { begun: horizon, told, failing: None }
        });
        Ok(progress.begun)
    }

    /// Looks for what came to light behind this place, and returns whether there is more; `None` when
    /// some of it was removed meanwhile, or the database was exchanged for another.
    async fn look(&self, told: Bookmark) -> Option<bool> {
        let is_more = self.tell_what_follows(told).await;
        self.live.report(is_more.is_ok());
        match is_more {
            Ok(is_more) => Some(is_more),
            Err(StoreError::LogRemoved | StoreError::AnotherHistory) => None,
            Err(error) => {
                tracing::warn!(%error, "the log can't be read");
                Some(false)
            }
        }
    }

    /// Tells what came to light behind this place, and returns whether there is more.
    async fn tell_what_follows(&self, told: Bookmark) -> Result<bool, StoreError> {
        let horizon = self.horizon().await?;
        let stretch = Stretch { after: told, until: horizon, limit: PAGE as u64 };
        let records = self.log_records(Viewer::Service, stretch).await?;
        let is_full = records.len() >= PAGE;
        let followed: Vec<&LogRecord> = {
            let followers = self.live.followers();
            records.iter().filter(|record| followers.follow(record.key.tenant)).collect()
        };
        let keys: HashSet<_> = followed.iter().map(|record| record.key.clone()).collect();
        let keys: Vec<_> = keys.into_iter().collect();
        let view = View { viewer: Viewer::Service, parts: Parts::ALL };
        let events = self.reader.events_by_key(view, &keys, None).await?;
        let mut entries = LogRecord::with_events(&records, events);
        self.live.needs.add_to(&self.reader, &mut entries, &keys).await?;
        let mut followers = self.live.followers();
        followers.tell(&entries);
        if let (Some(progress), Some(last)) = (&mut followers.progress, records.last()) {
            progress.told = last.bookmark();
        }
        drop(followers);
        for record in followed {
            let age = self.live.clock.now().since(record.recorded_at);
            self.metrics.delivered(age);
        }
        Ok(is_full)
    }
}

/// Tells followers of what comes to light until nobody follows.
async fn tell_followers(feed: Feed, mut telling: Telling) {
    let poll = feed.live.poll;
    let mut pause = poll;
    let _listening = feed.live.wakeups.as_ref().map(Wakeups::listen);
    let mut commits = feed.database.commits().subscribe();
    while let Some(told) = telling.told() {
        match feed.look(told).await {
            Some(true) => continue,
            Some(false) => (),
            None => return,
        }
        tokio::select! {
            _ = commits.changed() => pause = SOON.min(poll),
            () = sleep(pause) => pause = (pause * 2).min(poll),
            () = feed.database.stopping().cancelled() => return,
        }
    }
}
