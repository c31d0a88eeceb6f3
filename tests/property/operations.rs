//! What clients do, one after the other.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::property::drafts::{Entry, drafts, entry, opening, timestamp, verdict};
use crate::property::filters::Plan;
use crate::property::json::text;
use crate::property::lists::{Pages, Traversal, pages, traversal};
use crate::property::model::{Expected, Model, Stored};

/// One request, or for a traversal several.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    Publish(Entry),
    PublishMany(Vec<Entry>),
    UpdateOutcome(Outcome),
    Inspect(Target, u8, &'static str),
    Pages(Pages),
    Traverse(Traversal),
}

#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    of: Target,
    text: Option<String>,
    verdict: Option<&'static str>,
    since: Option<Value>,
    metric: Option<String>,
    expected: Revision,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    Known(u8),
    Absent(&'static str),
}

#[derive(Debug, Clone, Copy)]
enum Revision {
    Unsaid,
    Right,
    OffBy(i64),
    Exactly(i64),
}

pub(crate) fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let operation = prop_oneof![
        6 => entry().prop_map(Operation::Publish),
        4 => vec(entry(), 0..7).prop_map(Operation::PublishMany),
        3 => outcome().prop_map(Operation::UpdateOutcome),
        2 => inspect(),
        9 => pages().prop_map(Operation::Pages),
        1 => traversal().prop_map(Operation::Traverse),
    ];
    (opening(), vec(operation, 1..26)).prop_map(|(opening, mut operations)| {
        operations.insert(0, Operation::PublishMany(opening));
        operations
    })
}

fn target() -> impl Strategy<Value = Target> {
    let absent = select(vec!["", "nowhere", "no id", "é", "%"]);
    prop_oneof![9 => any::<u8>().prop_map(Target::Known), 1 => absent.prop_map(Target::Absent)]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let expected = prop_oneof![
        3 => Just(Revision::Unsaid),
        2 => Just(Revision::Right),
        1 => select(vec![-1, 1]).prop_map(Revision::OffBy),
        1 => select(vec![0, 1, -1, i64::from(i32::MAX), i64::from(i32::MIN)])
            .prop_map(Revision::Exactly),
    ];
    let judged = (option::of(verdict()), option::weighted(0.3, timestamp()));
    let parts = (option::weighted(0.6, text()), judged, option::of(text()));
    (target(), parts, expected).prop_map(|(of, (text, (verdict, since), metric), expected)| {
        Outcome { of, text, verdict, since, metric, expected }
    })
}

fn inspect() -> impl Strategy<Value = Operation> {
    let direction = select(vec!["UPSTREAM", "DOWNSTREAM", "BOTH"]);
    (target(), 0..4_u8, direction)
        .prop_map(|(of, depth, direction)| Operation::Inspect(of, depth, direction))
}

impl Target {
    fn id(self, model: &Model) -> String {
        match self {
            Self::Known(number) => model.pick(number).map_or("nowhere", Stored::id).to_owned(),
            Self::Absent(id) => id.to_owned(),
        }
    }
}

/// A request, and what it must answer.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) query: String,
    pub(crate) variables: Value,
    pub(crate) expected: Expected,
}

/// Everything about an event that is the same on every server.
pub(crate) const EVENT: &str = "fragment Whole on Event {
    id eventName source timestamp payload shouldDocument metadata userId revision outcomeState
    userIntent { problemSolved painPoint goal expectedOutcome impactMetric }
    context { relatedEvents decision category outcome verdict impactMetric extra }
    outcomeHistory { revision outcome verdict impactMetric userId }
}";

fn request(operation: &str, variables: Value, expected: Expected) -> Request {
    Request { query: format!("{operation} {EVENT}"), variables, expected }
}

pub(crate) fn publish(entry: &Entry, model: &mut Model) -> Option<Request> {
    let draft = drafts(std::slice::from_ref(entry), model).pop()?;
    let expected = model.publish(&draft);
    let operation = "mutation ($input: PublishInput!) {
        publish(input: $input) { created event { ...Whole } }
    }";
    Some(request(operation, json!({ "input": draft.input }), expected))
}

pub(crate) fn publish_many(entries: &[Entry], model: &mut Model) -> Request {
    let drafts = drafts(entries, model);
    let expected = model.publish_many(&drafts);
    let inputs: Vec<Value> = drafts.into_iter().map(|draft| draft.input).collect();
    let operation = "mutation ($inputs: [PublishInput!]!) {
        publishMany(inputs: $inputs) { results { created event { ...Whole } } }
    }";
    request(operation, json!({ "inputs": inputs }), expected)
}

pub(crate) fn update_outcome(change: &Outcome, model: &mut Model) -> Request {
    let id = change.of.id(model);
    let revision = model.get(&id).map_or(1, Stored::revision);
    let expected_revision = match change.expected {
        Revision::Unsaid => None,
        Revision::Right => Some(revision),
        Revision::OffBy(distance) => Some(revision + distance),
        Revision::Exactly(revision) => Some(revision),
    };
    let input = json!({
        "outcome": change.text,
        "verdict": change.verdict,
        "outcomeAt": change.since,
        "impactMetric": change.metric,
        "expectedRevision": expected_revision,
    });
    let expected = model.update_outcome(&id, &input);
    let operation = "mutation ($id: ID!, $input: OutcomeInput!) {
        updateOutcome(id: $id, input: $input) { changed event { ...Whole } }
    }";
    request(operation, json!({ "id": id, "input": input }), expected)
}

pub(crate) fn inspect_event(of: Target, way: (u8, &'static str), model: &Model) -> Request {
    let (id, (depth, direction)) = (of.id(model), way);
    let expected = Expected::Data(model.inspect(&id, (usize::from(depth), direction)));
    let operation = "query ($id: ID!, $depth: Int!, $direction: Direction!) {
        event(id: $id) { ...Whole related(depth: $depth, direction: $direction) { id } }
    }";
    request(operation, json!({ "id": id, "depth": depth, "direction": direction }), expected)
}

/// How many events a filter lets through, all and in groups.
pub(crate) fn counted(plan: &Plan, model: &Model) -> Request {
    let filter = plan.filter(model);
    let query = "query ($filter: EventFilter!) {
        eventStats(filter: $filter, groupBy: [EVENT_NAME, CATEGORY, OUTCOME_STATE], first: 3) {
            eventName category outcomeState isRest count withOutcome
        }
        eventCounts(filters: [$filter], atMost: 5) { count isExact }
    }";
    let expected = Expected::Data(model.counted(&filter, (3, 5)));
    Request { query: query.to_owned(), variables: json!({ "filter": filter }), expected }
}

/// Every event, oldest first.
pub(crate) fn everything(model: &Model) -> Request {
    let operation = "query {
        events(first: 500, orderBy: { direction: ASC }) { nodes { ...Whole } totalCount }
    }";
    request(operation, json!({}), Expected::Data(model.everything()))
}
