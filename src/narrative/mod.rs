//! Writers: what turns a workflow into a story, and a story into Markdown.

pub mod llm;
pub mod markdown;
pub mod template;
