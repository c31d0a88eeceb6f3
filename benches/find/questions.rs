//! What is asked.

use support::{Value, json};

use crate::NOW;
use crate::history::{RARE, dice, rare, word};

/// A question, which is asked with other words each time.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) document: &'static str,
    pub(crate) variables: fn(u64) -> Value,
}

const LIST: &str = "query ($filter: EventFilter) {
    events(filter: $filter, first: 50) { nodes {
        id eventName source timestamp outcomeState causeCount effectCount
        userIntent { goal } context { outcome }
    } }
}";

const RANKED: &str = "query ($filter: EventFilter) {
    events(filter: $filter, orderBy: { field: RELEVANCE }, first: 50) {
        edges { highlights { field text ranges { start end } } }
        nodes { id eventName }
    }
}";

const STATS: &str = "query ($filter: EventFilter, $interval: TimeInterval, $every: Int!) {
    eventStats(filter: $filter, groupBy: [OUTCOME_STATE], interval: $interval, every: $every) {
        bucketStart outcomeState count
    }
}";

const FACET: &str = "query ($filter: EventFilter) {
    eventStats(filter: $filter, groupBy: [EVENT_NAME], first: 20) { eventName count isRest }
}";

const COUNTS: &str = "query ($filters: [EventFilter!]!) {
    eventCounts(filters: $filters, atMost: 10000) { count isExact }
}";

const DAY: u64 = 86_400_000;

/// A common word: one that every third event or more holds.
fn common(round: u64) -> String {
    word(round % 4)
}

fn text(text: &str) -> Value {
    json!({ "filter": { "text": text } })
}

pub(crate) const QUESTIONS: [Question; 15] = [
    Question { name: "rare word", document: LIST, variables: |n| text(&rare(dice(n, RARE))) },
    Question { name: "common word", document: LIST, variables: |n| text(&common(n)) },
    Question {
        name: "two words",
        document: LIST,
        variables: |n| text(&format!("{} {}", common(n), word(20 + n))),
    },
    Question { name: "phrase", document: LIST, variables: |_| text("\"card declined\"") },
    Question {
        name: "phrase of common words",
        document: LIST,
        variables: |n| text(&format!("\"{} {}\"", common(n), common(n + 1))),
    },
    Question {
        name: "phrase that never occurs",
        document: LIST,
        variables: |n| text(&format!("\"{0} {1} {0} {1}\"", common(n), common(n + 1))),
    },
    Question {
        name: "prefix of 2 letters",
        document: LIST,
        variables: |n| {
            let word = word(n % 16);
            json!({ "filter": { "text": word[..2], "textPrefix": true } })
        },
    },
    Question {
        name: "negative",
        document: LIST,
        variables: |n| text(&format!("{} -{}", common(n), common(n + 1))),
    },
    Question { name: "by relevance", document: RANKED, variables: |n| text(&common(n)) },
    Question {
        name: "text and source",
        document: LIST,
        variables: |n| json!({ "filter": { "text": common(n), "source": { "eq": word(n % 12) } } }),
    },
    Question {
        name: "outcome missing",
        document: LIST,
        variables: |_| json!({ "filter": { "outcomeState": ["PENDING"] } }),
    },
    Question {
        name: "a day in buckets",
        document: STATS,
        variables: |n| {
            let start = NOW - DAY * (1 + n % 50);
            let filter = json!({ "startTime": start, "endTime": start + DAY - 1 });
            json!({ "filter": filter, "interval": "MINUTE", "every": 20 })
        },
    },
    Question {
        name: "a month in buckets",
        document: STATS,
        variables: |n| {
            let start = NOW - DAY * (30 + n % 20);
            let filter = json!({ "startTime": start, "endTime": start + 30 * DAY - 1 });
            json!({ "filter": filter, "interval": "DAY", "every": 1 })
        },
    },
    Question {
        name: "a month by name",
        document: FACET,
        variables: |n| {
            let start = NOW - DAY * (30 + n % 20);
            json!({ "filter": { "startTime": start, "endTime": start + 30 * DAY - 1 } })
        },
    },
    Question {
        name: "20 counts",
        document: COUNTS,
        variables: |n| {
            let filter = |view: u64| match view % 4 {
                0 => json!({ "outcomeState": ["PENDING"], "startTime": NOW - DAY * (view + 1) }),
                1 => json!({ "source": { "eq": word(view % 12) }, "startTime": NOW - DAY }),
                2 => json!({ "eventName": { "startsWith": "payment." } }),
                _ => json!({ "hasCauses": false, "shouldDocument": view % 2 == 1 }),
            };
            json!({ "filters": (n..n + 20).map(filter).collect::<Vec<_>>() })
        },
    },
];

/// How many rows an answer has.
pub(crate) fn found(answer: &Value) -> f64 {
    assert!(answer["errors"].is_null(), "{answer}");
    let data = &answer["data"];
    let rows = [&data["events"]["nodes"], &data["eventStats"], &data["eventCounts"]];
    let rows = rows.into_iter().find_map(Value::as_array).map(Vec::len).unwrap_or_default();
    rows as f64
}
