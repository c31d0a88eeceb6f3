//! The operations, and how many blocks each may take.

/// The most blocks that an operation may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    /// Through `Api::answer`.
    pub(crate) api: u64,
    /// Through the router: the request's JSON is read and the answer's written, too.
    pub(crate) http: u64,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) document: &'static str,
    /// A JSON object.
    pub(crate) variables: &'static str,
    /// How many events the list has that it asks for, if for any.
    pub(crate) page: u64,
    /// How many events the answer holds in all.
    pub(crate) events: u64,
    pub(crate) bound: Bound,
}

const EVENT: &str = "query ($id: ID!) { event(id: $id) {
    id eventName source timestamp occurredAt recordedAt payload shouldDocument
    userIntent { problemSolved painPoint goal expectedOutcome impactMetric }
    context { relatedEvents decision category outcome impactMetric extra }
    metadata userId revision
} }";

const PAGE: &str = r#"query ($first: Int!) {
    events(filter: { eventName: { eq: "widget.created" } }, first: $first) {
        nodes { id eventName timestamp payload }
    }
}"#;

const RELATED: &str = r#"query ($first: Int!) {
    events(filter: { eventName: { eq: "widget.created" } }, first: $first) {
        nodes { id eventName related(depth: 1) { id eventName } }
    }
}"#;

const WORKFLOW: &str = "query ($id: ID!) { event(id: $id) {
    id eventName related(depth: 10) { id eventName source timestamp payload }
} }";

const PUBLISH: &str = "mutation ($input: PublishInput!) {
    publish(input: $input) { created event { id eventName timestamp shouldDocument } }
}";

const OUTCOME: &str = "mutation ($id: ID!, $input: OutcomeInput!) {
    updateOutcome(id: $id, input: $input) { event { id eventName context { outcome impactMetric } } }
}";

const OUTCOME_INPUT: &str = r#"{ "id": "reported", "input": {
    "outcome": "Ticket SCRUM-17 was created in 45 seconds", "impactMetric": "10 minutes saved"
} }"#;

/// The table of bounds.
pub(crate) const OPERATIONS: [Operation; 8] = [
    Operation {
        name: "event by id, all fields",
        document: EVENT,
        variables: r#"{ "id": "widget-099" }"#,
        page: 0,
        events: 1,
        bound: Bound { api: 218, http: 279 },
    },
    Operation {
        name: "10 events, payload",
        document: PAGE,
        variables: r#"{ "first": 10 }"#,
        page: 10,
        events: 10,
        bound: Bound { api: 246, http: 305 },
    },
    Operation {
        name: "50 events, payload",
        document: PAGE,
        variables: r#"{ "first": 50 }"#,
        page: 50,
        events: 50,
        bound: Bound { api: 464, http: 522 },
    },
    Operation {
        name: "10 events, 2 related each",
        document: RELATED,
        variables: r#"{ "first": 10 }"#,
        page: 10,
        events: 30,
        bound: Bound { api: 512, http: 572 },
    },
    Operation {
        name: "50 events, 2 related each",
        document: RELATED,
        variables: r#"{ "first": 50 }"#,
        page: 50,
        events: 150,
        bound: Bound { api: 1_196, http: 1_261 },
    },
    Operation {
        name: "workflow of 27 events, payload",
        document: WORKFLOW,
        variables: r#"{ "id": "step-27" }"#,
        page: 0,
        events: 28,
        bound: Bound { api: 778, http: 835 },
    },
    Operation {
        name: "publish with a link",
        document: PUBLISH,
        variables: crate::history::PUBLISHED,
        page: 0,
        events: 1,
        bound: Bound { api: 670, http: 825 },
    },
    Operation {
        name: "updateOutcome",
        document: OUTCOME,
        variables: OUTCOME_INPUT,
        page: 0,
        events: 1,
        bound: Bound { api: 407, http: 489 },
    },
];

/// The places in the table of a page and a longer one, and how many blocks each further event may
/// take.
pub(crate) const FURTHER: [(usize, usize, u64); 2] = [(1, 2, 7), (3, 4, 19)];
