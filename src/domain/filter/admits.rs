//! Filters in memory, for events that are told as they happen.
//!
//! A subscriber must be told what a list would hold, so each condition means what `store::statements::filter`
//! and `store::statements::json_path` say in SQL; `tests/property` keeps them in step. Published values are in
//! normal form and need little of this. Adopted ones may be any `jsonb`, so where the databases
//! differ on those, PostgreSQL is followed: histories are adopted there only.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::cmp::Ordering;
use std::ops::Range;

use serde_json::{Number, Value};

use super::{Comparison, Filter, JsonCondition, JsonTest, LinkFacts, Scalar, TextTest};
use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::json_text::JsonText;

/// Whole numbers outside, from -2^63 to 2^64, are read as doubles even without a fraction.
const INTEGERS: Range<f64> = -9_223_372_036_854_775_808.0..18_446_744_073_709_551_616.0;

impl Filter {
    /// Whether a list with this filter holds the event, whose payload, context and state of the outcome
    /// must have been read, and so must be what its conditions ask of other events.
    pub fn admits(&self, event: &Event, links: &LinkFacts) -> bool {
        let payload = LazyCell::new(|| event.payload.as_ref().and_then(JsonText::to_value));
        self.admits_with((event, links), &payload)
    }

    /// The payload is parsed once, however many conditions look into it.
    fn admits_with<F>(
        &self,
        (event, links): (&Event, &LinkFacts),
        payload: &LazyCell<Option<Value>, F>,
    ) -> bool
    where
        F: FnOnce() -> Option<Value>,
    {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.admits_with((event, links), payload)),
            Self::Any(parts) => parts.iter().any(|part| part.admits_with((event, links), payload)),
            Self::Not(part) => !part.admits_with((event, links), payload),
            Self::Id(test) => test.admits(event.id.as_str()),
            Self::EventName(test) => test.admits(&event.event_name),
            Self::Source(test) => test.admits(&event.source),
            Self::Category(test) => category(event).is_some_and(|text| test.admits(&text)),
            Self::ShouldDocument(wanted) => event.should_document == *wanted,
            Self::HasOutcome(wanted) => has_outcome(event) == *wanted,
            Self::OutcomeState(wanted) => wanted.contains(&event.outcome_state),
            Self::Since(start) => event.timestamp >= *start,
            Self::Until(end) => event.timestamp <= *end,
            Self::User(user) => event.user_id() == Some(*user),
            Self::Tenant(tenant) => event.tenant == *tenant,
            Self::Payload(test) => payload.as_ref().is_some_and(|it| test.admits(it)),
            Self::CausedBy(cause) => {
                cause.tenant.is_none_or(|tenant| tenant == event.tenant)
                    && event.links().contains(&cause.id)
            }
            Self::HasCauses(wanted) => event.links().is_empty() != *wanted,
            Self::LedTo(_) | Self::HasEffects(_) => {
                links.is_met(self, &event.key()).unwrap_or(false)
            }
        }
    }
}

impl TextTest {
    fn admits(&self, text: &str) -> bool {
        match self {
            Self::Equals(wanted) => text == wanted,
            Self::OneOf(wanted) => wanted.iter().any(|one| text == one),
            Self::StartsWith(prefix) => text.starts_with(prefix.as_str()),
            Self::Contains(part) => text.to_ascii_lowercase().contains(&part.to_ascii_lowercase()),
        }
    }
}

impl JsonTest {
    fn admits(&self, payload: &Value) -> bool {
        let found = self.path.iter().try_fold(payload, |value, part| step(value, part));
        match self.condition {
            JsonCondition::Exists(wanted) => found.is_some() == wanted,
            _ => found.is_some_and(|found| self.condition.admits(found)),
        }
    }
}

impl JsonCondition {
    fn admits(&self, found: &Value) -> bool {
        match self {
            Self::Equals(wanted) => equal(found, wanted),
            Self::Differs(other) => !equal(found, other),
            Self::Compares(comparison, scalar) => {
                order(found, scalar).is_some_and(|order| comparison.admits(order))
            }
            Self::Contains(wanted) => match (found, wanted) {
                (Value::Array(items), _) => items.iter().any(|item| equal(item, wanted)),
                (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
                _ => false,
            },
            Self::Exists(wanted) => *wanted,
        }
    }
}

impl Comparison {
    const fn admits(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The value behind one part of a path. A place in an array is digits without a leading zero.
fn step<'a>(value: &'a Value, part: &str) -> Option<&'a Value> {
    match value {
        Value::Object(entries) => entries.get(part),
        Value::Array(items) => {
            let place = part.parse::<usize>().ok();
            items.get(place.filter(|place| place.to_string() == part)?)
        }
        _ => None,
    }
}

/// Whether two values are the same, numbers by size: adopted rows have `1.0` beside our `1`.
fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            number_order(one, other) == Some(Ordering::Equal)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(key, value)| other.get(key).is_some_and(|other| equal(value, other));
            one.len() == other.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}

/// How a value stands to a scalar of the same type. The byte order of UTF-8 is that of code points.
fn order(value: &Value, scalar: &Scalar) -> Option<Ordering> {
    match (value, scalar) {
        (Value::Number(one), Scalar::Number(other)) => number_order(one, other),
        (Value::String(one), Scalar::Text(other)) => Some(one.as_str().cmp(other)),
        _ => None,
    }
}

/// How a number stands to one in normal form: an integer that a double holds, or a fraction. So
/// only two integers can be told apart by less than doubles can, and those are adopted ones.
fn number_order(one: &Number, other: &Number) -> Option<Ordering> {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

fn category(event: &Event) -> Option<Cow<'_, str>> {
    let context = event.context.as_ref()?;
    context.category.as_deref().map(Cow::Borrowed).or_else(|| adopted(context, "category"))
}

fn has_outcome(event: &Event) -> bool {
    event.context.as_ref().is_some_and(EventContext::has_outcome)
}

/// A known key of an adopted row that has no text, as `->>` shows it; null is absent.
fn adopted<'a>(context: &'a EventContext, key: &str) -> Option<Cow<'a, str>> {
    match context.extra.get(key)? {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        other => Some(Cow::Owned(jsonb_text(other))),
    }
}

/// JSON as PostgreSQL writes `jsonb`: spaces behind `,` and `:`, shorter keys first, and no
/// exponents.
fn jsonb_text(value: &Value) -> String {
    match value {
        Value::Number(number) => number_text(number),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(jsonb_text).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let mut entries: Vec<(&String, &Value)> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| (key.len(), *key));
            let entry = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), jsonb_text(value))
            };
            let entries: Vec<String> = entries.into_iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// A number without an exponent. PostgreSQL keeps the zeros at the end of a fraction, of which a
/// double doesn't know; a whole one had such a fraction, or it would have been read as an integer.
fn number_text(number: &Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) if float.fract() == 0.0 && INTEGERS.contains(&float) => format!("{float:.1}"),
        Some(float) => float.to_string(),
        None => number.to_string(),
    }
}
