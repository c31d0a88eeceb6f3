//! The history as schema.graphql describes it, in memory: what a server must answer.

mod content;
mod filter;
mod graph;
mod list;
mod publish;

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

/// One outcome that an event was given: its revision, the outcome, and the metric.
type Outcome = (i64, Option<String>, Option<String>);

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
    outcome: Option<String>,
    metric: Option<String>,
    history: Vec<Outcome>,
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

impl Stored {
    /// What the fields of `EVENT` show.
    fn shown(&self) -> Value {
        let published = &self.published;
        let context = self.has_context.then(|| {
            json!({
                "relatedEvents": published.links,
                "decision": published.decision,
                "category": published.category,
                "outcome": self.outcome,
                "impactMetric": self.metric,
                "extra": (!published.extra.is_empty()).then_some(&published.extra),
            })
        });
        let history = self.history.iter().map(|(revision, outcome, metric)| {
            json!({
                "revision": revision, "outcome": outcome, "impactMetric": metric, "userId": null,
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
            "outcomeHistory": history.collect::<Vec<_>>(),
        })
    }

    /// Whether each of these that is there is what is known.
    fn says(&self, outcome: Option<&String>, metric: Option<&String>) -> bool {
        outcome.is_none_or(|outcome| self.outcome.as_ref() == Some(outcome))
            && metric.is_none_or(|metric| self.metric.as_ref() == Some(metric))
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
