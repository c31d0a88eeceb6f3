//! Workflows as text: graphs for drawing tools, data for programs, and a story for people.
//!
//! What events say is not to be trusted: each format escapes it, so that no text of an event
//! becomes markup.

mod diagram;
mod json;
mod markdown;

use super::workflow::Workflow;

/// In which form a workflow is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkflowFormat {
    /// A Mermaid flowchart.
    Mermaid,
    /// A directed graph in Graphviz's DOT language.
    Dot,
    /// The story, step by step.
    Markdown,
    /// Nodes and edges with all that is known of them.
    Json,
}

/// Writes a workflow.
pub fn export(workflow: &Workflow, format: WorkflowFormat) -> String {
    match format {
        WorkflowFormat::Mermaid => diagram::mermaid(workflow),
        WorkflowFormat::Dot => diagram::dot(workflow),
        WorkflowFormat::Markdown => markdown::story(workflow),
        WorkflowFormat::Json => json::data(workflow),
    }
}

/// Replaces characters that mean something in a format; line breaks and other control characters
/// become spaces.
fn escape(text: &str, replacement: impl Fn(char) -> Option<String>) -> String {
    let character = |c: char| match replacement(c) {
        Some(replaced) => replaced,
        None if c.is_control() => " ".to_owned(),
        None => c.to_string(),
    };
    text.chars().map(character).collect()
}
