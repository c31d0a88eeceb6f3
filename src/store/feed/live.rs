//! Following the log: while somebody follows, one task of the process reads it for all of them.
//!
//! Who wants to follow joins first and asks for the horizon then: what is below it is in the log to
//! be read, and what comes to light later is told. The task tells what was not below the horizon at
//! which the first one began; it ends when nobody follows any more.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::broadcast::{Receiver, Sender};
use tokio::time::sleep;

use super::Feed;
use super::log::Stretch;
use super::needs::{Need, Needs};
use super::wakeups::Wakeups;
use crate::domain::clock::Clock;
use crate::domain::filter::Filter;
use crate::domain::ids::TenantId;
use crate::domain::log::{Bookmark, Horizon, LogEntry, LogPosition, LogRecord, Story};
use crate::domain::view::{Parts, View};
use crate::domain::viewer::{Scope, Viewer};
use crate::store::error::StoreError;

/// How much news a follower may be behind before it has to read the log itself.
const BEHIND: usize = 16;

/// How many changes are read at once.
const PAGE: usize = 100;

/// The most JSON of events in one piece of news, in bytes: a follower that doesn't read makes the
/// process hold [`BEHIND`] of them at most.
const SHARED: usize = 32 * 1024;

/// How soon to look again where a transaction that is still running holds up what came after it.
const SOON: Duration = Duration::from_millis(2);

/// How long the log may be unreadable before the server is taken for unfit.
const UNFIT: Duration = Duration::from_secs(5);

/// What followers are told.
#[derive(Debug, Clone)]
pub enum News {
    /// Changes that came to light, oldest first, and behind those that were told before.
    Entries(Arc<[LogEntry]>),
    /// There are changes that are too large to be handed around: they are in the log.
    Large,
}

/// Who follows.
#[derive(Debug, Default)]
struct Followers {
    /// How far the task is; `None` while it doesn't run.
    progress: Option<Progress>,
    by_scope: HashMap<Scope, Sender<News>>,
}

/// How far the task is.
#[derive(Debug, Clone, Copy)]
struct Progress {
    /// At which horizon it began.
    begun: Horizon,
    /// Up to where was told.
    told: Bookmark,
    /// Since when the log can't be read.
    failing: Option<Instant>,
}

impl Followers {
    fn forget_those_who_left(&mut self) {
        self.by_scope.retain(|_, sender| sender.receiver_count() > 0);
    }

    fn follow(&self, tenant: TenantId) -> bool {
        self.by_scope.contains_key(&Scope::All)
            || self.by_scope.contains_key(&Scope::Tenant(tenant))
    }

    fn tell(&self, entries: &[LogEntry]) {
        let tenants: HashSet<TenantId> = entries.iter().map(|entry| entry.event.tenant).collect();
        for tenant in tenants {
            if let Some(sender) = self.by_scope.get(&Scope::Tenant(tenant)) {
                let own = entries.iter().filter(|entry| entry.event.tenant == tenant);
                send(sender, own.cloned().collect());
            }
        }
        if let Some(sender) = self.by_scope.get(&Scope::All)
            && !entries.is_empty()
        {
            send(sender, entries.into());
        }
    }
}

fn send(sender: &Sender<News>, entries: Arc<[LogEntry]>) {
    let sizes = entries.iter().map(|entry| {
        let story = match &entry.story {
            Story::Read(told) => told.size(),
            Story::Unread => 0,
        };
        entry.event.check_size().unwrap_or(usize::MAX).saturating_add(story)
    });
    let size = sizes.fold(0, usize::saturating_add);
    let news = if size <= SHARED { News::Entries(entries) } else { News::Large };
    // The last one may have left just now.
    let _ = sender.send(news);
}

/// Tells followers of what comes to light.
#[derive(Clone)]
pub struct Live {
    followers: Arc<Mutex<Followers>>,
    poll: Duration,
    wakeups: Option<Wakeups>,
    clock: Clock,
    /// What those who follow need beside events.
    needs: Needs,
}

impl Live {
    pub(in crate::store) fn new(poll: Duration, wakeups: Option<Wakeups>, clock: Clock) -> Self {
        Self { followers: Arc::default(), poll, wakeups, clock, needs: Needs::default() }
    }

    /// Has what the viewer's filter needs read with the news: narratives, and these conditions on links. What was
    /// read before this may come without.
    pub fn need(&self, viewer: Viewer, has_text: bool, conditions: Vec<Filter>) -> Need {
        self.needs.add(viewer.scope(), has_text, conditions)
    }

    /// What is told from now on of what the viewer sees, once somebody has called
    /// [`Feed::follow_from`].
    pub fn join(&self, viewer: Viewer) -> Receiver<News> {
        let mut followers = self.followers();
        let sender = followers.by_scope.entry(viewer.scope());
        sender.or_insert_with(|| Sender::new(BEHIND)).subscribe()
    }

    /// A panic leaves nothing half done in there.
    fn followers(&self) -> MutexGuard<'_, Followers> {
        self.followers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Up to where was told; `None` while nobody follows.
    pub fn told(&self) -> Option<LogPosition> {
        self.followers().progress.map(|progress| progress.told.position)
    }

    /// Whether the log can be read, as far as anybody follows.
    pub fn is_fit(&self) -> bool {
        let failing = self.followers().progress.and_then(|progress| progress.failing);
        failing.is_none_or(|since| since.elapsed() < UNFIT)
    }

    fn report(&self, is_read: bool) {
        if let Some(progress) = &mut self.followers().progress {
            let since = progress.failing.unwrap_or_else(Instant::now);
            progress.failing = (!is_read).then_some(since);
        }
    }
}

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
        self.add_needed(&self.live.needs, &mut entries, &keys).await?;
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

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("poll", &self.poll).finish_non_exhaustive()
    }
}
