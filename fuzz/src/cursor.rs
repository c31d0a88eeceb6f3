//! Any text is refused, or is the one cursor of a position in a list of one order.

use event_mesh::domain::cursor::Position;
use event_mesh::domain::ids::{EventId, EventKey, TenantId};
use event_mesh::domain::order::{Order, OrderDirection, OrderField};
use uuid::Uuid;

const ORDERS: [Order; 4] = [
    Order { field: OrderField::Timestamp, direction: OrderDirection::Ascending },
    Order { field: OrderField::Timestamp, direction: OrderDirection::Descending },
    Order { field: OrderField::RecordedAt, direction: OrderDirection::Ascending },
    Order { field: OrderField::RecordedAt, direction: OrderDirection::Descending },
];

/// Panics where what was read is not as it should be.
pub fn check(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(text);
    }
    write(bytes);
}

/// What is read is written in the same way, and belongs to one order.
fn read(text: &str) {
    let read = ORDERS.iter().filter_map(|order| {
        let position = Position::from_cursor(text, *order).ok()?;
        assert_eq!(position.to_cursor(*order), text);
        assert!(!position.key.id.as_str().contains('\0'));
        Some(position)
    });
    assert!(read.count() <= 1);
}

/// What is written is read again, in its order only.
fn write(bytes: &[u8]) {
    let Some((value, rest)) = bytes.split_first_chunk::<8>() else { return };
    let Some((tenant, id)) = rest.split_first_chunk::<16>() else { return };
    let id = String::from_utf8_lossy(id).replace('\0', "");
    if id.is_empty() {
        return;
    }
    let key =
        EventKey { tenant: TenantId(Uuid::from_bytes(*tenant)), id: EventId::from_stored(id) };
    let position = Position { value: i64::from_be_bytes(*value), key };
    for order in ORDERS {
        let text = position.to_cursor(order);
        for other in ORDERS {
            let read = Position::from_cursor(&text, other).ok();
            assert_eq!(read.as_ref(), (order == other).then_some(&position));
        }
    }
}
