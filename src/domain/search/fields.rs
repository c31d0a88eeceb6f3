//! Which texts of an event are searched, and how much each weighs.

use std::fmt;

use serde_json::Value;

use crate::domain::event::Event;
use crate::domain::json_text::JsonText;
use crate::domain::narrative::NarrativeText;
use crate::domain::view::{Part, Parts};

/// The parts of an event that texts are in, beside its name.
pub const TEXTS: Parts =
    Parts::NONE.with(Part::Payload).with(Part::UserIntent).with(Part::Context).with(Part::Source);

/// A text of an event.
pub(super) struct Field<'a> {
    pub(super) name: Name<'a>,
    /// How much it counts that something was found here.
    pub(super) weight: i64,
    pub(super) text: &'a str,
}

/// What a field is called.
pub(super) enum Name<'a> {
    /// A field of the API, below `Event`.
    Of(&'static str),
    /// A value inside one.
    Within(&'static str, &'a [Step<'a>]),
}

/// One part of the way to a value.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Name<'_> {
    /// The field of the API that it is, or that it is inside.
    pub(super) const fn root(&self) -> &'static str {
        match self {
            Self::Of(name) | Self::Within(name, _) => name,
        }
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(name) => f.write_str(name),
            Self::Within(name, steps) => {
                f.write_str(name)?;
                steps.iter().try_for_each(|step| match step {
                    Step::Key(key) => write!(f, ".{key}"),
                    Step::Index(index) => write!(f, ".{index}"),
                })
            }
        }
    }
}

const NAME: i64 = 40;
const INTENT: i64 = 30;
const DECISION: i64 = 24;
const CATEGORY: i64 = 18;
const OUTCOME: i64 = 14;
const NARRATIVE: i64 = 8;
const PAYLOAD: i64 = 4;

/// Calls `visit` with each text, what weighs most first. Of values these are texts and numbers: keys are
/// not searched.
pub(super) fn visit(
    event: &Event,
    narrative: Option<&NarrativeText>,
    visit: &mut dyn FnMut(Field<'_>),
) {
    let mut tell = |name, weight, text: Option<&str>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            visit(Field { name: Name::Of(name), weight, text });
        }
    };
    tell("eventName", NAME, Some(&event.event_name));
    if let Some(intent) = &event.user_intent {
        tell("userIntent.goal", INTENT, intent.goal.as_deref());
        tell("userIntent.problemSolved", INTENT, intent.problem_solved.as_deref());
        tell("userIntent.painPoint", INTENT, intent.pain_point.as_deref());
        tell("userIntent.expectedOutcome", INTENT, intent.expected_outcome.as_deref());
        tell("userIntent.impactMetric", INTENT, intent.impact_metric.as_deref());
    }
    if let Some(context) = &event.context {
        tell("context.decision", DECISION, context.decision.as_deref());
        tell("context.category", CATEGORY, context.category.as_deref());
    }
    tell("source", CATEGORY, Some(&event.source));
    if let Some(context) = &event.context {
        tell("context.outcome", OUTCOME, context.outcome.as_deref());
        tell("context.impactMetric", OUTCOME, context.impact_metric.as_deref());
    }
    if let Some(narrative) = narrative {
        visit_narrative(narrative, visit);
    }
    if let Some(context) = &event.context {
        for (key, value) in &context.extra {
            let steps = &mut vec![Step::Key(key)];
            visit_values(("context.extra", PAYLOAD), value, steps, visit);
        }
    }
    if let Some(payload) = event.payload.as_ref().and_then(JsonText::to_value) {
        visit_values(("payload", PAYLOAD), &payload, &mut Vec::new(), visit);
    }
}

fn visit_narrative(narrative: &NarrativeText, visit: &mut dyn FnMut(Field<'_>)) {
    let mut tell = |name, text: &str| {
        if !text.is_empty() {
            visit(Field { name: Name::Of(name), weight: NARRATIVE, text });
        }
    };
    let texts = [
        ("narrative.aiSummary", &narrative.ai_summary),
        ("narrative.aiNarrative", &narrative.ai_narrative),
        ("narrative.longDescription", &narrative.long_description),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            tell(name, text);
        }
    }
    for tag in &narrative.ai_tags {
        tell("narrative.aiTags", tag);
    }
    for snippet in &narrative.code_snippets {
        tell("narrative.codeSnippets.caption", snippet.caption.as_deref().unwrap_or_default());
        tell("narrative.codeSnippets.code", &snippet.code);
    }
}

/// JSON is nested no deeper than its parser goes.
fn visit_values<'a>(
    (name, weight): (&'static str, i64),
    value: &'a Value,
    steps: &mut Vec<Step<'a>>,
    visit: &mut dyn FnMut(Field<'_>),
) {
    match value {
        Value::String(text) => visit(Field { name: Name::Within(name, steps), weight, text }),
        Value::Number(number) => {
            let text = &number.to_string();
            visit(Field { name: Name::Within(name, steps), weight, text });
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                steps.push(Step::Index(index));
                visit_values((name, weight), item, steps, visit);
                steps.pop();
            }
        }
        Value::Object(entries) => {
            for (key, item) in entries {
                steps.push(Step::Key(key));
                visit_values((name, weight), item, steps, visit);
                steps.pop();
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}
