//! Workflows for programs.

use serde_json::{Value, json};

use crate::domain::context::EventContext;
use crate::domain::intent::UserIntent;
use crate::domain::json_text::JsonText;
use crate::domain::workflow::{TruncationReason, Workflow, WorkflowNode};

/// `{ root, nodes, edges, truncatedBy }`, named as in the API, indented.
pub fn data(workflow: &Workflow) -> String {
    let nodes: Vec<Value> = workflow.nodes.iter().map(node).collect();
    let edges = workflow.edges.iter();
    let edges: Vec<Value> = edges
        .map(|edge| {
            json!({
                "from": edge.from.as_str(), "to": edge.to.as_str(), "via": edge.via,
            })
        })
        .collect();
    let reasons = workflow.truncated_by.iter().map(|reason| match reason {
        TruncationReason::Depth => "DEPTH",
        TruncationReason::NodeLimit => "NODE_LIMIT",
        TruncationReason::FanOut => "FAN_OUT",
    });
    let data = json!({
        "root": workflow.root.id.as_str(),
        "nodes": nodes,
        "edges": edges,
        "folded": workflow.folded,
        "truncatedBy": reasons.collect::<Vec<_>>(),
    });
    format!("{data:#}\n")
}

fn node(node: &WorkflowNode) -> Value {
    let event = &node.event;
    json!({
        "id": event.id.as_str(),
        "eventName": event.event_name,
        "source": event.source,
        "timestamp": event.timestamp.millis(),
        "payload": event.payload.as_ref().and_then(JsonText::to_value),
        "shouldDocument": event.should_document,
        "userIntent": event.user_intent.as_ref().map(UserIntent::to_json),
        "context": event.context.as_ref().map(EventContext::to_json),
        "metadata": event.metadata.as_ref().and_then(JsonText::to_value),
        "revision": event.revision,
        "outcomeState": event.outcome_state.as_str(),
        "depth": node.depth,
        "hiddenUpstream": node.hidden_upstream,
        "hiddenDownstream": node.hidden_downstream,
    })
}
