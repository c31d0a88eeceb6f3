//! `event_relation`: the links of `context.relatedEvents`, as rows that can be walked both ways.

use sea_orm::entity::prelude::*;

/// One link: `event_id` names `related_id` among the events that led to it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_relation")]
pub struct Model {
    /// Whose history both events belong to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The later event.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub event_id: String,
    /// The earlier event. In adopted rows it may be missing.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub related_id: String,
    /// Its place in the list, from 0.
    pub ordinal: i32,
    /// When the later event happened, in milliseconds.
    pub event_timestamp: i64,
}

/// Rows are joined by hand, with the tenant in every leg.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
