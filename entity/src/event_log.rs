//! `event_log`: what was stored, in the order in which it is told.

use sea_orm::entity::prelude::*;

/// One change of one event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_log")]
pub struct Model {
    /// Whose history the event belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The transaction that stored the change: on PostgreSQL its id, with the epoch; on SQLite, whose
    /// transactions come one after the other, their number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub transaction_id: i64,
    /// The change's place in its transaction, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    /// The event.
    #[sea_orm(column_type = "Text")]
    pub event_id: String,
    /// What was done to it: 1 it was published, 2 its outcome was updated, 3 its narrative was.
    pub change: i16,
    /// How much JSON the event held then, in bytes.
    pub size: i32,
    /// When the server took the change in, in milliseconds since the epoch.
    pub recorded_at: i64,
}

/// Rows are joined by hand, with the tenant in every leg.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
