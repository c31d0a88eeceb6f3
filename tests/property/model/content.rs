//! What an event was published with: what a second try under its id is compared with.

use serde_json::{Map, Value, json};

use crate::property::json::same;

const DOCUMENTED: [&str; 5] = [
    "widget.created",
    "provider.connected",
    "automation.triggered",
    "workflow.completed",
    "error.occurred",
];

const INTENT: [&str; 5] = ["problemSolved", "painPoint", "goal", "expectedOutcome", "impactMetric"];

#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) name: String,
    pub(super) source: String,
    /// As far as it was said.
    said_source: Option<String>,
    /// `None` when the server was to choose it.
    pub(super) timestamp: Option<i64>,
    pub(super) payload: Value,
    pub(super) should_document: bool,
    said_should_document: Option<bool>,
    intent: [Option<String>; 5],
    /// The intent as it is shown: null when none was given, else with all its fields.
    pub(super) shown_intent: Value,
    pub(super) has_context: bool,
    pub(super) links: Vec<String>,
    pub(super) decision: Option<String>,
    pub(super) category: Option<String>,
    pub(super) outcome: Option<String>,
    pub(super) verdict: Option<String>,
    /// `None` when the client left it to the server.
    pub(super) outcome_at: Option<i64>,
    pub(super) metric: Option<String>,
    pub(super) extra: Map<String, Value>,
    pub(super) metadata: Value,
}

impl Content {
    /// Reads a valid input.
    pub(super) fn of(input: &Value) -> Self {
        let name = text(&input["eventName"]).unwrap_or_default();
        let intent = &input["userIntent"];
        let parts = INTENT.map(|part| text(&intent[part]));
        let shown = INTENT.iter().zip(&parts).map(|(part, text)| ((*part).to_owned(), json!(text)));
        let context = &input["context"];
        let said = input["shouldDocument"].as_bool();
        Self {
            said_source: text(&input["source"]),
            said_should_document: said,
            source: text(&input["source"]).unwrap_or_else(|| "unknown".to_owned()),
            timestamp: millis(&input["timestamp"]),
            payload: input["payload"].clone(),
            should_document: said.unwrap_or_else(|| DOCUMENTED.contains(&name.as_str())),
            shown_intent: match intent {
                Value::Object(_) => Value::Object(shown.collect()),
                _ => Value::Null,
            },
            intent: parts,
            has_context: context.is_object(),
            links: links(input),
            decision: text(&context["decision"]),
            category: text(&context["category"]),
            outcome: text(&context["outcome"]),
            verdict: text(&context["verdict"]),
            outcome_at: millis(&context["outcomeAt"]),
            metric: text(&context["impactMetric"]),
            extra: context["extra"].as_object().cloned().unwrap_or_default(),
            metadata: input["metadata"].clone(),
            name,
        }
    }

    /// When the outcome was known that it was published with.
    pub(super) fn outcome_since(&self) -> Option<i64> {
        self.outcome.as_ref()?;
        self.outcome_at.or(self.timestamp)
    }

    /// Whether something is said to be expected.
    pub(super) fn is_expected(&self) -> bool {
        self.shown_intent["expectedOutcome"].is_string()
    }

    /// Whether publishing `again` adds nothing to this. A part that says nothing is the same as a
    /// part that is left out; what is left to the server is not compared.
    pub(super) fn is_repeated_by(&self, again: &Self) -> bool {
        let texts = |content: &Self| {
            (
                content.name.clone(),
                [content.decision.clone(), content.category.clone()],
                [content.outcome.clone(), content.verdict.clone(), content.metric.clone()],
                content.intent.clone(),
            )
        };
        texts(self) == texts(again)
            && again.outcome_at.is_none_or(|at| self.outcome_since() == Some(at))
            && (again.timestamp.is_none() || self.timestamp == again.timestamp)
            && same(&self.payload, &again.payload)
            && again.said_source.as_ref().is_none_or(|source| *source == self.source)
            && again.said_should_document.is_none_or(|said| said == self.should_document)
            && self.links == again.links
            && same(&Value::Object(self.extra.clone()), &Value::Object(again.extra.clone()))
            && same(&self.metadata, &again.metadata)
    }
}

/// The ids that an input names in `relatedEvents`.
pub(super) fn links(input: &Value) -> Vec<String> {
    let links = input["context"]["relatedEvents"].as_array();
    links.into_iter().flatten().filter_map(text).collect()
}

/// A timestamp, as a number or in digits.
pub(super) fn millis(value: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "valid timestamps are whole and in range")]
    let of_float = || value.as_f64().map(|float| float as i64);
    value.as_i64().or_else(of_float).or_else(|| value.as_str()?.parse().ok())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
