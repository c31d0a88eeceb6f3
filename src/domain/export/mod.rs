//! Workflows as text: graphs for drawing tools, data for programs, and a story for people.
//!
//! What events say is not to be trusted: each format escapes all of it but letters and digits, so that
//! no text of an event becomes markup, of whichever program reads it.

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

/// Writes letters and digits as they are, and whatever else might mean something to a format as a
/// numeric reference, which begins with `open`. Line breaks and what turns the direction of text become
/// spaces.
fn escape(text: &str, open: &str) -> String {
    let character = |c: char| match c {
        c if is_blank(c) => " ".to_owned(),
        c if c.is_alphanumeric() => c.to_string(),
        c => format!("{open}{};", u32::from(c)),
    };
    text.chars().map(character).collect()
}

fn is_blank(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}');
    c.is_whitespace() || c.is_control() || turns
}
