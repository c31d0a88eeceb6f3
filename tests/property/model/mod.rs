//! The history as schema.graphql describes it, in memory: what a server must answer.

mod content;
mod filter;
mod graph;
mod list;
mod publish;
mod stats;

use serde_json::{Value, json};

pub(crate) use filter::value_at;
pub(crate) use list::{Cursor, ListOrder, Page, PageRequest};
pub(crate) use publish::Draft;

use content::Content;

/// A refusal, as clients see it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// `extensions.code`.
    pub(crate) code: &'static str,
    /// `extensions.inputPath`: an array, or null where no field is to blame.
    pub(crate) path: Value,
}

/// What an operation must answer.
#[derive(Debug, Clone)]
pub(crate) enum Expected {
    /// This.
    Data(Value),
    /// One of these: which of several broken rules is told first is the server's choice.
    Refused(Vec<Refusal>),
}

/// What is known of an outcome.
#[derive(Debug, Clone, Default)]
struct Outcome {
    text: Option<String>,
    verdict: Option<String>,
    /// `None` where there is no outcome, and where it is known since the server stored it.
    since: Option<i64>,
    metric: Option<String>,
}

/// An event.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// The input that it was published with.
    pub(crate) input: Value,
    published: Content,
    id: String,
    timestamp: i64,
    has_context: bool,
    revision: i64,
    outcome: Outcome,
    /// Every outcome that it was given, with the revision.
    history: Vec<(i64, Outcome)>,
}

/// Every event, in the order in which they were published.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    events: Vec<Stored>,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, path: impl Into<Value>) -> Self {
        Self { code, path: path.into() }
    }

    /// A value that breaks a rule of its own.
    pub(crate) fn bad_input(path: impl Into<Value>) -> Self {
        Self::new("BAD_USER_INPUT", path)
    }

    /// The same refusal, seen from further out.
    pub(crate) fn under(mut self, outer: &[Value]) -> Self {
        let inner = self.path.as_array().into_iter().flatten();
        self.path = outer.iter().chain(inner).cloned().collect();
        self
    }
}

impl Outcome {
    /// Whether each part of a report that is there is what is known.
    fn says(&self, report: &Self) -> bool {
        let is_known =
            |part: &Option<String>, known: &Option<String>| part.is_none() || part == known;
        is_known(&report.text, &self.text)
            && is_known(&report.verdict, &self.verdict)
            && is_known(&report.metric, &self.metric)
            && (report.since.is_none() || report.since == self.since)
    }

    /// What is known after a report.
    fn updated(self, report: &Self) -> Self {
        let is_other = report.text.is_some() && report.text != self.text;
        Self {
            text: report.text.clone().or(self.text),
            verdict: report.verdict.clone().or(self.verdict.filter(|_| !is_other)),
            since: report.since.or(self.since.filter(|_| !is_other)),
            metric: report.metric.clone().or(self.metric),
        }
    }
}

impl Stored {
    /// What the fields of `EVENT` show.
    fn shown(&self) -> Value {
        let published = &self.published;
        let context = self.has_context.then(|| {
            json!({
                "relatedEvents": published.links,
                "decision": published.decision,
                "category": published.category,
                "outcome": self.outcome.text,
                "verdict": self.outcome.verdict,
                "impactMetric": self.outcome.metric,
                "extra": (!published.extra.is_empty()).then_some(&published.extra),
            })
        });
        let history = self.history.iter().map(|(revision, known)| {
            json!({
                "revision": revision, "outcome": known.text, "verdict": known.verdict,
                "impactMetric": known.metric, "userId": null,
            })
        });
        json!({
            "id": self.id,
            "eventName": published.name,
            "source": published.source,
            "timestamp": self.timestamp,
            "payload": published.payload,
            "shouldDocument": published.should_document,
            "userIntent": published.shown_intent,
            "context": context,
            "metadata": published.metadata,
            "userId": null,
            "revision": self.revision,
            "outcomeState": self.outcome_state(),
            "outcomeHistory": history.collect::<Vec<_>>(),
        })
    }

    /// `Event.outcomeState`.
    fn outcome_state(&self) -> &str {
        match (&self.outcome.text, &self.outcome.verdict) {
            (Some(_), Some(verdict)) => verdict,
            (Some(_), None) => "TOLD",
            (None, _) if self.published.is_expected() => "PENDING",
            (None, _) => "NONE",
        }
    }

    pub(crate) fn payload(&self) -> &Value {
        &self.published.payload
    }

    pub(crate) fn should_document(&self) -> bool {
        self.published.should_document
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) const fn revision(&self) -> i64 {
        self.revision
    }
}

impl Model {
    /// One of the events, whatever the number; `None` when there is none.
    pub(crate) fn pick(&self, number: u8) -> Option<&Stored> {
        self.events.get(usize::from(number).checked_rem(self.events.len())?)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Stored> {
        self.events.iter().find(|event| event.id == id)
    }

    /// The answer to the query for one event with what is related to it.
    pub(crate) fn inspect(&self, id: &str, (depth, direction): (usize, &str)) -> Value {
        let event = self.get(id).map(|event| {
            let mut shown = event.shown();
            shown["related"] = self.related(id, depth, direction);
            shown
        });
        json!({ "event": event })
    }

    /// The answer to the query for the whole history, oldest first.
    pub(crate) fn everything(&self) -> Value {
        let oldest_first = ListOrder { is_descending: false };
        let nodes = self.list(None, oldest_first).into_iter().map(Stored::shown);
        json!({ "events": { "nodes": nodes.collect::<Vec<_>>(), "totalCount": self.events.len() } })
    }
}
