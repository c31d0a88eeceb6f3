//! In which order events are listed.

use async_graphql::InputObject;

use crate::domain::order::Order;
use crate::graphql::values::enums::{EventOrderField, OrderDirection};

/// In which order events are listed.
#[derive(InputObject)]
pub(in crate::graphql) struct EventOrder {
    /// By what.
    #[graphql(default_with = "EventOrderField::Timestamp")]
    field: EventOrderField,
    /// Which end first.
    #[graphql(default_with = "OrderDirection::Descending")]
    direction: OrderDirection,
}

impl Default for EventOrder {
    fn default() -> Self {
        Self { field: EventOrderField::Timestamp, direction: OrderDirection::Descending }
    }
}

impl From<EventOrder> for Order {
    fn from(order: EventOrder) -> Self {
        Self { field: order.field.into(), direction: order.direction.into() }
    }
}
