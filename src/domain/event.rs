//! An event as it is stored.

use serde_json::Value;

use super::context::EventContext;
use super::ids::{EventId, EventKey, TenantId, UserId};
use super::intent::UserIntent;
use super::timestamp::Timestamp;

/// Something that a user, or the product for them, did.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Whose history it belongs to.
    pub tenant: TenantId,
    /// Its identifier within the tenant.
    pub id: EventId,
    /// What happened, as in `widget.created`.
    pub event_name: String,
    /// Which part of the product published it.
    pub source: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// When the server stored it.
    pub recorded_at: Timestamp,
    /// What it was about: any JSON.
    pub payload: Value,
    /// Whether it belongs into the documentation.
    pub should_document: bool,
    /// Why it was done.
    pub user_intent: Option<UserIntent>,
    /// What surrounded it.
    pub context: Option<EventContext>,
    /// Further facts for machines: any JSON.
    pub metadata: Option<Value>,
    /// Who acted.
    pub user: Option<UserId>,
    /// 1 when published, one more with each update of the outcome.
    pub revision: i32,
}

impl Event {
    /// What identifies the event across tenants.
    pub fn key(&self) -> EventKey {
        EventKey { tenant: self.tenant, id: self.id.clone() }
    }
}
