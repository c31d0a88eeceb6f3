//! The enums of the API, each beside the domain's own.

use async_graphql::Enum;

use crate::domain::{buckets, export, filter, graph, log, order, outcome, stats, workflow};

/// Which way links are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "graph::Direction")]
pub(in crate::graphql) enum Direction {
    /// To the events that led here: those that an event names in `relatedEvents`.
    Upstream,
    /// To the events that this one led to: those that name it in their `relatedEvents`.
    Downstream,
    /// Either way at each hop.
    Both,
}

/// What a list of events is ordered by; among equal values the id decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "order::OrderField")]
pub(in crate::graphql) enum EventOrderField {
    /// When the events happened.
    Timestamp,
    /// When the server stored them. Not where a text is looked for.
    RecordedAt,
    /// How well the filter's `text` describes them: of the newest 1,000 that match. What stands in the name
    /// of an event, or says why it was done, counts more than what is in its payload; the newest comes first
    /// where that is alike.
    Relevance,
}

/// What events are grouped by, to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "stats::Dimension")]
pub(in crate::graphql) enum EventDimension {
    /// What happened.
    EventName,
    /// Which part of the product published them.
    Source,
    /// Their `context.category`; those without one are a group.
    Category,
    /// What is known of their outcomes.
    OutcomeState,
    /// Whether they belong into the documentation.
    ShouldDocument,
}

/// A unit of time, in a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "buckets::TimeInterval")]
pub(in crate::graphql) enum TimeInterval {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour, as the clock on the wall shows it.
    Hour,
    /// A day, from midnight.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
}

/// What is known of an event's outcome, against what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "outcome::OutcomeState")]
pub(in crate::graphql) enum OutcomeState {
    /// Nothing was expected (`userIntent.expectedOutcome`), and no outcome is told.
    None,
    /// It was said what is expected, and no outcome is told.
    Pending,
    /// An outcome is told, without a verdict.
    Told,
    /// The outcome is what was expected.
    Met,
    /// The outcome is what was expected in part.
    Partly,
    /// The outcome isn't what was expected.
    NotMet,
}

/// Whether an outcome is what was expected, as whoever reported it judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "outcome::OutcomeVerdict")]
pub(in crate::graphql) enum OutcomeVerdict {
    /// It is.
    Met,
    /// In part.
    Partly,
    /// It isn't.
    NotMet,
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "order::OrderDirection")]
pub(in crate::graphql) enum OrderDirection {
    /// Oldest first, or what fits least.
    #[graphql(name = "ASC")]
    Ascending,
    /// Newest first, or what fits best.
    #[graphql(name = "DESC")]
    Descending,
}

/// Why a workflow lacks events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "workflow::TruncationReason")]
pub(in crate::graphql) enum TruncationReason {
    /// They are further away than `maxDepth`.
    Depth,
    /// There are more than a workflow may hold.
    NodeLimit,
    /// An event has more causes or effects than `fanOut` lets through: hidden counts say how many.
    FanOut,
}

/// In which form a workflow is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "export::WorkflowFormat")]
pub(in crate::graphql) enum WorkflowFormat {
    /// A Mermaid flowchart.
    Mermaid,
    /// A directed graph in Graphviz's DOT language.
    Dot,
    /// The story, step by step: what was wanted, expected and done, and what came of it.
    Markdown,
    /// Nodes and edges with all that is known of them, named as in this API.
    Json,
}

/// How the value in the payload is compared with the one that is given. Values of different types
/// are never equal, and have no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum JsonOperator {
    /// Equal. The order of an object's keys doesn't matter.
    Eq,
    /// There is a value, and it is not equal.
    Ne,
    /// Less: for numbers and text.
    Lt,
    /// Less or equal: for numbers and text.
    Lte,
    /// Greater: for numbers and text.
    Gt,
    /// Greater or equal: for numbers and text.
    Gte,
    /// An array with this item, or text with this text in it.
    Contains,
    /// With `true`: there is a value, be it null. With `false`: there is none.
    Exists,
}

impl From<JsonOperator> for filter::JsonOperator {
    fn from(operator: JsonOperator) -> Self {
        match operator {
            JsonOperator::Eq => Self::Eq,
            JsonOperator::Ne => Self::Ne,
            JsonOperator::Lt => Self::Compare(filter::Comparison::Less),
            JsonOperator::Lte => Self::Compare(filter::Comparison::LessOrEqual),
            JsonOperator::Gt => Self::Compare(filter::Comparison::Greater),
            JsonOperator::Gte => Self::Compare(filter::Comparison::GreaterOrEqual),
            JsonOperator::Contains => Self::Contains,
            JsonOperator::Exists => Self::Exists,
        }
    }
}

/// A kind of message of an event stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "log::Change")]
pub(in crate::graphql) enum StreamKind {
    /// An event was stored.
    #[graphql(name = "EVENT_PUBLISHED")]
    Published,
    /// An event was given another outcome.
    OutcomeUpdated,
    /// An event's narrative was written or changed.
    NarrativeUpdated,
}

/// As whom an operation runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum ViewerRole {
    /// Nobody in particular: the server runs without authentication, and shows everything.
    Anonymous,
    /// A user, who sees their own events.
    User,
    /// A trusted back end, which sees everything.
    Service,
}
