//! How many events there are.

use async_graphql::SimpleObject;

use crate::domain::stats;
use crate::graphql::values::enums::OutcomeState;
use crate::graphql::values::scalars::EpochMillis;

/// How many events there are of a group. What they aren't grouped by is null.
#[derive(SimpleObject)]
pub(in crate::graphql) struct EventStat {
    /// What happened.
    event_name: Option<String>,
    /// Which part of the product published them.
    source: Option<String>,
    /// Their `context.category`; null, too, for those without one.
    category: Option<String>,
    /// What is known of their outcomes.
    outcome_state: Option<OutcomeState>,
    /// Whether they belong into the documentation.
    should_document: Option<bool>,
    /// When the bucket begins in which they happened.
    bucket_start: Option<EpochMillis>,
    /// Whether these are all the groups beyond `first`, in one.
    is_rest: bool,
    /// How many they are.
    count: i32,
    /// How many of them have an outcome.
    with_outcome: i32,
}

impl From<stats::Stat> for EventStat {
    fn from(stat: stats::Stat) -> Self {
        Self {
            event_name: stat.event_name,
            source: stat.source,
            category: stat.category,
            outcome_state: stat.outcome_state.map(OutcomeState::from),
            should_document: stat.should_document,
            bucket_start: stat.bucket.map(EpochMillis::from),
            is_rest: stat.is_rest,
            count: int(stat.count),
            with_outcome: int(stat.with_outcome),
        }
    }
}

/// How many events a filter lets through.
#[derive(SimpleObject)]
pub(in crate::graphql) struct EventCount {
    /// So many, up to `atMost`.
    count: i32,
    /// Whether that is all; false when there are more than `atMost`.
    is_exact: bool,
}

impl From<stats::Counted> for EventCount {
    fn from(counted: stats::Counted) -> Self {
        Self { count: int(counted.count), is_exact: counted.is_exact }
    }
}

fn int(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
