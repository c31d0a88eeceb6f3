//! Ids and points in time of the sample.

use serde_json::{Value, json};

use crate::domain::timestamp::Timestamp;

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Makes what clients would send of what the sample's files hold.
#[derive(Debug)]
pub(super) struct Maker<'a> {
    now: Timestamp,
    mark: &'a str,
}

impl<'a> Maker<'a> {
    pub(super) const fn new(now: Timestamp, mark: &'a str) -> Self {
        Self { now, mark }
    }

    /// The id of the event that the sample calls so.
    pub(super) fn id(&self, name: &str) -> String {
        format!("sample-{}-{name}", self.mark)
    }

    /// The point in time that was so many milliseconds ago.
    pub(super) const fn ago(&self, millis: i64) -> i64 {
        self.now.millis() - millis
    }

    /// An event with its ids and points in time.
    pub(super) fn event(&self, mut event: Value) -> Value {
        self.name(&mut event["id"]);
        self.date(&mut event["timestamp"]);
        if let Some(context) = event.get_mut("context") {
            for cause in context["relatedEvents"].as_array_mut().into_iter().flatten() {
                self.name(cause);
            }
            self.complete(context);
        }
        event
    }

    /// The variables of a mutation that changes the event under `key`.
    pub(super) fn change(&self, mut variables: Value, key: &str) -> Value {
        self.name(&mut variables[key]);
        self.complete(&mut variables["input"]);
        variables
    }

    /// Indexing made nulls of what wasn't there.
    fn complete(&self, object: &mut Value) {
        if let Some(known) = object.get_mut("outcomeAt") {
            self.date(known);
        }
        if let Some(fields) = object.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
    }

    fn name(&self, id: &mut Value) {
        *id = json!(self.id(id.as_str().unwrap_or_default()));
    }

    fn date(&self, ago: &mut Value) {
        *ago = json!(self.ago(millis(ago.as_str().unwrap_or_default())));
    }
}

/// How long `1d 2h 30m 5s` is.
fn millis(text: &str) -> i64 {
    let part = |part: &str| {
        let (number, unit) = part.split_at(part.len().saturating_sub(1));
        let unit = match unit {
            "d" => DAY,
            "h" => HOUR,
            "m" => MINUTE,
            _ => SECOND,
        };
        number.parse::<i64>().unwrap_or_default() * unit
    };
    text.split_whitespace().map(part).sum()
}
