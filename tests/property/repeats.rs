//! Publishing an event that is there once more: said in another way, or changed.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Number, Value, json};

use crate::property::model::{Draft, Model, Stored};

/// A second try.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repeat {
    event: u8,
    says_defaults: bool,
    is_terse: bool,
    timestamp: TimestampForm,
    change: Option<Change>,
}

#[derive(Debug, Clone, Copy)]
enum TimestampForm {
    AsBefore,
    Digits,
    LeftOut,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Name,
    Source,
    Timestamp,
    Payload,
    ShouldDocument,
    Goal,
    Links,
    Decision,
    Outcome,
    Verdict,
    OutcomeTime,
    Metric,
    Extra,
    Metadata,
}

pub(crate) fn repeat() -> impl Strategy<Value = Repeat> {
    use Change::{Decision, Extra, Goal, Links, Metadata, Metric, Name, Outcome, Payload};
    use TimestampForm::{AsBefore, Digits, LeftOut};
    let change = select(vec![
        Name,
        Change::Source,
        Change::Timestamp,
        Payload,
        Change::ShouldDocument,
        Goal,
        Links,
        Decision,
        Outcome,
        Change::Verdict,
        Change::OutcomeTime,
        Metric,
        Extra,
        Metadata,
    ]);
    let form = select(vec![AsBefore, Digits, LeftOut]);
    (any::<u8>(), any::<bool>(), any::<bool>(), form, option::weighted(0.4, change)).prop_map(
        |(event, says_defaults, is_terse, timestamp, change)| Repeat {
            event,
            says_defaults,
            is_terse,
            timestamp,
            change,
        },
    )
}

impl Repeat {
    pub(crate) fn draft(self, model: &Model) -> Option<Draft> {
        let event = model.pick(self.event)?;
        let mut input = event.input.clone();
        if self.says_defaults {
            say_defaults(&mut input, event);
        }
        if self.is_terse {
            leave_out_blanks(&mut input);
        }
        input["payload"] = with_floats(&input["payload"]);
        if let Some(change) = self.change {
            change.make(&mut input);
        }
        match self.timestamp {
            TimestampForm::AsBefore => {}
            TimestampForm::Digits => {
                let text = input["timestamp"].as_i64().map(|millis| json!(millis.to_string()));
                input["timestamp"] = text.unwrap_or_else(|| input["timestamp"].clone());
            }
            TimestampForm::LeftOut => input["timestamp"] = Value::Null,
        }
        Some(Draft { input, flaws: Vec::new() })
    }
}

impl Change {
    fn make(self, input: &mut Value) {
        match self {
            Self::Name => input["eventName"] = json!("another name"),
            Self::Source => input["source"] = json!("another source"),
            Self::Timestamp => input["timestamp"] = json!(777),
            Self::Payload => input["payload"] = json!({ "another": input["payload"] }),
            Self::ShouldDocument => {
                input["shouldDocument"] = json!(input["shouldDocument"] != json!(true));
            }
            Self::Goal => *inside(input, "userIntent", "goal") = json!("another goal"),
            Self::Links => {
                let links = inside(input, "context", "relatedEvents");
                let ids = links.as_array().into_iter().flatten().rev().cloned();
                *links = ids.collect();
            }
            Self::Decision => *inside(input, "context", "decision") = json!("another"),
            Self::Outcome => *inside(input, "context", "outcome") = json!("another"),
            Self::Verdict if input["context"]["outcome"].is_string() => {
                let verdict = inside(input, "context", "verdict");
                *verdict = json!(if *verdict == "MET" { "PARTLY" } else { "MET" });
            }
            Self::OutcomeTime if input["context"]["outcome"].is_string() => {
                *inside(input, "context", "outcomeAt") = json!(778);
            }
            // There is no outcome that they could be of.
            Self::Verdict | Self::OutcomeTime => {}
            Self::Metric => *inside(input, "context", "impactMetric") = json!("another"),
            Self::Extra => *inside(input, "context", "extra") = json!({ "another": null }),
            Self::Metadata => input["metadata"] = json!([input["metadata"]]),
        }
    }
}

fn inside<'a>(input: &'a mut Value, field: &str, part: &str) -> &'a mut Value {
    if input[field].is_null() {
        input[field] = json!({});
    }
    &mut input[field][part]
}

/// Says what the server would have taken for granted.
fn say_defaults(input: &mut Value, event: &Stored) {
    input["shouldDocument"] = json!(event.should_document());
    for (field, default) in [
        ("source", json!("unknown")),
        ("userIntent", json!({ "goal": null })),
        ("context", json!({ "relatedEvents": [], "extra": {}, "outcome": null })),
        ("metadata", Value::Null),
    ] {
        if input[field].is_null() {
            input[field] = default;
        }
    }
    let links = inside(input, "context", "relatedEvents");
    if links.is_null() {
        *links = json!([]);
    }
}

/// Leaves out what says nothing.
fn leave_out_blanks(input: &mut Value) {
    let is_blank = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    };
    for field in ["userIntent", "context"] {
        let Some(object) = input[field].as_object_mut() else { continue };
        object.retain(|_, part| !is_blank(part));
        if object.is_empty() {
            input[field] = Value::Null;
        }
    }
}

/// The same JSON with its integers written as floats.
fn with_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().and_then(Number::from_f64);
            float.map_or_else(|| value.clone(), Value::Number)
        }
        Value::Array(items) => items.iter().map(with_floats).collect(),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), with_floats(value)));
            Value::Object(entries.collect())
        }
        _ => value.clone(),
    }
}
