//! Which event an argument means, or what else.

use async_graphql::ID;

use crate::domain::caller::Caller;
use crate::domain::ids::{EventId, EventRef};
use crate::domain::violation::Violation;

/// What the ids of narratives begin with: no event's does.
pub(in crate::graphql) const NARRATIVE: &str = "narrative/";

/// What the id of a node identifies.
#[derive(Debug, Clone)]
pub(in crate::graphql) struct NodeRef {
    /// The event.
    pub(in crate::graphql) event: EventRef,
    /// Whether it is the event's narrative.
    pub(in crate::graphql) is_narrative: bool,
}

/// Reads an event's id, and the argument `tenantId` beside it. `None` for text that can't be an id: it
/// identifies nothing.
///
/// # Errors
/// When the caller may name no tenant, or none can be called so.
pub(in crate::graphql) fn read_ref(
    caller: &Caller,
    id: &str,
    tenant: Option<&ID>,
) -> Result<Option<EventRef>, Violation> {
    let tenant = tenant.map(|tenant| caller.choose_tenant(tenant)).transpose();
    let tenant = tenant.map_err(|v| v.under("tenantId"))?.map(|tenant| tenant.id);
    Ok(EventId::parse(id).ok().map(|id| EventRef { id, tenant }))
}

/// The same, for what may be a narrative as well.
pub(in crate::graphql) fn read_node(
    caller: &Caller,
    id: &str,
    tenant: Option<&ID>,
) -> Result<Option<NodeRef>, Violation> {
    let of = id.strip_prefix(NARRATIVE);
    let event = read_ref(caller, of.unwrap_or(id), tenant)?;
    Ok(event.map(|event| NodeRef { event, is_narrative: of.is_some() }))
}
