//! The input types of the API, and how they become domain values.

mod event_ref;
mod filter;
mod narrative;
mod order;
mod outcome;
mod publish;

pub(in crate::graphql) use event_ref::{NARRATIVE, NodeRef, read_node, read_ref};
pub(in crate::graphql) use filter::{EventFilter, read_filter, read_filters};
pub(in crate::graphql) use narrative::NarrativeInput;
pub(in crate::graphql) use order::EventOrder;
pub(in crate::graphql) use outcome::OutcomeInput;
pub(in crate::graphql) use publish::PublishInput;
