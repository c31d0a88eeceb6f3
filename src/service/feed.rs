//! The event stream: what the log holds behind a place, and then what comes to light, without a gap
//! and without anything twice.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::{Code, Service, ServiceError};
use crate::domain::epoch::Epochs;
use crate::domain::filter::Filter;
use crate::domain::log::{
    Bookmark, Change, Horizon, LogEnd, LogEntry, LogPosition, LogRecord, Story,
};
use crate::domain::search::Criteria;
use crate::domain::view::View;
use crate::store::{Need, News, Store, Stretch};
use crate::telemetry::Subscription;

/// How many changes are looked through at once.
const PAGE: usize = 500;

/// How many events are read at once, and how much JSON they may hold in bytes where they are several:
/// what one follower may make the process hold.
const READ: usize = 32;
const READ_BYTES: usize = 128 * 1024;

/// How often the log is read while a follower waits for what was stored before it came.
const OWED: Duration = Duration::from_millis(200);

/// What a follower is told, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Behind which the stream can be taken up again.
    pub cursor: String,
    /// What it is.
    pub news: Tidings,
}

/// What it is that a follower is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Tidings {
    /// A change.
    Entry(LogEntry),
    /// What was stored before was told; what follows comes as it is stored.
    CaughtUp,
}

/// What a follower wants to be told.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Of which events, as they are when they are told.
    pub criteria: Criteria,
    /// Which changes; all when `None`.
    pub kinds: Option<Vec<Change>>,
}

impl Wanted {
    /// Whether such a change is told. One that only a newer server knows never is.
    fn has(&self, change: Option<Change>) -> bool {
        change.is_some_and(|change| self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&change)))
    }

    /// What its conditions ask of other events.
    fn link_conditions(&self) -> Vec<Filter> {
        self.criteria.filter.as_ref().map(Filter::link_conditions).unwrap_or_default()
    }

    /// Whether a change is told; `None` where that depends on what wasn't read.
    fn admits(&self, entry: &LogEntry, conditions: &[Filter]) -> Option<bool> {
        if !self.has(Some(entry.change)) {
            return Some(false);
        }
        if !entry.links.know(conditions) {
            return None;
        }
        let filter = self.criteria.filter.as_ref();
        let passes = filter.is_none_or(|filter| filter.admits(&entry.event, &entry.links));
        match (&self.criteria.text, &entry.story) {
            (Some(text), Story::Read(told)) if passes => Some(text.finds(told.words(&entry.event))),
            (Some(_), Story::Unread) if passes => None,
            _ => Some(passes),
        }
    }
}

impl Service {
    /// What was stored behind `after`, then what is stored from now on; without `after` only the
    /// latter, from before this returns. As far as the viewer may see it and wants it.
    ///
    /// Ends after an error; may be asked for again behind what was told last.
    ///
    /// # Errors
    /// When the cursor is none, or of another history, some of what followed it was removed, or the database
    /// fails.
    pub async fn follow(
        &self,
        view: View,
        after: Option<&str>,
        wanted: Wanted,
    ) -> Result<impl Stream<Item = Result<Told, ServiceError>> + use<>, ServiceError> {
        let conditions = wanted.link_conditions();
        let live = self.store.feed.live();
        let need = live.need(view.viewer, wanted.criteria.text.is_some(), conditions.clone());
        // Before the horizon is looked at: what comes to light behind it is then news.
        let news = self.store.feed.live().join(view.viewer);
        let now = self.store.feed.horizon().await?;
        let epochs = self.store.feed.epochs().await?;
        let after = after.map(|after| epochs.open(after).map_err(|no| no.under("after")));
        let after = after.transpose()?;
        if let Some(after) = after {
            self.store.feed.check_bookmark(view.viewer, after).await?;
        }
        let is_told = self.store.feed.follow_from(now).await? <= now;
        let (end, owed) = match after {
            Some(after) => {
                let owed = self.store.feed.last_position(view.viewer).await?;
                (LogEnd { last: after, ahead: HashSet::new() }, owed)
            }
            None => (self.store.feed.log_end(view.viewer, now).await?, None),
        };
        // Another began to follow meanwhile.
        let horizon = if is_told { now } else { self.store.feed.horizon().await? };
        let follower = Follower {
            store: self.store.clone(),
            view,
            wanted,
            told: end.last,
            earlier: end.ahead,
            owed: owed.unwrap_or(LogPosition::START),
            phase: Phase::Behind(horizon),
            news,
            epochs,
            conditions,
            _need: need,
            _counted: self.store.metrics().subscription(),
            is_caught_up: false,
            records: VecDeque::new(),
            ready: VecDeque::new(),
        };
        Ok(stream::unfold(Some(follower), async |follower| {
            let mut follower = follower?;
            match follower.next().await {
                Ok(told) => Some((Ok(told), Some(follower))),
                Err(error) => Some((Err(error), None)),
            }
        }))
    }
}

/// Where a follower's next changes come from.
enum Phase {
    /// The log, up to this horizon.
    Behind(Horizon),
    /// The news.
    Live,
}

/// One who follows.
struct Follower {
    store: Store,
    view: View,
    wanted: Wanted,
    /// Everything up to here was told, or is in `records` and `ready`.
    told: Bookmark,
    /// The transactions behind there whose changes it didn't ask for: they were stored before it began
    /// to follow.
    earlier: HashSet<i64>,
    /// Up to where changes were stored before it began to follow, of those that it did ask for.
    owed: LogPosition,
    phase: Phase,
    news: Receiver<News>,
    epochs: Epochs,
    /// What its filter asks of other events.
    conditions: Vec<Filter>,
    _need: Need,
    _counted: Subscription,
    is_caught_up: bool,
    /// Changes whose events are still to be read.
    records: VecDeque<LogRecord>,
    ready: VecDeque<(Bookmark, Tidings)>,
}

impl Follower {
    async fn next(&mut self) -> Result<Told, ServiceError> {
        loop {
            if let Some((bookmark, news)) = self.ready.pop_front() {
                if self.epochs.newest() < Some(bookmark.position.epoch()) {
                    self.epochs = self.store.feed.epochs().await?;
                }
                return Ok(Told { cursor: self.epochs.seal(bookmark), news });
            }
            if !self.records.is_empty() {
                self.read_events().await?;
                continue;
            }
            match &self.phase {
                Phase::Behind(horizon) => self.read_log(*horizon).await?,
                Phase::Live => self.hear().await?,
            }
        }
    }

    /// Reads the next changes of the log, and begins to listen once there are no more.
    async fn read_log(&mut self, horizon: Horizon) -> Result<(), ServiceError> {
        let stretch = Stretch { after: self.told, until: horizon, limit: PAGE as u64 };
        let records = self.store.feed.log_records(self.view.viewer, stretch).await?;
        if records.len() < PAGE {
            self.phase = Phase::Live;
        }
        if let Some(last) = records.last() {
            self.told = last.bookmark();
        }
        let is_told =
            |record: &LogRecord| self.is_new(record.position) && self.wanted.has(record.change);
        self.records = records.into_iter().filter(is_told).collect();
        if self.records.is_empty() {
            self.say_caught_up();
        }
        Ok(())
    }

    /// Reads the events of the next changes.
    async fn read_events(&mut self) -> Result<(), ServiceError> {
        let mut bytes = 0_usize;
        let fits = self.records.iter().take(READ).take_while(|record| {
            bytes = bytes.saturating_add(record.size);
            bytes <= READ_BYTES
        });
        let count = fits.count().max(1);
        let records: Vec<_> = self.records.drain(..count).collect();
        let mut keys: Vec<_> = records.iter().map(|record| record.key.clone()).collect();
        keys.sort_unstable();
        keys.dedup();
        let events =
            self.store.reader.events_that_meet(self.view, &keys, &self.wanted.criteria).await?;
        let entries = LogRecord::with_events(&records, events);
        let entries = entries.into_iter();
        self.ready.extend(entries.map(|entry| (entry.bookmark, Tidings::Entry(entry))));
        if self.records.is_empty() {
            self.say_caught_up();
        }
        Ok(())
    }

    fn say_caught_up(&mut self) {
        let has_all = matches!(self.phase, Phase::Live) && self.told.position >= self.owed;
        if has_all && !std::mem::replace(&mut self.is_caught_up, true) {
            self.ready.push_back((self.told, Tidings::CaughtUp));
        }
    }

    /// Waits for news. Who was not fast enough for it goes on in the log.
    async fn hear(&mut self) -> Result<(), ServiceError> {
        if !self.is_caught_up {
            // What is owed may be no news: the log has it, too.
            let news = timeout(OWED, self.news.recv()).await;
            if !matches!(news, Ok(Err(RecvError::Closed))) {
                self.phase = Phase::Behind(self.store.feed.horizon().await?);
                return Ok(());
            }
        }
        match self.news.recv().await {
            Ok(News::Entries(entries)) if self.judge(&entries) => self.say_caught_up(),
            Ok(News::Entries(_) | News::Large) => {
                self.phase = Phase::Behind(self.store.feed.horizon().await?);
            }
            Err(RecvError::Lagged(_)) => {
                self.store.metrics().overflowed();
                self.phase = Phase::Behind(self.store.feed.horizon().await?);
            }
            Err(RecvError::Closed) => {
                let message = "the server stops; subscribe again";
                return Err(ServiceError::new(Code::Unavailable, message));
            }
        }
        Ok(())
    }

    /// Takes what is told of these news, and returns whether all of them could be judged: the log has the rest.
    fn judge(&mut self, entries: &[LogEntry]) -> bool {
        for entry in entries {
            let position = entry.bookmark.position;
            if position <= self.told.position {
                continue;
            }
            let is_told = if self.is_new(position) {
                self.wanted.admits(entry, &self.conditions)
            } else {
                Some(false)
            };
            let Some(is_told) = is_told else { return false };
            self.told = entry.bookmark;
            if is_told {
                self.ready.push_back((entry.bookmark, Tidings::Entry(entry.clone())));
            }
        }
        true
    }

    /// Whether a change was asked for.
    fn is_new(&self, position: LogPosition) -> bool {
        !self.earlier.contains(&position.transaction)
    }
}
