//! What is asked, in GraphQL. The names of the operations tell the floor what to do.

/// O1: everything about one event.
pub(crate) const EVENT: &str = "query Event($id: ID!) { event(id: $id) {
    id eventName source timestamp payload shouldDocument
    userIntent { problemSolved painPoint goal expectedOutcome impactMetric }
    context { relatedEvents decision category outcome impactMetric extra }
    metadata userId
} }";

/// O2: a page.
pub(crate) const NEWEST: &str = "query Newest($name: String!) {
    events(filter: { eventName: { eq: $name } }, first: 50) {
        nodes { id eventName timestamp payload }
    }
}";

/// O3: a page with what each event links to.
pub(crate) const RELATED: &str = "query Related($name: String!) {
    events(filter: { eventName: { eq: $name } }, first: 50) {
        nodes { id eventName related(depth: 1) { id eventName } }
    }
}";

/// O4: what led to an event.
pub(crate) const WORKFLOW: &str = "query Workflow($id: ID!) { event(id: $id) {
    id eventName related(depth: 10) { id eventName source timestamp payload }
} }";

/// O5a: more paths than can be counted.
pub(crate) const LADDER: &str = "query Ladder($id: ID!) {
    event(id: $id) { id related(depth: 60) { id } }
}";

/// O5b: as many hops as events.
pub(crate) const CHAIN: &str = "query Chain($id: ID!) {
    event(id: $id) { id related(depth: 1000) { id } }
}";

/// O6: one event.
pub(crate) const PUBLISH: &str = "mutation Publish($input: PublishInput!) {
    publish(input: $input) { created event { id eventName timestamp shouldDocument } }
}";

/// O6m: several events.
pub(crate) const PUBLISH_MANY: &str = "mutation PublishMany($inputs: [PublishInput!]!) {
    publishMany(inputs: $inputs) { results { created event { id eventName } } }
}";

/// O7 and O8: what came of an event.
pub(crate) const OUTCOME: &str = "mutation Outcome($id: ID!, $input: OutcomeInput!) {
    updateOutcome(id: $id, input: $input) {
        event { id context { relatedEvents decision category outcome impactMetric } }
    }
}";

/// Publishes a history.
pub(crate) const FILL: &str = "mutation ($inputs: [PublishInput!]!) {
    publishMany(inputs: $inputs) { results { created } }
}";
