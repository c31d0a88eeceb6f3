//! Those who follow the log, and what they are told.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::broadcast::{Receiver, Sender};

use super::needs::{Need, Needs};
use super::wakeups::Wakeups;
use crate::domain::clock::Clock;
use crate::domain::filter::Filter;
use crate::domain::ids::TenantId;
use crate::domain::log::{Bookmark, Horizon, LogEntry, LogPosition, Story};
use crate::domain::viewer::{Scope, Viewer};

/// How much news a follower may be behind before it has to read the log itself.
const BEHIND: usize = 16;

/// The most JSON of events in one piece of news, in bytes: a follower that doesn't read makes the
/// process hold [`BEHIND`] of them at most.
const SHARED: usize = 32 * 1024;

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
pub(super) struct Followers {
    /// How far the task is; `None` while it doesn't run.
    pub(super) progress: Option<Progress>,
    pub(super) by_scope: HashMap<Scope, Sender<News>>,
}

/// How far the task is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// At which horizon it began.
    pub(super) begun: Horizon,
    /// Up to where was told.
    pub(super) told: Bookmark,
    /// Since when the log can't be read.
    pub(super) failing: Option<Instant>,
}

impl Followers {
    pub(super) fn forget_those_who_left(&mut self) {
        self.by_scope.retain(|_, sender| sender.receiver_count() > 0);
    }

    pub(super) fn follow(&self, tenant: TenantId) -> bool {
        self.by_scope.contains_key(&Scope::All)
            || self.by_scope.contains_key(&Scope::Tenant(tenant))
    }

    pub(super) fn tell(&self, entries: &[LogEntry]) {
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
    pub(super) poll: Duration,
    pub(super) wakeups: Option<Wakeups>,
    pub(super) clock: Clock,
    /// What those who follow need beside events.
    pub(super) needs: Needs,
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
    /// [`Feed::follow_from`](super::Feed::follow_from).
    pub fn join(&self, viewer: Viewer) -> Receiver<News> {
        let mut followers = self.followers();
        let sender = followers.by_scope.entry(viewer.scope());
        sender.or_insert_with(|| Sender::new(BEHIND)).subscribe()
    }

    /// A panic leaves nothing half done in there.
    pub(super) fn followers(&self) -> MutexGuard<'_, Followers> {
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

    pub(super) fn report(&self, is_read: bool) {
        if let Some(progress) = &mut self.followers().progress {
            let since = progress.failing.unwrap_or_else(Instant::now);
            progress.failing = (!is_read).then_some(since);
        }
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("poll", &self.poll).finish_non_exhaustive()
    }
}
