//! The input types of the API, and how they become domain values.

mod event_ref;
mod filter;
mod narrative;
mod order;
mod outcome;
mod publish;

pub(super) use event_ref::{NARRATIVE, NodeRef, read_node, read_ref};
pub(super) use filter::{EventFilter, read_filter, read_filters};
pub(super) use narrative::NarrativeInput;
pub(super) use order::EventOrder;
pub(super) use outcome::OutcomeInput;
pub(super) use publish::PublishInput;
