//! What surrounded an event: what led to it, what was decided, and what came of it.

use serde_json::{Map, Value};

use super::ids::EventId;
use super::intent::put_text;
use super::json;
use super::text;
use super::violation::Violation;

const RELATED_EVENTS: &str = "relatedEvents";
const DECISION: &str = "decision";
const CATEGORY: &str = "category";
const OUTCOME: &str = "outcome";
const IMPACT_METRIC: &str = "impactMetric";
const KNOWN: [&str; 5] = [RELATED_EVENTS, DECISION, CATEGORY, OUTCOME, IMPACT_METRIC];

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

    /// Refuses text that can't be stored, a category that people can't read, and extra keys that have a field of their own.
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
        put_text(&mut object, IMPACT_METRIC, self.impact_metric.as_ref());
        Value::Object(object)
    }

    /// Reads a stored object. Known keys whose value has another type than ours stay in `extra`,
    /// so that nothing of an adopted row is hidden; explicit nulls are left out.
    pub fn from_json(value: Value) -> Self {
        let Value::Object(mut object) = value else {
            return Self::default();
        };
        Self {
            related_events: take_links(&mut object),
            decision: take_text(&mut object, DECISION),
            category: take_text(&mut object, CATEGORY),
            outcome: take_text(&mut object, OUTCOME),
            impact_metric: take_text(&mut object, IMPACT_METRIC),
            extra: object,
        }
    }
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
