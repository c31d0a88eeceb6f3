//! What each setting may be, by itself.

use std::ops::RangeInclusive;

use toml::Value;

const KIB: i64 = 1 << 10;
const MIB: i64 = 1 << 20;
const GIB: i64 = 1 << 30;

/// The least and the most of each number.
const NUMBERS: [(&str, RangeInclusive<i64>); 45] = [
    ("auth.leeway_seconds", 0..=3_600),
    ("database.acquire_seconds", 1..=600),
    ("database.connections", 1..=10_000),
    ("database.deadline_seconds", 1..=600),
    ("database.log_days", 0..=36_500),
    // The fewest: one to write, two to read, and one to hear of other servers.
    ("database.max_connections", 4..=10_000),
    ("database.poll_milliseconds", 1..=60_000),
    ("database.wait_seconds", 0..=86_400),
    ("limits.answer", KIB..=4 * GIB),
    ("limits.batch", 1..=100_000),
    ("limits.bodies_kib", 1..=64 * MIB),
    ("limits.body", 1..=GIB),
    ("limits.complexity", 1..=1_000_000_000),
    ("limits.default_page", 1..=100_000),
    ("limits.depth", 1..=10_000),
    ("limits.document_aliases", 0..=1_000_000),
    ("limits.document_bytes", 1..=GIB),
    ("limits.document_cache", 0..=64 * GIB),
    ("limits.document_depth", 1..=64),
    ("limits.document_directives", 0..=1_000_000),
    ("limits.document_operations", 1..=100_000),
    ("limits.document_selections", 1..=10_000_000),
    ("limits.document_tokens", 1..=10_000_000),
    ("limits.page", 1..=100_000),
    ("limits.queue_kib", 1..=64 * MIB),
    ("limits.socket_message", KIB..=GIB),
    ("limits.socket_operations", 1..=100_000),
    ("limits.socket_subscriptions", 0..=100_000),
    ("limits.sockets", 0..=10_000_000),
    ("limits.walk_nodes", 1..=10_000_000),
    ("limits.workflow_nodes", 1..=1_000_000),
    ("llm.at_once", 1..=1_000),
    ("llm.attempts", 1..=100),
    ("llm.seconds", 1..=3_600),
    ("llm.tenant_tokens_a_day", 0..=i64::MAX),
    ("llm.tokens_a_day", 0..=i64::MAX),
    ("server.body_seconds", 1..=3_600),
    ("server.connections", 1..=10_000_000),
    ("server.drain_seconds", 1..=3_600),
    ("server.header_seconds", 1..=3_600),
    ("server.idle_seconds", 1..=86_400),
    ("server.linger_seconds", 0..=3_600),
    ("server.ping_seconds", 1..=3_600),
    ("server.port", 0..=65_535),
    ("server.write_seconds", 1..=3_600),
];

/// The settings that are one of a few words.
const CHOICES: [(&str, &[&str]); 3] = [
    ("auth.subjects", &["uuid", "text"]),
    ("mcp.enabled", &["auto", "true", "false"]),
    ("server.mode", &["development", "production"]),
];

/// Reads what was given for a setting as what its default is: a number, a text, a list. A text will
/// do for all of them, since variables have nothing else.
///
/// # Errors
/// What it must be.
pub(super) fn fit(setting: &str, default: &Value, given: Value) -> Result<Value, String> {
    match (default, given) {
        (Value::Integer(_), Value::Integer(number)) => number_of(setting, Some(number)),
        (Value::Integer(_), Value::String(text)) => number_of(setting, text.trim().parse().ok()),
        (Value::Integer(_), _) => number_of(setting, None),
        (Value::Boolean(_), given @ Value::Boolean(_)) => Ok(given),
        (Value::Boolean(_), given) => match given.as_str().map(str::trim) {
            Some("true") => Ok(Value::Boolean(true)),
            Some("false") => Ok(Value::Boolean(false)),
            _ => Err("must be true or false".to_owned()),
        },
        (Value::Array(_), Value::String(text)) => Ok(list_of(text.split([',', '\n']))),
        (Value::Array(_), Value::Array(items)) => {
            let items: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            items.map(list_of).ok_or_else(|| "must be a list of texts".to_owned())
        }
        (Value::Array(_), _) => Err("must be a list of texts".to_owned()),
        (_, Value::String(text)) => word_of(setting, text),
        // A switch that has a third position is a word, which a file may write as TOML does.
        (_, Value::Boolean(given)) if CHOICES.iter().any(|(name, _)| *name == setting) => {
            word_of(setting, given.to_string())
        }
        (_, _) => Err("must be a text".to_owned()),
    }
}

fn number_of(setting: &str, number: Option<i64>) -> Result<Value, String> {
    let bounds = NUMBERS.iter().find(|(name, _)| *name == setting);
    let bounds = bounds.map_or(0..=i64::MAX, |(_, bounds)| bounds.clone());
    let number = number.filter(|number| bounds.contains(number));
    let (least, most) = bounds.into_inner();
    number
        .map(Value::Integer)
        .ok_or_else(|| format!("must be a whole number from {least} to {most}"))
}

fn word_of(setting: &str, text: String) -> Result<Value, String> {
    match CHOICES.iter().find(|(name, _)| *name == setting) {
        Some((_, words)) if !words.contains(&text.as_str()) => {
            Err(format!("must be {}", words.join(" or ")))
        }
        _ => Ok(Value::String(text)),
    }
}

/// A list without blanks around what is in it: an empty text is none.
fn list_of<'a>(items: impl IntoIterator<Item = &'a str>) -> Value {
    let items = items.into_iter().map(str::trim).filter(|item| !item.is_empty());
    Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::NUMBERS;
    use crate::config::sources::defaults;

    #[test]
    fn every_number_has_bounds() {
        let defaults = defaults();
        let numbers = defaults.iter().filter(|(_, value)| value.is_integer());
        let numbers: Vec<&str> = numbers.map(|(name, _)| name.as_str()).collect();
        assert_eq!(numbers, NUMBERS.map(|(name, _)| name));
    }
}
