//! Which events a filter lets through, by the words of schema.graphql.

use std::cmp::Ordering;

use serde_json::Value;

use super::Stored;
use super::content::millis;
use crate::property::json::same;

/// Whether an event of these meets every field of an `EventFilter`. A field that is null is not given.
pub(super) fn holds(filter: &Value, event: &Stored, all: &[Stored]) -> bool {
    let names = |one: &Stored, id: &Value| one.published.links.iter().any(|link| id == link);
    let is_named = |by: &Stored| by.published.links.iter().any(|link| link == event.id());
    let given = filter.as_object().into_iter().flatten().filter(|(_, field)| !field.is_null());
    let published = &event.published;
    given.into_iter().all(|(field, test)| match field.as_str() {
        "id" => text_holds(test, Some(event.id())),
        "eventName" => text_holds(test, Some(&published.name)),
        "source" => text_holds(test, Some(&published.source)),
        "category" => text_holds(test, published.category.as_deref()),
        "shouldDocument" => Some(published.should_document) == test.as_bool(),
        "hasOutcome" => Some(event.outcome.text.is_some()) == test.as_bool(),
        "outcomeState" => items(test).any(|state| state == event.outcome_state()),
        "startTime" => millis(test).is_some_and(|start| event.timestamp >= start),
        "endTime" => millis(test).is_some_and(|end| event.timestamp <= end),
        "payload" => items(test).all(|test| json_holds(test, &published.payload)),
        "and" => items(test).all(|part| holds(part, event, all)),
        "or" => items(test).any(|part| holds(part, event, all)),
        "not" => !holds(test, event, all),
        "causedBy" => names(event, test),
        "ledTo" => all.iter().any(|one| test == one.id() && is_named(one)),
        "hasCauses" => Some(!published.links.is_empty()) == test.as_bool(),
        "hasEffects" => Some(all.iter().any(is_named)) == test.as_bool(),
        other => panic!("the model has no field {other}"),
    })
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// `StringFilter`. Absent text meets no condition.
fn text_holds(test: &Value, text: Option<&str>) -> bool {
    let given = test.as_object().into_iter().flatten().filter(|(_, part)| !part.is_null());
    given.into_iter().all(|(condition, operand)| {
        let Some(text) = text else { return false };
        match condition.as_str() {
            "eq" => operand == text,
            "in" => items(operand).any(|one| one == text),
            "startsWith" => operand.as_str().is_some_and(|prefix| text.starts_with(prefix)),
            "contains" => {
                let folded: String =
                    text.chars().map(|letter| letter.to_ascii_lowercase()).collect();
                let part = operand.as_str().map(str::to_ascii_lowercase);
                part.is_some_and(|part| folded.matches(&part).next().is_some())
            }
            other => panic!("the model has no condition {other}"),
        }
    })
}

/// `JsonFilter`. But for `EXISTS`, it holds only where there is a value.
fn json_holds(test: &Value, payload: &Value) -> bool {
    let path: Vec<&str> = items(&test["path"]).filter_map(Value::as_str).collect();
    let (found, operand) = (value_at(payload, &path), &test["value"]);
    if test["op"] == "EXISTS" {
        return *operand == found.is_some();
    }
    let Some(found) = found else { return false };
    let stands = |orders: &[Ordering]| {
        order(found, operand).is_some_and(|ordering| orders.contains(&ordering))
    };
    match test["op"].as_str().unwrap_or("EQ") {
        "EQ" => same(found, operand),
        "NE" => !same(found, operand),
        "LT" => stands(&[Ordering::Less]),
        "LTE" => stands(&[Ordering::Less, Ordering::Equal]),
        "GT" => stands(&[Ordering::Greater]),
        "GTE" => stands(&[Ordering::Greater, Ordering::Equal]),
        "CONTAINS" => contains(found, operand),
        other => panic!("the model has no operator {other}"),
    }
}

fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::String(one), Value::String(other)) => Some(one.chars().cmp(other.chars())),
        _ => None,
    }
}

fn contains(found: &Value, operand: &Value) -> bool {
    match (found, operand) {
        (Value::Array(items), _) => items.iter().any(|item| same(item, operand)),
        (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
        _ => false,
    }
}

/// The value behind keys of objects and positions in arrays, which are digits in the one way in
/// which a number is written.
pub(crate) fn value_at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, part| match value {
        Value::Object(entries) => entries.get(*part),
        Value::Array(items) => {
            let mut places = items.iter().enumerate();
            places.find(|(place, _)| place.to_string() == *part).map(|(_, item)| item)
        }
        _ => None,
    })
}
