//! `event_stats`: how many events there are.
//!
//! Groups are counted anew for each page, so that a cursor is a number of rows.

use serde::Serialize;
use serde_json::Value;

use super::answer::{Room, Row, cut, text};
use super::arguments::Arguments;
use super::filter;
use super::rows;
use super::schema::word;
use super::tools::Asking;
use crate::domain::buckets::{Ruler, TimeInterval};
use crate::domain::stats::{Dimension, Stat};
use crate::domain::violation::{Segment, Violation, ViolationKind};
use crate::service::{ServiceError, StatsRequest};

/// How many groups there are where nobody says.
const LIMIT: u32 = 20;

/// The longest name of a group, in bytes.
const GROUP: usize = 256;

/// The longest cursor of ours, in bytes.
const CURSOR: usize = 40;

const DIMENSIONS: [(&str, Dimension); 5] = [
    ("EVENT_NAME", Dimension::EventName),
    ("SOURCE", Dimension::Source),
    ("CATEGORY", Dimension::Category),
    ("OUTCOME_STATE", Dimension::OutcomeState),
    ("SHOULD_DOCUMENT", Dimension::ShouldDocument),
];

const INTERVALS: [(&str, TimeInterval); 4] = [
    ("HOUR", TimeInterval::Hour),
    ("DAY", TimeInterval::Day),
    ("WEEK", TimeInterval::Week),
    ("MONTH", TimeInterval::Month),
];

/// The schema of the arguments that only this tool has.
pub(super) fn properties() -> [(String, Value); 2] {
    let dimensions = word(&DIMENSIONS.map(|(name, _)| name), "default EVENT_NAME");
    let intervals = word(&INTERVALS.map(|(name, _)| name), "");
    [("by".to_owned(), dimensions), ("interval".to_owned(), intervals)]
}

#[derive(Debug, Serialize)]
struct Found {
    /// How many events there are, in all groups and on all pages.
    total: u64,
    by: &'static str,
    rows: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// How many events there are of a group.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    #[serde(skip_serializing_if = "Option::is_none")]
    bucket_start: Option<String>,
    /// What they have in common; null where they lack it.
    group: Option<Value>,
    /// Whether these are all the groups that aren't told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_rest: bool,
    count: u64,
    with_outcome: u64,
}

pub(super) async fn run(asking: &Asking, given: &Arguments) -> Result<String, ServiceError> {
    let limit = asking.limit(given, LIMIT)?;
    let dimension = given.word("by", &DIMENSIONS)?.unwrap_or(Dimension::EventName);
    let interval = given.word("interval", &INTERVALS)?;
    let ruler = interval.map(|interval| Ruler::new(interval, 1, "UTC")).transpose()?;
    let first = given.text("cursor")?.map(read_cursor).transpose()?.unwrap_or_default();
    let criteria = filter::criteria(asking, given).await?;
    let request = StatsRequest {
        dimensions: vec![dimension],
        ruler,
        first: i32::try_from(limit).unwrap_or(i32::MAX),
    };
    let counted = asking.service.stats(asking.caller.viewer, &criteria, request).await;
    let stats = counted.map_err(as_arguments)?;
    let called = DIMENSIONS.iter().find(|(_, one)| *one == dimension);
    let mut found = Found {
        total: stats.iter().map(|stat| stat.count).sum(),
        by: called.map_or("", |(name, _)| *name),
        rows: Vec::new(),
        cursor: None,
    };
    let mut room = Room::beside(&found)?.without(CURSOR);
    let rest = stats.get(first..).unwrap_or_default();
    for stat in rest {
        let Some(row) = room.put(&Counted::of(stat, dimension))? else { break };
        found.rows.push(row);
    }
    let next = first + found.rows.len();
    found.cursor = (found.rows.len() < rest.len()).then(|| next.to_string());
    text(&found)
}

fn read_cursor(text: &str) -> Result<usize, Violation> {
    let number = text.parse::<u32>().ok().and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| {
        let message = "is not a cursor of this tool";
        Violation::of(ViolationKind::Cursor, message).under("cursor")
    })
}

/// Names of arguments as this tool has them.
fn as_arguments(mut error: ServiceError) -> ServiceError {
    if let [Segment::Field("filter"), Segment::Field("text")] = error.path.as_slice() {
        error.message = error.message.replacen("filter.text", "text", 1);
        error.path.remove(0);
    }
    if let [Segment::Field("first")] = error.path.as_slice() {
        error.message = error.message.replacen("first", "limit", 1);
        error.path = vec![Segment::Field("limit")];
    }
    error
}

impl Counted {
    fn of(stat: &Stat, dimension: Dimension) -> Self {
        let named = |name: &Option<String>| name.as_ref().map(|name| cut(name, GROUP).into());
        let group = match dimension {
            Dimension::EventName => named(&stat.event_name),
            Dimension::Source => named(&stat.source),
            Dimension::Category => named(&stat.category),
            Dimension::OutcomeState => stat.outcome_state.map(|state| state.as_str().into()),
            Dimension::ShouldDocument => stat.should_document.map(Value::from),
        };
        Self {
            bucket_start: stat.bucket.map(rows::time),
            group,
            is_rest: stat.is_rest,
            count: stat.count,
            with_outcome: stat.with_outcome,
        }
    }
}
