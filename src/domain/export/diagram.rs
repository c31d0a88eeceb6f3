//! Graphs for Mermaid and Graphviz. Nodes are numbered by their place in the workflow.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::escape;
use crate::domain::ids::EventId;
use crate::domain::workflow::{Workflow, WorkflowEdge, WorkflowNode};

/// A Mermaid flowchart, top down; the root has the class `root`.
pub fn mermaid(workflow: &Workflow) -> String {
    let mut text = "flowchart TD\n".to_owned();
    for (place, node) in workflow.nodes.iter().enumerate() {
        let lines: Vec<String> = lines(node).iter().map(|line| escape(line, "#")).collect();
        let class = if node.event.key() == workflow.root.key() { ":::root" } else { "" };
        // Writing to a String never fails.
        let _ = writeln!(text, "    n{place}[\"{}\"]{class}", lines.join("<br/>"));
    }
    for (from, to, via) in edges(workflow) {
        // Dotted where steps between are left out.
        let line = if via == 0 { "-->" } else { "-.->" };
        let _ = writeln!(text, "    n{from} {line} n{to}");
    }
    text.push_str("    classDef root stroke-width:3px\n");
    text
}

/// A directed graph in the DOT language, whose labels have HTML's references; the root's line is bold.
pub fn dot(workflow: &Workflow) -> String {
    let mut text = "digraph workflow {\n    node [shape=box];\n".to_owned();
    for (place, node) in workflow.nodes.iter().enumerate() {
        let lines: Vec<String> = lines(node).iter().map(|line| escape(line, "&#")).collect();
        let style = if node.event.key() == workflow.root.key() { ", style=bold" } else { "" };
        let _ = writeln!(text, "    n{place} [label=\"{}\"{style}];", lines.join("\\n"));
    }
    for (from, to, via) in edges(workflow) {
        let style = if via == 0 { "" } else { " [style=dotted]" };
        let _ = writeln!(text, "    n{from} -> n{to}{style};");
    }
    text.push_str("}\n");
    text
}

/// What a node says: its name, and what was wanted or what came of it.
fn lines(node: &WorkflowNode) -> Vec<&str> {
    let event = &node.event;
    let goal = event.user_intent.as_ref().and_then(|intent| intent.goal.as_deref());
    let outcome = event.context.as_ref().and_then(|context| context.outcome.as_deref());
    [Some(event.event_name.as_str()), goal, outcome].into_iter().flatten().collect()
}

/// The edges by the places of their ends, and how many events each leaves out.
fn edges(workflow: &Workflow) -> Vec<(usize, usize, u32)> {
    let places = workflow.nodes.iter().enumerate().map(|(place, node)| (&node.event.id, place));
    let place: HashMap<&EventId, usize> = places.collect();
    let ends =
        |edge: &WorkflowEdge| Some((*place.get(&edge.from)?, *place.get(&edge.to)?, edge.via));
    workflow.edges.iter().filter_map(ends).collect()
}
