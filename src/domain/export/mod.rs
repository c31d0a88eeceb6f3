//! Workflows as text: graphs for drawing tools, and data for programs. Writers tell the story.
//!
//! What events say is not to be trusted: each format escapes all of it but letters and digits, so that
//! no text of an event becomes markup, of whichever program reads it.

mod diagram;
mod json;

pub use diagram::{dot, mermaid};
pub use json::data;

use super::story::is_blank;
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
