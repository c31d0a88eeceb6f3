//! Counting events, in groups and over time.

use futures_util::future::join_all;

use super::{Service, ServiceError};
use crate::domain::buckets::Ruler;
use crate::domain::filter::Filter;
use crate::domain::ids::EventKey;
use crate::domain::search::{Criteria, TextQuery};
use crate::domain::stats::{Counted, Dimension, Grouping, MAX_ROWS, Stat};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;
use crate::domain::violation::Violation;
use crate::store::{Countable, StoreError};

/// The most filters that are counted at once.
const MAX_FILTERS: usize = 50;

/// The most events that are counted for one filter.
const MAX_COUNT: i32 = 1_000_000;

/// How events are to be counted.
#[derive(Debug)]
pub struct StatsRequest {
    /// By what they are grouped.
    pub dimensions: Vec<Dimension>,
    /// How time is divided, where they are counted over time.
    pub ruler: Option<Ruler>,
    /// How many groups are told.
    pub first: i32,
}

impl Service {
    /// How many of the events that meet these criteria are of each group: the largest first, and the others
    /// together; over time, of each bucket of the filter's time, empty ones included. Where the filter doesn't
    /// say when, time begins with the first event, and ends now, or with the last.
    ///
    /// # Errors
    /// When that is too much, or the database fails.
    pub async fn stats(
        &self,
        viewer: Viewer,
        criteria: &Criteria,
        request: StatsRequest,
    ) -> Result<Vec<Stat>, ServiceError> {
        let most = i32::try_from(MAX_ROWS).unwrap_or(i32::MAX);
        let first = u32::try_from(request.first).ok().filter(|_| request.first <= most);
        let first = first.ok_or_else(|| {
            let message = format!("must be 0 to {most}, is {}", request.first);
            Violation::invalid(message).under("first")
        })?;
        let keys = match &criteria.text {
            Some(text) => Some(self.countable(viewer, (text, criteria.filter.as_ref())).await?),
            None => None,
        };
        let countable =
            Countable { viewer, filter: criteria.filter.as_ref(), keys: keys.as_deref() };
        let starts = match &request.ruler {
            Some(ruler) => Some(self.starts(countable, ruler).await?),
            None => None,
        };
        let mut dimensions = Vec::new();
        for dimension in request.dimensions {
            if !dimensions.contains(&dimension) {
                dimensions.push(dimension);
            }
        }
        let grouping = Grouping { dimensions, first, starts };
        let found = match &grouping.starts {
            Some(starts) if starts.is_empty() => Vec::new(),
            _ => self.store.reader.stats(countable, &grouping).await?,
        };
        let found = with_empty(found, &grouping);
        if found.len() > MAX_ROWS {
            let message =
                format!("there are more than {MAX_ROWS} rows: ask for fewer groups, or buckets");
            return Err(Violation::invalid(message).under("first").into());
        }
        Ok(found)
    }

    /// The keys of the events that hold a text.
    async fn countable(
        &self,
        viewer: Viewer,
        text: (&TextQuery, Option<&Filter>),
    ) -> Result<Vec<EventKey>, ServiceError> {
        let keys = self.store.reader.keys_with_text(viewer, text).await?;
        keys.ok_or_else(|| {
            let message = "is in more than 10,000 events, which are too many to be counted in groups: \
                look for more words, or within a shorter time";
            Violation::invalid(message).under("text").under("filter").into()
        })
    }

    /// Where the buckets begin of the time that these events are counted in.
    async fn starts(
        &self,
        countable: Countable<'_>,
        ruler: &Ruler,
    ) -> Result<Vec<Timestamp>, ServiceError> {
        let (since, until) = countable.filter.map(Filter::time).unwrap_or_default();
        let (since, until) = match (since, until) {
            (Some(since), Some(until)) => (since, until),
            (since, until) => {
                let span = self.store.reader.time_span(countable).await?;
                let Some(since) = since.or(span.map(|(first, _)| first)) else {
                    return Ok(Vec::new());
                };
                let now = self.clock.now();
                (since, until.unwrap_or_else(|| span.map_or(now, |(_, last)| last.max(now))))
            }
        };
        Ok(ruler.starts(since, until)?)
    }

    /// How many events each filter lets through, up to `at_most`; `None` where counting took too long.
    ///
    /// # Errors
    /// When too much is asked for, or the database fails.
    pub async fn counts(
        &self,
        viewer: Viewer,
        filters: &[Criteria],
        at_most: i32,
    ) -> Result<Vec<Option<Counted>>, ServiceError> {
        if filters.len() > MAX_FILTERS {
            let message =
                format!("has {} filters; at most {MAX_FILTERS} are allowed", filters.len());
            return Err(Violation::invalid(message).under("filters").into());
        }
        let most = u32::try_from(at_most).ok().filter(|_| (1..=MAX_COUNT).contains(&at_most));
        let most = most.ok_or_else(|| {
            let message = format!("must be 1 to {MAX_COUNT}, is {at_most}");
            Violation::invalid(message).under("atMost")
        })?;
        let count = async |criteria: &Criteria| {
            let filter = criteria.filter.as_ref();
            let Some(text) = &criteria.text else {
                return self.store.reader.count_up_to(viewer, filter, most).await.map(Some);
            };
            let count = self.store.reader.count_with_text(viewer, (text, filter)).await?;
            let most = u64::from(most);
            Ok(count.map(|count| Counted { count: count.min(most), is_exact: count <= most }))
        };
        let counts = join_all(filters.iter().map(count)).await;
        let in_time = |counted| match counted {
            Err(StoreError::Timeout) => Ok(None),
            counted => Ok(counted?),
        };
        counts.into_iter().map(in_time).collect()
    }
}

/// What was found, with a row of nothing for each bucket that has no events; and where nothing divides the events,
/// for all of them.
fn with_empty(found: Vec<Stat>, grouping: &Grouping) -> Vec<Stat> {
    let Some(starts) = &grouping.starts else {
        let is_whole = grouping.dimensions.is_empty() && found.is_empty();
        return if is_whole { vec![Stat::default()] } else { found };
    };
    let mut found = found.into_iter().peekable();
    let mut all = Vec::with_capacity(starts.len());
    for start in starts.iter().map(|start| Some(*start)) {
        let before = all.len();
        while let Some(stat) = found.next_if(|stat| stat.bucket == start) {
            all.push(stat);
        }
        if all.len() == before {
            all.push(Stat { bucket: start, ..Stat::default() });
        }
    }
    all
}
