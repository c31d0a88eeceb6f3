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

pub(super) use event::{Event, Events};
pub(super) use highlight::Highlight;
pub(super) use narrative::NarrativeContext;
pub(super) use node::Node;
pub(super) use payload_path::PayloadPath;
pub(super) use server::ServerInfo;
pub(super) use stats::{EventCount, EventStat};
pub(super) use viewer::ViewerInfo;
pub(super) use workflow::Workflow;
