//! The normal form of JSON: what every database gives back as it was stored.
//!
//! PostgreSQL's `jsonb` can't hold U+0000, keeps numbers as decimals and forgets the order of
//! keys; a JavaScript client reads numbers as doubles. So what differs between them is refused at
//! the edge, or written in one way: numbers beyond ±2^53 are refused, whole doubles
//! are written as integers, and keys are sorted.

use std::io;

use serde_json::{Map, Number, Value};

use super::text;
use super::violation::Violation;

/// How deep arrays and objects may be nested.
pub const MAX_DEPTH: usize = 64;

/// How much JSON one event may hold, in bytes of its text.
pub const MAX_EVENT_BYTES: usize = 256 * 1024;

/// Every double beyond 2^53 is whole.
const MAX_INTEGER: u64 = 1 << 53;

/// Brings a value into the normal form.
///
/// # Errors
/// When it is nested too deep, holds U+0000, or a whole number beyond ±2^53.
pub fn normal_form(value: Value) -> Result<Value, Violation> {
    normalize(value, MAX_DEPTH)
}

/// As [`normal_form`], for a value that must be there: null means that the client sent none.
///
/// # Errors
/// As [`normal_form`], and for null.
pub fn required(value: Value) -> Result<Value, Violation> {
    if value.is_null() {
        return Err(Violation::invalid("must not be null"));
    }
    normal_form(value)
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
    let is_small = match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) => integer.unsigned_abs() <= MAX_INTEGER,
        #[expect(clippy::cast_precision_loss, reason = "a power of two")]
        (None, float) => float.is_some_and(|float| float.abs() <= MAX_INTEGER as f64),
    };
    if !is_small {
        return Err(Violation::invalid(format!(
            "holds {number}, a whole number beyond ±2^53, which clients would round; send it as text"
        )));
    }
    match number.as_f64() {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        Some(float) if number.is_f64() && float.fract() == 0.0 => Ok(Number::from(float as i64)),
        _ => Ok(number),
    }
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
