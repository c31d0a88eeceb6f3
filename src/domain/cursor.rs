//! Positions in a list, opaque to clients.
//!
//! A cursor is URL-safe base64 of: version 1, order field, direction, the field's value as 8
//! bytes, the tenant's 16 bytes, and the id. It carries its order, so that it can't be used in a
//! list that is ordered otherwise.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::event::Event;
use super::ids::{EventId, EventKey, TenantId};
use super::order::{Order, OrderDirection, OrderField};
use super::violation::{Violation, ViolationKind};

const VERSION: u8 = 1;
const HEADER: usize = 3 + 8 + 16;

/// A place in an ordered list of events: that of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The value that the list is ordered by: milliseconds, or a rank.
    pub value: i64,
    /// The event, which decides among equal values.
    pub key: EventKey,
}

impl Position {
    /// Where `event` stands in a list of this order. Ranks are no property of events: 0 stands for those
    /// that it wasn't given.
    pub fn of(event: &Event, field: OrderField, rank: Option<i64>) -> Self {
        let value = match field {
            OrderField::Timestamp => event.timestamp.millis(),
            OrderField::RecordedAt => event.recorded_at.millis(),
            OrderField::Relevance => rank.unwrap_or_default(),
        };
        Self { value, key: event.key() }
    }

    /// What places are compared by, in any list.
    pub fn sort_key(&self) -> (i64, &str, Uuid) {
        (self.value, self.key.id.as_str(), self.key.tenant.0)
    }

    /// The cursor's text.
    pub fn to_cursor(&self, order: Order) -> String {
        let mut bytes = vec![VERSION, field_byte(order.field), direction_byte(order.direction)];
        bytes.extend(self.value.to_be_bytes());
        bytes.extend(self.key.tenant.0.as_bytes());
        bytes.extend(self.key.id.as_str().as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor's text.
    ///
    /// # Errors
    /// When it is damaged, or from a list in another order.
    pub fn from_cursor(text: &str, order: Order) -> Result<Self, Violation> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| damaged())?;
        let (header, id) = bytes.split_at_checked(HEADER).ok_or_else(damaged)?;
        if header[0] != VERSION {
            return Err(damaged());
        }
        if header[1] != field_byte(order.field) || header[2] != direction_byte(order.direction) {
            let message = "belongs to a list in another order";
            return Err(Violation::of(ViolationKind::Cursor, message));
        }
        let (value, tenant) = header[3..].split_at(8);
        let value = i64::from_be_bytes(value.try_into().map_err(|_| damaged())?);
        let tenant = TenantId(Uuid::from_slice(tenant).map_err(|_| damaged())?);
        let id = std::str::from_utf8(id).ok().filter(|id| !id.is_empty() && !id.contains('\0'));
        let id = EventId::from_stored(id.ok_or_else(damaged)?);
        Ok(Self { value, key: EventKey { tenant, id } })
    }
}

fn damaged() -> Violation {
    Violation::of(ViolationKind::Cursor, "is not a cursor of this server")
}

const fn field_byte(field: OrderField) -> u8 {
    match field {
        OrderField::Timestamp => 0,
        OrderField::RecordedAt => 1,
        OrderField::Relevance => 2,
    }
}

const fn direction_byte(direction: OrderDirection) -> u8 {
    match direction {
        OrderDirection::Ascending => 0,
        OrderDirection::Descending => 1,
    }
}
