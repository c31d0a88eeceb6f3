//! The object types of the API. Each wraps a domain value.

mod event;
mod highlight;
mod narrative;
mod node;
mod outcome;
mod payload_path;
mod server;
mod stats;
mod story;
mod viewer;
mod workflow;

pub(in crate::graphql) use event::{Event, Events};
pub(in crate::graphql) use highlight::Highlight;
pub(in crate::graphql) use narrative::NarrativeContext;
pub(in crate::graphql) use node::Node;
pub(in crate::graphql) use payload_path::PayloadPath;
pub(in crate::graphql) use server::ServerInfo;
pub(in crate::graphql) use stats::{EventCount, EventStat};
pub(in crate::graphql) use viewer::ViewerInfo;
pub(in crate::graphql) use workflow::Workflow;
