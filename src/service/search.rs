//! Lists by how well a text describes events, and the index of those that were there before.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::history::Listed;
use super::{Service, ServiceError};
use crate::domain::cursor::Position;
use crate::domain::event::Event;
use crate::domain::filter::Filter;
use crate::domain::ids::EventKey;
use crate::domain::narrative::NarrativeText;
use crate::domain::page::{Page, Slice};
use crate::domain::search::{TEXTS, TextQuery, rank};
use crate::domain::view::View;
use crate::store::{Progress, StoreError};

/// How many of the newest events that hold a text are ranked.
const RANKED: u32 = 1_000;

/// How many of them are read at once, with all their texts.
const READ: usize = 100;

/// How much text of them is read for that, in bytes; the others are not ranked.
const RANKED_BYTES: usize = 16 << 20;

/// How long to wait where events can't be indexed.
const PAUSE: Duration = Duration::from_secs(5);

/// How often to look whether there are events to index, once all are: the database may be exchanged for an
/// earlier one.
const LOOK: Duration = Duration::from_mins(1);

impl Service {
    /// A page of the events that hold a text and pass the filter, by how well it describes them, of the newest
    /// 1,000.
    pub(super) async fn list_ranked(
        &self,
        view: View,
        (text, filter): (&TextQuery, Option<&Filter>),
        page: &Page,
    ) -> Result<Listed, ServiceError> {
        let found = self.store.reader.newest_with_text(view.viewer, (text, filter), RANKED).await?;
        let (mut places, mut bytes) = (Vec::with_capacity(found.len()), 0);
        // They are ranked part by part, and read again where they are shown: all of them at once may be large.
        for keys in found.chunks(READ) {
            if bytes > RANKED_BYTES {
                break;
            }
            let all_texts = View { viewer: view.viewer, parts: TEXTS };
            for (event, narrative) in self.store.reader.described(all_texts, keys, filter).await? {
                let narrative = narrative.as_ref().map(|narrative| &narrative.text);
                bytes += event.payload.as_ref().map_or(0, |payload| payload.as_str().len())
                    + narrative.map_or(0, NarrativeText::size);
                places.push(Position { value: rank(text, &event, narrative), key: event.key() });
            }
        }
        let Slice { items, has_next, has_previous } = cut(places, page);
        let keys: Vec<EventKey> = items.iter().map(|place| place.key.clone()).collect();
        let events = self.store.reader.events_by_key(view, &keys, filter).await?;
        let mut events: HashMap<EventKey, Arc<Event>> =
            events.into_iter().map(|event| (event.key(), event)).collect();
        let shown = items.into_iter().filter_map(|place| {
            let event = events.remove(&place.key)?;
            Some((event, place.value))
        });
        let (items, ranks) = shown.unzip();
        Ok(Listed { slice: Slice { items, has_next, has_previous }, ranks })
    }

    /// Indexes the events that were there before they could be searched, whenever there are such.
    pub async fn index_history(&self, is_complete: bool) {
        if is_complete {
            sleep(LOOK).await;
        }
        let mut last = None;
        loop {
            let began = Instant::now();
            let pause = match self.index_some().await {
                Ok(progress) if progress.is_complete => LOOK,
                // A later version of the words is there, with which other servers index.
                Ok(progress) if last.replace(progress.indexed) == Some(progress.indexed) => PAUSE,
                // Others have as much of the database's time.
                Ok(_) => began.elapsed(),
                Err(error) => {
                    tracing::warn!(%error, "the history can't be indexed for text");
                    PAUSE
                }
            };
            sleep(pause).await;
        }
    }

    /// Indexes some of what is missing.
    async fn index_some(&self) -> Result<Progress, StoreError> {
        let progress = self.store.reader.index_progress().await?;
        if progress.is_complete { Ok(progress) } else { self.store.indexer.index_more().await }
    }

    /// Whether every event can be searched.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_indexed(&self) -> Result<bool, StoreError> {
        Ok(self.store.reader.index_progress().await?.is_complete)
    }
}

/// The part of a ranked list that a page shows.
fn cut(mut places: Vec<Position>, page: &Page) -> Slice<Position> {
    let (lower, upper) = page.bounds();
    places.retain(|place| {
        lower.is_none_or(|lower| place.sort_key() > lower.sort_key())
            && upper.is_none_or(|upper| place.sort_key() < upper.sort_key())
    });
    places.sort_unstable_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    if page.is_read_descending() {
        places.reverse();
    }
    page.cut(places)
}
