//! The normal form of JSON: what every database gives back as it was stored.
//!
//! PostgreSQL's `jsonb` can't hold U+0000, keeps numbers as decimals and forgets the order of
//! keys; a JavaScript client reads numbers as doubles. So what differs between them is refused at
//! the edge, or written in one way: integers beyond ±2^53 are refused, whole doubles below 2^63
//! are written as integers, and keys are sorted.

use std::io;

use serde_json::{Map, Number, Value};

use super::text;
use super::violation::Violation;

/// How deep arrays and objects may be nested.
pub const MAX_DEPTH: usize = 64;

/// How much JSON one event may hold, in bytes of its text.
pub const MAX_EVENT_BYTES: usize = 256 * 1024;

const MAX_INTEGER: u64 = 1 << 53;

/// Whole doubles below this are written as integers, as `jsonb` writes them.
const INTEGER_BOUND: f64 = 9_223_372_036_854_775_808.0;

/// Brings a value into the normal form.
///
/// # Errors
/// When it is nested too deep, holds U+0000, or an integer beyond ±2^53.
pub fn normal_form(value: Value) -> Result<Value, Violation> {
    normalize(value, MAX_DEPTH)
}

fn normalize(value: Value, depth_left: usize) -> Result<Value, Violation> {
    let is_container = value.is_array() || value.is_object();
    if is_container && depth_left == 0 {
        return Err(Violation::invalid(format!("must be nested at most {MAX_DEPTH} deep")));
    }
    match value {
        Value::Null | Value::Bool(_) => Ok(value),
        Value::Number(number) => Ok(Value::Number(normal_number(number)?)),
        Value::String(string) => {
            text::storable(&string)?;
            Ok(Value::String(string))
        }
        Value::Array(items) => {
            let items = items.into_iter().map(|item| normalize(item, depth_left - 1));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        Value::Object(entries) => {
            let mut normal = Map::new();
            for (key, entry) in entries {
                text::storable(&key)?;
                normal.insert(key, normalize(entry, depth_left - 1)?);
            }
            Ok(Value::Object(normal))
        }
    }
}

fn normal_number(number: Number) -> Result<Number, Violation> {
    if let Some(float) = number.as_f64().filter(|_| number.is_f64()) {
        if float.fract() == 0.0 && float.abs() < INTEGER_BOUND {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^63")]
            return Ok(Number::from(float as i64));
        }
        return Ok(number);
    }
    let magnitude = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
    if magnitude.is_none_or(|magnitude| magnitude > MAX_INTEGER) {
        return Err(Violation::invalid(format!(
            "holds the integer {number}, beyond ±2^53, which clients would round; send it as text"
        )));
    }
    Ok(number)
}

/// The length of a value's JSON text in bytes.
pub fn text_length(value: &Value) -> usize {
    struct Counter(usize);
    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // A value tree has no map with keys other than text and the counter never fails.
    serde_json::to_writer(&mut counter, value).map_or(usize::MAX, |()| counter.0)
}
