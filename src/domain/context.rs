//! What surrounded an event: what led to it, what was decided, and what came of it.

use serde_json::{Map, Value};

use super::ids::EventId;
use super::intent::put_text;
use super::json;
use super::outcome::{self, OutcomeVerdict};
use super::text;
use super::timestamp::Timestamp;
use super::violation::Violation;

const RELATED_EVENTS: &str = "relatedEvents";
const DECISION: &str = "decision";
const CATEGORY: &str = "category";
const OUTCOME: &str = "outcome";
const VERDICT: &str = "verdict";
const OUTCOME_AT: &str = "outcomeAt";
const IMPACT_METRIC: &str = "impactMetric";
const KNOWN: [&str; 7] =
    [RELATED_EVENTS, DECISION, CATEGORY, OUTCOME, VERDICT, OUTCOME_AT, IMPACT_METRIC];

/// The surroundings of an event. `extra` holds keys that have no field of their own; they are
/// stored beside the known ones, in one JSON object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventContext {
    /// The earlier events that led to this one, as the publisher listed them. `None` when the
    /// publisher listed nothing.
    pub related_events: Option<Vec<EventId>>,
    /// What was decided, and why.
    pub decision: Option<String>,
    /// A word to group events by.
    pub category: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Whether that is what was expected.
    pub verdict: Option<OutcomeVerdict>,
    /// When it was known, where that isn't the time of the event.
    pub outcome_at: Option<Timestamp>,
    /// What it changed, measured.
    pub impact_metric: Option<String>,
    /// Further keys.
    pub extra: Map<String, Value>,
}

impl EventContext {
    /// How long all its texts and further values are together, in bytes.
    pub fn text_length(&self) -> usize {
        let Self { decision, category, outcome, impact_metric, extra, .. } = self;
        let texts = [decision, category, outcome, impact_metric].into_iter().flatten();
        let extra = extra.iter().map(|(key, value)| key.len() + json::text_length(value));
        texts.map(String::len).chain(extra).sum()
    }

    /// The further keys, `None` when there are none.
    pub fn extra_json(&self) -> Option<Value> {
        (!self.extra.is_empty()).then(|| Value::Object(self.extra.clone()))
    }

    /// The links, none when nothing was listed.
    pub fn links(&self) -> &[EventId] {
        self.related_events.as_deref().unwrap_or_default()
    }

    /// Whether an outcome is told. That of an adopted row may be of another type than ours.
    pub fn has_outcome(&self) -> bool {
        self.outcome.is_some() || self.extra.get(OUTCOME).is_some_and(|other| !other.is_null())
    }

    /// Whether a stored time of the outcome is of another type than ours.
    pub(super) fn has_foreign_time(&self) -> bool {
        self.extra.contains_key(OUTCOME_AT)
    }

    /// Forgets what another type of known keys holds that have values of ours by now.
    pub(super) fn forget_foreign(&mut self) {
        for (key, is_known) in [
            (OUTCOME, self.outcome.is_some()),
            (VERDICT, self.verdict.is_some()),
            (OUTCOME_AT, self.outcome_at.is_some()),
            (IMPACT_METRIC, self.impact_metric.is_some()),
        ] {
            if is_known {
                self.extra.remove(key);
            }
        }
    }

    /// Refuses text that can't be stored, a category that people can't read, a verdict of no outcome, and
    /// extra keys that have a field of their own.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&mut self) -> Result<(), Violation> {
        let parts = [
            (DECISION, &self.decision),
            (OUTCOME, &self.outcome),
            (IMPACT_METRIC, &self.impact_metric),
        ];
        for (field, part) in parts {
            part.as_deref().map_or(Ok(()), text::storable).map_err(|v| v.under(field))?;
        }
        self.category.as_deref().map_or(Ok(()), text::label).map_err(|v| v.under(CATEGORY))?;
        if self.outcome.is_none() {
            outcome::need_outcome(self.verdict, self.outcome_at)?;
        }
        let extra = Value::Object(std::mem::take(&mut self.extra));
        let Value::Object(extra) = json::normal_form(extra).map_err(|v| v.under("extra"))? else {
            return Ok(());
        };
        if let Some(key) = KNOWN.iter().find(|key| extra.contains_key(**key)) {
            let message = format!("must not hold '{key}', which is a field of its own");
            return Err(Violation::invalid(message).under("extra"));
        }
        self.extra = extra;
        Ok(())
    }

    /// The JSON object that is stored.
    pub fn to_json(&self) -> Value {
        let mut object = self.extra.clone();
        if let Some(links) = &self.related_events {
            let links = links.iter().map(|id| Value::from(id.as_str())).collect();
            object.insert(RELATED_EVENTS.to_owned(), Value::Array(links));
        }
        put_text(&mut object, DECISION, self.decision.as_ref());
        put_text(&mut object, CATEGORY, self.category.as_ref());
        put_text(&mut object, OUTCOME, self.outcome.as_ref());
        if let Some(verdict) = self.verdict {
            object.insert(VERDICT.to_owned(), Value::from(verdict.as_str()));
        }
        if let Some(outcome_at) = self.outcome_at {
            object.insert(OUTCOME_AT.to_owned(), Value::from(outcome_at.millis()));
        }
        put_text(&mut object, IMPACT_METRIC, self.impact_metric.as_ref());
        Value::Object(object)
    }

    /// Reads a stored object. Known keys whose value is none of ours stay in `extra`, so that
    /// nothing of an adopted row is hidden; explicit nulls are left out.
    pub fn from_json(value: Value) -> Self {
        let Value::Object(mut object) = value else {
            return Self::default();
        };
        Self {
            related_events: take_links(&mut object),
            decision: take_text(&mut object, DECISION),
            category: take_text(&mut object, CATEGORY),
            outcome: take_text(&mut object, OUTCOME),
            verdict: take(&mut object, VERDICT, |value| {
                OutcomeVerdict::from_stored(value.as_str()?)
            }),
            outcome_at: take(&mut object, OUTCOME_AT, |value| {
                Timestamp::from_millis(value.as_i64()?).ok()
            }),
            impact_metric: take_text(&mut object, IMPACT_METRIC),
            extra: object,
        }
    }
}

/// What a key holds, where that is a value of ours.
fn take<T>(
    object: &mut Map<String, Value>,
    key: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Option<T> {
    let value = object.get(key)?;
    let found = read(value);
    if found.is_some() || value.is_null() {
        object.remove(key);
    }
    found
}

fn take_text(object: &mut Map<String, Value>, key: &str) -> Option<String> {
    match object.remove(key)? {
        Value::String(text) => Some(text),
        Value::Null => None,
        other => {
            object.insert(key.to_owned(), other);
            None
        }
    }
}

fn take_links(object: &mut Map<String, Value>) -> Option<Vec<EventId>> {
    let all_text = object.get(RELATED_EVENTS)?.as_array()?.iter().all(Value::is_string);
    if !all_text {
        return None;
    }
    let links = object.remove(RELATED_EVENTS)?;
    let ids = links.as_array()?.iter().filter_map(Value::as_str).map(EventId::from_stored);
    Some(ids.collect())
}
