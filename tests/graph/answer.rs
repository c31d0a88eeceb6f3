//! What the server answers about a graph, and that it is what the model says.

use support::{Server, Value, json};

use crate::graph::model::{Direction, Graph, Node, Workflow};

/// The default of `limits.workflow_nodes`.
pub(crate) const NODES: usize = 2_000;

/// The fields that a [`Workflow`] is read from.
pub(crate) const WORKFLOW_FIELDS: &str = "fragment WorkflowFields on Workflow {
    root { id }
    nodes { event { id } depth hiddenUpstream hiddenDownstream }
    edges { from to }
    isPartial
    truncatedBy
}";

const RELATED: &str = "query ($id: ID!, $depth: Int!, $direction: Direction!) {
    event(id: $id) { related(depth: $depth, direction: $direction) { id } }
}";

const PATH: &str = "query ($from: ID!, $to: ID!, $maxDepth: Int!) {
    path(from: $from, to: $to, maxDepth: $maxDepth) { id }
}";

/// Publishes a graph whose links all go from one batch to the same batch.
pub(crate) async fn publish(server: &Server, graph: &Graph) {
    let published = server.publish_many(graph.inputs()).await;
    assert_eq!(published.len(), graph.len());
}

pub(crate) fn ids(events: &Value) -> Vec<String> {
    let events = events.as_array().expect("a list");
    events.iter().map(|event| text(&event["id"])).collect()
}

pub(crate) fn workflow_of(value: &Value) -> Workflow {
    let list = |name: &str| value[name].as_array().expect("a list").iter();
    let edge = |edge: &Value| (text(&edge["from"]), text(&edge["to"]));
    let mut edges: Vec<_> = list("edges").map(edge).collect();
    edges.sort();
    Workflow {
        root: text(&value["root"]["id"]),
        nodes: list("nodes").map(node).collect(),
        edges,
        is_partial: value["isPartial"].as_bool().expect("a truth value"),
        truncated_by: list("truncatedBy").map(text).collect(),
    }
}

fn node(value: &Value) -> Node {
    let number = |name: &str| {
        let number = value[name].as_u64().expect("a number");
        u32::try_from(number).expect("a small number")
    };
    Node {
        id: text(&value["event"]["id"]),
        depth: number("depth"),
        hidden_upstream: number("hiddenUpstream"),
        hidden_downstream: number("hiddenDownstream"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

pub(crate) async fn related(
    server: &Server,
    id: &str,
    depth: u32,
    direction: Direction,
) -> (Vec<String>, u64) {
    let variables = json!({ "id": id, "depth": depth, "direction": direction.to_string() });
    let (data, statements) = server.ask_counting(RELATED, variables).await;
    (ids(&data["event"]["related"]), statements)
}

/// The error that asking for related events must be.
pub(crate) async fn related_refusal(
    server: &Server,
    id: &str,
    depth: u32,
    direction: Direction,
) -> Value {
    let variables = json!({ "id": id, "depth": depth, "direction": direction.to_string() });
    server.refusal(RELATED, variables).await
}

pub(crate) async fn workflow(
    server: &Server,
    id: &str,
    depth: u32,
    direction: Direction,
) -> (Workflow, u64) {
    let query = format!(
        "query ($id: ID!, $depth: Int!, $direction: Direction!) {{
            workflow(eventId: $id, maxDepth: $depth, direction: $direction) {{ ...WorkflowFields }}
        }} {WORKFLOW_FIELDS}"
    );
    let variables = json!({ "id": id, "depth": depth, "direction": direction.to_string() });
    let (data, statements) = server.ask_counting(&query, variables).await;
    (workflow_of(&data["workflow"]), statements)
}

pub(crate) async fn path(
    server: &Server,
    from: &str,
    to: &str,
    max_depth: u32,
) -> (Vec<String>, u64) {
    let variables = json!({ "from": from, "to": to, "maxDepth": max_depth });
    let (data, statements) = server.ask_counting(PATH, variables).await;
    (ids(&data["path"]), statements)
}

/// Both lists of events around a root are what the model says, under the default limits.
pub(crate) async fn agrees(
    server: &Server,
    graph: &Graph,
    root: &str,
    direction: Direction,
    depth: u32,
) {
    let (answered, _) = related(server, root, depth, direction).await;
    let expected = graph.related(root, depth, direction);
    assert_eq!(answered, expected, "related of {root}, {depth} hops {direction}");
    let (answered, _) = workflow(server, root, depth, direction).await;
    let expected = graph.workflow(root, depth, direction, NODES);
    assert_eq!(answered, expected, "workflow of {root}, {depth} hops {direction}");
}

/// A path is as short as it can be, there and back, and needs as many hops as it has links.
pub(crate) async fn path_agrees(server: &Server, graph: &Graph, from: &str, to: &str, most: u32) {
    let Some(length) = graph.path_length(from, to).filter(|length| *length <= most) else {
        assert_eq!(path(server, from, to, most).await.0, [""; 0], "from {from} to {to}");
        return;
    };
    for (from, to) in [(from, to), (to, from)] {
        let (chain, _) = path(server, from, to, length).await;
        is_shortest(graph, &chain, (from, to));
        if let Some(fewer) = length.checked_sub(1) {
            let (chain, _) = path(server, from, to, fewer).await;
            assert_eq!(chain, [""; 0], "from {from} to {to} in {fewer} hops");
        }
    }
}

pub(crate) fn is_shortest(graph: &Graph, chain: &[String], (from, to): (&str, &str)) {
    let length = graph.path_length(from, to).expect("a path in the model");
    let length = usize::try_from(length).expect("a small number");
    assert_eq!(chain.len(), length + 1, "from {from} to {to}: {chain:?}");
    assert_eq!((chain[0].as_str(), chain[length].as_str()), (from, to));
    assert!(graph.is_chain(chain), "from {from} to {to}: {chain:?}");
}
