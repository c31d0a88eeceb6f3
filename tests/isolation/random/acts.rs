//! What tenants do: random acts, and the requests that they become.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use support::{Value, json};

use super::client::user;

/// One thing that one tenant does.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    /// A number from which the tenant is made.
    pub(crate) tenant: usize,
    pub(crate) door: Door,
    pub(crate) deed: Deed,
}

/// How it reaches the server.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Door {
    Http,
    WebSocket,
    /// A back end acts for the tenant, where that makes a difference.
    Service,
}

#[derive(Debug, Clone)]
pub(crate) enum Deed {
    Publish(Draft),
    PublishMany(Vec<Draft>),
    UpdateOutcome {
        id: u8,
        revision: Option<i32>,
    },
    SetNarrative {
        id: u8,
    },
    Inspect {
        ids: Vec<u8>,
        depth: u8,
        direction: &'static str,
    },
    List {
        filter: u8,
        size: u8,
        backwards: bool,
        cursor: Option<u8>,
        ascending: bool,
    },
    Workflow {
        id: u8,
        depth: u8,
        direction: &'static str,
    },
    Path {
        from: u8,
        to: u8,
    },
    /// It names another user, which only back ends may.
    NameUser(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Draft {
    id: u8,
    name: u8,
    timestamp: u8,
    links: Vec<u8>,
    outcome: bool,
}

/// Every tenant uses the same few ids.
const IDS: u8 = 12;

pub(crate) fn acts() -> impl Strategy<Value = Vec<Act>> {
    vec(act(), 20..300)
}

fn act() -> impl Strategy<Value = Act> {
    let door = prop_oneof![
        4 => Just(Door::Http),
        2 => Just(Door::WebSocket),
        1 => Just(Door::Service),
    ];
    (0..1_000_usize, door, deed()).prop_map(|(tenant, door, deed)| Act { tenant, door, deed })
}

fn deed() -> impl Strategy<Value = Deed> {
    let id = || 0..IDS;
    let direction = || prop_oneof![Just("UPSTREAM"), Just("DOWNSTREAM"), Just("BOTH")];
    let list = (0..8_u8, 1..6_u8, any::<bool>(), option::of(any::<u8>()), any::<bool>());
    prop_oneof![
        6 => draft().prop_map(Deed::Publish),
        2 => vec(draft(), 1..4).prop_map(Deed::PublishMany),
        3 => (id(), option::weighted(0.3, 1..4)).prop_map(|(id, revision)| {
            Deed::UpdateOutcome { id, revision }
        }),
        2 => id().prop_map(|id| Deed::SetNarrative { id }),
        3 => (vec(id(), 1..4), 1..4_u8, direction()).prop_map(|(ids, depth, direction)| {
            Deed::Inspect { ids, depth, direction }
        }),
        3 => list.prop_map(|(filter, size, backwards, cursor, ascending)| {
            Deed::List { filter, size, backwards, cursor, ascending }
        }),
        2 => (id(), 1..5_u8, direction()).prop_map(|(id, depth, direction)| {
            Deed::Workflow { id, depth, direction }
        }),
        1 => (id(), id()).prop_map(|(from, to)| Deed::Path { from, to }),
        1 => (0..1_000_usize).prop_map(Deed::NameUser),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    (0..IDS, 0..3_u8, 0..6_u8, vec(0..IDS, 0..3), any::<bool>()).prop_map(
        |(id, name, timestamp, links, outcome)| Draft { id, name, timestamp, links, outcome },
    )
}

fn event_id(number: u8) -> String {
    format!("e{number}")
}

impl Draft {
    fn input(&self, tenant: usize) -> Value {
        let links: Vec<String> = self.links.iter().map(|link| event_id(*link)).collect();
        json!({
            "id": event_id(self.id),
            "eventName": format!("name-{}", self.name),
            "source": secret(tenant),
            "timestamp": i32::from(self.timestamp),
            "payload": { "secret": secret(tenant), "name": self.name },
            "userIntent": { "goal": secret(tenant) },
            "context": {
                "relatedEvents": links,
                "category": secret(tenant),
                "outcome": self.outcome.then(|| secret(tenant)),
            },
            "metadata": [secret(tenant)],
        })
    }
}

/// What nobody but this tenant may ever read.
pub(crate) fn secret(tenant: usize) -> String {
    format!("secret-of-{tenant}.")
}

const PUBLISH: &str = "mutation ($input: PublishInput!) {
    publish(input: $input) { created event { ...event } } }";

const PUBLISH_MANY: &str = "mutation ($inputs: [PublishInput!]!) {
    publishMany(inputs: $inputs) { results { created event { ...event } } } }";

const SET_NARRATIVE: &str = "mutation ($id: ID!, $tenant: ID, $input: NarrativeInput!) {
    setNarrative(eventId: $id, tenantId: $tenant, input: $input) {
        event { id } narrative { id revision longDescription aiTags event { ...event } } } }";

const INSPECT: &str = "query ($ids: [ID!]!, $id: ID!, $narrative: ID!, $tenant: ID, $depth: Int!,
        $direction: Direction!) {
    nodes(ids: $ids, tenantId: $tenant) { ...event
        ... on Event { related(depth: $depth, direction: $direction) { ...event } } }
    node(id: $id, tenantId: $tenant) { id ...event }
    narrative: node(id: $narrative, tenantId: $tenant) { id
        ... on NarrativeContext { longDescription revision } }
    event(id: $id, tenantId: $tenant) { ...event workflow(direction: $direction) {
        nodes { depth hiddenUpstream hiddenDownstream event { id source } } } }
    viewer { id tenantId role } }";

const WORKFLOW: &str = "query ($id: ID!, $tenant: ID, $depth: Int!, $direction: Direction!) {
    workflow(eventId: $id, tenantId: $tenant, maxDepth: $depth, direction: $direction) {
        root { id source } isPartial truncatedBy edges { from to }
        nodes { depth hiddenUpstream hiddenDownstream event { ...event } }
        export(format: MARKDOWN) } }";

const EVENT: &str = "fragment event on Event {
    id eventName source timestamp payload shouldDocument userIntent { goal } metadata userId tenantId
    revision
    context { relatedEvents category outcome impactMetric extra }
    outcomeHistory { revision outcome impactMetric userId }
    narrative { longDescription aiTags event { id } }
}";

/// The request of a tenant, and whether the back end sends it: it names the tenant then, as others have
/// the same ids.
pub(crate) fn request(act: &Act, tenant: usize, cursors: &[String]) -> (String, Value, bool) {
    let for_service = matches!(act.door, Door::Service);
    let (query, variables) = match &act.deed {
        Deed::Publish(draft) => {
            let mut input = draft.input(tenant);
            if for_service {
                input["userId"] = user(tenant).into();
            }
            return (format!("{PUBLISH} {EVENT}"), json!({ "input": input }), for_service);
        }
        Deed::PublishMany(drafts) => {
            let inputs: Vec<Value> = drafts.iter().map(|draft| draft.input(tenant)).collect();
            (PUBLISH_MANY, json!({ "inputs": inputs }))
        }
        Deed::UpdateOutcome { id, revision } => (
            "mutation ($id: ID!, $tenant: ID, $input: OutcomeInput!) {
                updateOutcome(id: $id, tenantId: $tenant, input: $input) {
                    changed event { ...event } } }",
            json!({ "id": event_id(*id), "input": {
                "outcome": format!("new {}", secret(tenant)), "expectedRevision": revision,
            } }),
        ),
        Deed::SetNarrative { id } => (
            SET_NARRATIVE,
            json!({ "id": event_id(*id), "input": { "longDescription": secret(tenant) } }),
        ),
        Deed::Inspect { ids, depth, direction } => {
            let ids: Vec<String> = ids.iter().map(|id| event_id(*id)).collect();
            (
                INSPECT,
                json!({
                    "ids": ids, "id": ids[0], "narrative": format!("narrative/{}", ids[0]),
                    "depth": depth, "direction": direction,
                }),
            )
        }
        Deed::List { .. } => list(&act.deed, tenant, cursors),
        Deed::Workflow { id, depth, direction } => {
            (WORKFLOW, json!({ "id": event_id(*id), "depth": depth, "direction": direction }))
        }
        Deed::Path { from, to } => (
            "query ($from: ID!, $to: ID!, $tenant: ID) {
                path(from: $from, to: $to, tenantId: $tenant) { ...event } }",
            json!({ "from": event_id(*from), "to": event_id(*to) }),
        ),
        Deed::NameUser(other) => (
            "query ($user: ID!) { events(filter: { not: { userId: $user } }) {
                totalCount nodes { ...event } } }",
            json!({ "user": user(*other) }),
        ),
    };
    let mut variables = variables;
    let by_service = for_service && query.contains("$tenant");
    if by_service {
        variables["tenant"] = user(tenant).into();
    }
    (format!("{query} {EVENT}"), variables, by_service)
}

fn list(deed: &Deed, tenant: usize, cursors: &[String]) -> (&'static str, Value) {
    let Deed::List { filter, size, backwards, cursor, ascending } = deed else {
        return ("{ viewer { role } }", Value::Null);
    };
    let filter = match filter {
        0 => Value::Null,
        1 => json!({ "eventName": { "eq": "name-1" } }),
        2 => json!({ "hasOutcome": true }),
        // What the tenant before would find its own by.
        3 => json!({ "source": { "eq": secret(tenant.wrapping_sub(1)) } }),
        4 => json!({ "payload": [{ "path": ["name"], "op": "GTE", "value": 1 }] }),
        // A word of every tenant, and what only another one's events hold.
        5 => json!({ "text": "secret -new" }),
        6 => json!({ "text": format!("\"{}\"", secret(tenant.wrapping_sub(1))) }),
        _ => json!({ "not": { "category": { "startsWith": secret(tenant) } } }),
    };
    // Whosever cursor it is.
    let cursor = cursor.filter(|_| !cursors.is_empty());
    let cursor = cursor.map(|place| cursors[usize::from(place) % cursors.len()].clone());
    let (count, place) = if *backwards { ("last", "before") } else { ("first", "after") };
    let mut variables = json!({
        "filter": filter,
        "order": { "field": "TIMESTAMP", "direction": if *ascending { "ASC" } else { "DESC" } },
    });
    variables[count] = (*size).into();
    variables[place] = cursor.into();
    let query = "query ($filter: EventFilter, $order: EventOrder, $first: Int, $after: Cursor,
            $last: Int, $before: Cursor) {
        events(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last,
            before: $before) {
            totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            edges { cursor highlights { field text } node { ...event } } }
        eventStats(filter: $filter, groupBy: [SOURCE, EVENT_NAME], first: 2) {
            source eventName isRest count }
        eventCounts(filters: [{}, { hasOutcome: true }], atMost: 20) { count isExact } }";
    (query, variables)
}
