//! Random JSON and text, and when two values are the same.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Number, Value};

/// Words that begin alike, differ in case, or have characters with a meaning in SQL, in JSON or in
/// the paths of either.
const WORDS: &[&str] = &[
    "a",
    "A",
    "ab",
    "aB",
    "a_b",
    "a%b",
    "axb",
    "100%",
    "widget.created",
    "Widget.created",
    "é",
    "e\u{301}",
    "É",
    "日本",
    "😀",
    "\u{ffff}",
    "a\"b",
    "a\\b",
    "it's",
    " ",
    "?",
    "$1",
    "1",
    "true",
    "null",
    "\n",
    "\u{1}",
    "[0]",
    "{}",
];

const CHARACTERS: &[char] = &[
    'a', 'A', 'b', 'z', '_', '%', '\\', '"', '\'', 'é', 'ß', '日', '😀', '\u{ffff}', '.', '$',
    '\t', '\u{7f}', '\u{2028}', '/', '0',
];

const KEYS: &[&str] = &[
    "a",
    "b",
    "A",
    "",
    "0",
    "1",
    "01",
    "-1",
    "2147483648",
    "a.b",
    "\"",
    "$",
    "[0]",
    "#-1",
    "é",
    "日本",
    "\\",
    "a b",
    "'",
    "?",
    "%",
    "\n",
    "😀",
];

const FLOATS: &[f64] = &[
    0.1,
    -0.1,
    0.5,
    1.5,
    100.0,
    -0.0,
    1e-7,
    -1e-7,
    1e15,
    1.5e-300,
    5e-324,
    f64::MIN_POSITIVE,
    0.300_000_000_000_000_04,
    123_456_789.123_456_78,
    4_503_599_627_370_495.5,
    9_007_199_254_740_992.0,
];

const MAX_INTEGER: i64 = 1 << 53;

/// The largest number that can be stored.
pub(crate) const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Text that people see in one line, of at most 256 bytes: a name.
pub(crate) fn name() -> impl Strategy<Value = String> {
    word().prop_map(|word| label(&word))
}

/// What is seen of text in one line, or a word for nothing.
pub(crate) fn label(text: &str) -> String {
    let text = text.replace(|c: char| c.is_control() || c == '\u{2028}', "");
    if text.trim().is_empty() { "blank".to_owned() } else { text }
}

/// Text that is not empty and has at most 256 bytes.
fn word() -> impl Strategy<Value = String> {
    let chosen = vec(select(CHARACTERS), 1..6).prop_map(String::from_iter);
    prop_oneof![6 => select(WORDS).prop_map(str::to_owned), 1 => chosen]
}

/// Any text that can be stored.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => word(),
        2 => Just(String::new()),
        1 => (word(), 30..300_usize).prop_map(|(word, times)| word.repeat(times)),
    ]
}

/// An object's key.
pub(crate) fn key() -> impl Strategy<Value = String> {
    let often = select(&KEYS[..3]).prop_map(str::to_owned);
    prop_oneof![24 => often, 12 => select(KEYS).prop_map(str::to_owned), 1 => text()]
}

fn number() -> impl Strategy<Value = Number> {
    let edges = [MAX_INTEGER, MAX_INTEGER - 1, -MAX_INTEGER, 1 - MAX_INTEGER, 4_294_967_296];
    let float = prop_oneof![select(FLOATS), any::<f64>().prop_map(moderate), -1000.0..1000.0_f64];
    prop_oneof![
        4 => (-3..4_i64).prop_map(Number::from),
        1 => select(edges.as_slice().to_vec()).prop_map(Number::from),
        1 => (-MAX_INTEGER..=MAX_INTEGER).prop_map(Number::from),
        4 => float.prop_map(|float| Number::from_f64(float).expect("a finite number")),
    ]
}

/// A double as small as those that can be stored.
fn moderate(float: f64) -> f64 {
    match float.abs() {
        size if size <= LARGEST => float,
        size if size.is_finite() => size.recip(),
        _ => 0.0,
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        4 => number().prop_map(Value::Number),
        4 => text().prop_map(Value::from),
    ]
}

/// Any JSON that can be stored.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let nested = scalar().prop_recursive(5, 20, 4, |inner| {
        prop_oneof![2 => vec(inner.clone(), 0..4).prop_map(Value::from), 1 => object_of(inner)]
    });
    prop_oneof![scalar(), nested]
}

/// An object.
pub(crate) fn object() -> impl Strategy<Value = Value> {
    object_of(value())
}

fn object_of(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    btree_map(key(), values, 0..4).prop_map(|entries| Value::Object(Map::from_iter(entries)))
}

/// JSON that is not null, mostly an object: a payload, or what one is compared with.
pub(crate) fn present() -> impl Strategy<Value = Value> {
    let other = value().prop_map(|value| if value.is_null() { Value::from(0) } else { value });
    let entries = btree_map(key(), value(), 1..5);
    let filled = entries.prop_map(|entries| Value::Object(Map::from_iter(entries)));
    prop_oneof![8 => filled, 2 => other]
}

/// Whether two values are the same to a reader whose numbers are doubles, as JavaScript's are.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has_same =
                |(key, value): (&String, &Value)| other.get(key).is_some_and(|it| same(value, it));
            one.len() == other.len() && one.iter().all(has_same)
        }
        _ => one == other,
    }
}
