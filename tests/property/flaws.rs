//! Ways in which an input breaks one rule, with the refusal that it must meet.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::property::drafts::{EARLIEST, LATEST};
use crate::property::model::Refusal;

/// One broken rule of `PublishInput`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Flaw {
    /// Text that is no id.
    Id(&'static str),
    LongId,
    Name(&'static str),
    LongName,
    Source(&'static str),
    LongSource,
    Category(&'static str),
    /// A timestamp with a fraction, out of range, or not in digits.
    FloatTimestamp(f64),
    IntegerTimestamp(i64),
    TextTimestamp(&'static str),
    /// U+0000, in text or in a key.
    NulInPayload,
    NulInKey,
    /// 2^53 + 1.
    LargeInteger,
    LargeFloat(f64),
    /// 65 arrays in one another.
    DeepPayload,
    LargePayload,
    NulInMetadata,
    NulInIntent,
    NulInDecision,
    NulInOutcome,
    /// Of no outcome.
    Verdict,
    OutcomeTime,
    ExtraList,
    ExtraWithKnownKey(&'static str),
    /// Text that is no id, behind the other links.
    Link,
    NoUser,
}

const BEYOND: i64 = (1 << 53) + 1;

pub(crate) fn flaw() -> impl Strategy<Value = Flaw> {
    use Flaw::{FloatTimestamp, IntegerTimestamp, TextTimestamp};
    select(vec![
        Flaw::Id(""),
        Flaw::Id("a b"),
        Flaw::Id("é"),
        Flaw::Id("a\u{0}"),
        Flaw::Id("."),
        Flaw::Id("..."),
        Flaw::LongId,
        Flaw::Name(""),
        Flaw::Name("a\u{0}"),
        Flaw::Name(" \u{a0}\u{200b}"),
        Flaw::Name("a\u{7}"),
        Flaw::Name("a\u{202e}b"),
        Flaw::LongName,
        Flaw::Source(""),
        Flaw::Source("\u{0}"),
        Flaw::Source("\n"),
        Flaw::Source("a\u{2028}b"),
        Flaw::Category("\t "),
        Flaw::Category("a\u{2066}b"),
        Flaw::LongSource,
        FloatTimestamp(0.5),
        FloatTimestamp(1e16),
        IntegerTimestamp(LATEST + 1),
        IntegerTimestamp(EARLIEST - 1),
        TextTimestamp(""),
        TextTimestamp("+1"),
        TextTimestamp("1.5"),
        TextTimestamp("99999999999999999999"),
        Flaw::NulInPayload,
        Flaw::NulInKey,
        Flaw::LargeInteger,
        Flaw::LargeFloat(9_007_199_254_740_994.0),
        Flaw::LargeFloat(-1e19),
        Flaw::LargeFloat(f64::MAX),
        Flaw::DeepPayload,
        Flaw::LargePayload,
        Flaw::NulInMetadata,
        Flaw::NulInIntent,
        Flaw::NulInDecision,
        Flaw::NulInOutcome,
        Flaw::Verdict,
        Flaw::OutcomeTime,
        Flaw::ExtraList,
        Flaw::ExtraWithKnownKey("impactMetric"),
        Flaw::ExtraWithKnownKey("verdict"),
        Flaw::ExtraWithKnownKey("outcomeAt"),
        Flaw::Link,
        Flaw::NoUser,
    ])
}

impl Flaw {
    /// Puts the flaw into a valid input.
    pub(crate) fn spoil(self, input: &mut Value) -> Refusal {
        let nul = json!("a\u{0}b");
        match self {
            Self::Id(id) => put(input, &["id"], json!(id)),
            Self::LongId => put(input, &["id"], json!("x".repeat(129))),
            Self::Name(name) => put(input, &["eventName"], json!(name)),
            Self::LongName => put(input, &["eventName"], json!("é".repeat(129))),
            Self::Source(source) => put(input, &["source"], json!(source)),
            Self::Category(category) => put(input, &["context", "category"], json!(category)),
            Self::LongSource => put(input, &["source"], json!("x".repeat(257))),
            Self::FloatTimestamp(millis) => put(input, &["timestamp"], json!(millis)),
            Self::IntegerTimestamp(millis) => put(input, &["timestamp"], json!(millis)),
            Self::TextTimestamp(text) => put(input, &["timestamp"], json!(text)),
            Self::NulInPayload => put(input, &["payload"], json!([[nul]])),
            Self::NulInKey => put(input, &["payload"], json!([{ "a\u{0}": 1 }])),
            Self::LargeInteger => put(input, &["payload"], json!({ "a": [BEYOND] })),
            Self::LargeFloat(float) => put(input, &["payload"], json!([float])),
            Self::DeepPayload => {
                let deep = (0..65).fold(json!(1), |inner, _| json!([inner]));
                put(input, &["payload"], deep)
            }
            Self::LargePayload => {
                let refusal = put(input, &["payload"], json!("x".repeat(256 * 1024)));
                Refusal { code: "PAYLOAD_TOO_LARGE", ..refusal }
            }
            Self::NulInMetadata => put(input, &["metadata"], json!({ "a": nul })),
            Self::NulInIntent => put(input, &["userIntent", "goal"], nul),
            Self::NulInDecision => put(input, &["context", "decision"], nul),
            Self::NulInOutcome => put(input, &["context", "outcome"], nul),
            Self::ExtraList => put(input, &["context", "extra"], json!([1])),
            Self::Verdict => {
                put(input, &["context"], json!({ "outcomeAt": 1 }));
                put(input, &["context", "verdict"], json!("MET"))
            }
            Self::OutcomeTime => {
                put(input, &["context"], json!({}));
                put(input, &["context", "outcomeAt"], json!("1"))
            }
            Self::ExtraWithKnownKey(key) => {
                put(input, &["context", "extra"], json!({ key: "100 %" }))
            }
            Self::Link => {
                let mut links = input["context"]["relatedEvents"].as_array().cloned();
                let links = links.get_or_insert_default();
                links.push(json!("no id"));
                let place = links.len() - 1;
                put(input, &["context", "relatedEvents"], json!(links));
                Refusal::bad_input(json!(["context", "relatedEvents", place]))
            }
            Self::NoUser => put(input, &["userId"], json!("nobody")),
        }
    }
}

/// Puts a value that is refused where it stands.
fn put(input: &mut Value, path: &[&str], value: Value) -> Refusal {
    let place = path.iter().fold(input, |outer, part| {
        if outer.is_null() {
            *outer = json!({});
        }
        &mut outer[*part]
    });
    *place = value;
    Refusal::bad_input(json!(path))
}
