//! Lists of the events that hold a text.

use std::collections::HashMap;
use std::sync::Arc;

use entity::event_history::Column;
use sea_orm::QueryFilter as _;

use super::keys::{Rest, Search};
use crate::domain::cursor::Position;
use crate::domain::event::Event;
use crate::domain::filter::Filter;
use crate::domain::ids::EventKey;
use crate::domain::narrative::Narrative;
use crate::domain::page::{Page, Slice};
use crate::domain::search::{Criteria, TEXTS, TextQuery, Window, Words};
use crate::domain::view::{Parts, View};
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::scope::key_in;

/// How many keys are asked for first where other conditions may rule events out, and at most.
const FEW: u32 = 200;
const MANY: u32 = 4_000;

/// How many events are looked through at most that hold a text, for those that meet other conditions.
const LOOKED_THROUGH: usize = 40_000;

/// How many are counted at most.
const COUNTED: usize = 10_000;

impl Reader {
    /// A page of the events that the viewer sees and that meet these criteria; of those that hold a text, in
    /// the order of time.
    ///
    /// # Errors
    /// When too many that hold the text would have to be looked through, the index is not complete, or the
    /// database fails.
    pub async fn list_that_meet(
        &self,
        view: View,
        criteria: &Criteria,
        page: &Page,
    ) -> Result<Slice<Arc<Event>>, StoreError> {
        let filter = criteria.filter.as_ref();
        match &criteria.text {
            Some(text) => self.search_events(view, (text, filter), page).await,
            None => self.list_events(view, filter, page).await,
        }
    }

    /// A page of the events that hold a text, that the viewer sees and the filter lets through, in the
    /// order of time.
    ///
    /// # Errors
    /// When too many that hold the text would have to be looked through, the index is not complete, or the
    /// database fails.
    pub async fn search_events(
        &self,
        view: View,
        (text, filter): (&TextQuery, Option<&Filter>),
        page: &Page,
    ) -> Result<Slice<Arc<Event>>, StoreError> {
        self.check_index().await?;
        let asked = (view.viewer, Window::of(filter));
        let mut search = Search::new(text, asked, page.is_read_descending(), page.bounds());
        let wanted = page.size + 1;
        let (items, is_whole) = self.gather(view, (&mut search, filter), wanted).await?;
        if !is_whole && items.len() < wanted as usize {
            return Err(StoreError::SearchTooBroad);
        }
        Ok(page.cut(items))
    }

    /// The keys of the newest events that hold a text and that the filter lets through, so many at most;
    /// fewer where too many would have to be looked through.
    ///
    /// # Errors
    /// When the index is not complete, or the database fails.
    pub async fn newest_with_text(
        &self,
        viewer: Viewer,
        (text, filter): (&TextQuery, Option<&Filter>),
        most: u32,
    ) -> Result<Vec<EventKey>, StoreError> {
        self.check_index().await?;
        let mut search = Search::new(text, (viewer, Window::of(filter)), true, (None, None));
        let view = View { viewer, parts: Parts::NONE };
        let (items, _) = self.gather(view, (&mut search, filter), most).await?;
        Ok(items.iter().take(most as usize).map(|event| event.key()).collect())
    }

    /// The next events that a search finds and the filter lets through, at least so many; and whether, where
    /// there are fewer, these are all.
    async fn gather(
        &self,
        view: View,
        (search, filter): (&mut Search<'_>, Option<&Filter>),
        wanted: u32,
    ) -> Result<(Vec<Arc<Event>>, bool), StoreError> {
        let mut items: Vec<Arc<Event>> = Vec::new();
        let mut most = if filter.is_some() { FEW.max(wanted) } else { wanted };
        let mut looked_through = 0;
        loop {
            let (places, rest) = self.found(view.viewer, search, most).await?;
            items.extend(self.events_at(view, &places, filter).await?);
            looked_through += places.len();
            let is_enough = items.len() >= wanted as usize;
            if rest != Rest::More || is_enough || looked_through >= LOOKED_THROUGH {
                return Ok((items, rest == Rest::None));
            }
            most = most.saturating_mul(4).min(MANY);
        }
    }

    /// How many events hold a text that the viewer sees and the filter lets through; `None` where more than
    /// 10,000 hold the text.
    ///
    /// # Errors
    /// When the index is not complete, or the database fails.
    pub async fn count_with_text(
        &self,
        viewer: Viewer,
        (text, filter): (&TextQuery, Option<&Filter>),
    ) -> Result<Option<u64>, StoreError> {
        let Some(keys) = self.keys_with_text(viewer, (text, filter)).await? else {
            return Ok(None);
        };
        let mut count = 0;
        for keys in keys.chunks(MANY as usize) {
            count += self.count_among(viewer, keys, filter).await?;
        }
        Ok(Some(count))
    }

    /// The keys of all events that hold a text, within the filter's time; `None` where there are more than
    /// 10,000.
    ///
    /// # Errors
    /// When the index is not complete, or the database fails.
    pub async fn keys_with_text(
        &self,
        viewer: Viewer,
        (text, filter): (&TextQuery, Option<&Filter>),
    ) -> Result<Option<Vec<EventKey>>, StoreError> {
        self.check_index().await?;
        let mut search = Search::new(text, (viewer, Window::of(filter)), true, (None, None));
        let mut keys = Vec::new();
        loop {
            let (places, rest) = self.found(viewer, &mut search, MANY).await?;
            keys.extend(places.into_iter().map(|place| place.key));
            if keys.len() > COUNTED || rest == Rest::TooMuch {
                return Ok(None);
            }
            if rest == Rest::None {
                return Ok(Some(keys));
            }
        }
    }

    /// The events with these keys that the viewer sees and that meet these criteria, in no particular
    /// order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_that_meet(
        &self,
        view: View,
        keys: &[EventKey],
        criteria: &Criteria,
    ) -> Result<Vec<Arc<Event>>, StoreError> {
        let filter = criteria.filter.as_ref();
        let Some(text) = &criteria.text else {
            return self.events_by_key(view, keys, filter).await;
        };
        let described = self.described(view, keys, filter).await?;
        let meets = described.into_iter().filter(|(event, story)| {
            text.finds(&Words::of(event, story.as_ref().map(|narrative| &narrative.text)))
        });
        Ok(meets.map(|(event, _)| event).collect())
    }

    /// The events with these keys that the viewer sees and the filter lets through, with all their texts
    /// and narratives, in no particular order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn described(
        &self,
        view: View,
        keys: &[EventKey],
        filter: Option<&Filter>,
    ) -> Result<Vec<(Arc<Event>, Option<Narrative>)>, StoreError> {
        let view = View { parts: view.parts.and(TEXTS), ..view };
        let events = self.events_by_key(view, keys, filter).await?;
        self.with_narratives(view.viewer, events).await
    }

    /// These events, in their order, with their narratives.
    pub(super) async fn with_narratives(
        &self,
        viewer: Viewer,
        events: Vec<Arc<Event>>,
    ) -> Result<Vec<(Arc<Event>, Option<Narrative>)>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<EventKey> = events.iter().map(|event| event.key()).collect();
        let narratives = self.narratives(viewer, &keys).await?;
        let mut narratives: HashMap<EventKey, Narrative> =
            narratives.into_iter().map(|one| (one.event.clone(), one)).collect();
        let described = events.into_iter().map(|event| {
            let narrative = narratives.remove(&event.key());
            (event, narrative)
        });
        Ok(described.collect())
    }

    /// The events at these places that the filter lets through, in their order.
    async fn events_at(
        &self,
        view: View,
        places: &[Position],
        filter: Option<&Filter>,
    ) -> Result<Vec<Arc<Event>>, StoreError> {
        let keys: Vec<EventKey> = places.iter().map(|place| place.key.clone()).collect();
        let events = self.events_by_key(view, &keys, filter).await?;
        let mut events: HashMap<EventKey, Arc<Event>> =
            events.into_iter().map(|event| (event.key(), event)).collect();
        Ok(keys.iter().filter_map(|key| events.remove(key)).collect())
    }

    async fn count_among(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
        filter: Option<&Filter>,
    ) -> Result<u64, StoreError> {
        let keys = key_in(self.database.backend(), (Column::TenantId, Column::Id), keys);
        self.count(viewer, self.filtered(viewer, filter).filter(keys)).await
    }
}
