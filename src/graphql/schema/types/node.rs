//! What can be fetched by its id alone.

use async_graphql::{ID, Interface};

use super::event::EventFields;
use super::narrative::NarrativeContext;

/// Something with an id of its own, which `node` and `nodes` fetch.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "What identifies it."))]
pub(in crate::graphql) enum Node {
    Event(EventFields),
    Narrative(NarrativeContext),
}
