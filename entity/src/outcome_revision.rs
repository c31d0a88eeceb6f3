//! `outcome_revision`: every outcome that an event was given, append-only.

use sea_orm::entity::prelude::*;

/// One outcome of one event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outcome_revision")]
pub struct Model {
    /// Whose history the event belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The event.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub event_id: String,
    /// The event's revision with this outcome.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// What came of the event, as known then.
    #[sea_orm(column_type = "Text", nullable)]
    pub outcome: Option<String>,
    /// What it changed, as known then.
    #[sea_orm(column_type = "Text", nullable)]
    pub impact_metric: Option<String>,
    /// When the server stored it, in milliseconds since the epoch.
    pub recorded_at: i64,
    /// Who reported it.
    pub user_id: Option<Uuid>,
    /// What they are called; null where that is the id.
    #[sea_orm(column_type = "Text", nullable)]
    pub user_text: Option<String>,
    /// The verdict, numbered as in `event_history.outcome_state`.
    pub verdict: Option<i16>,
    /// When the outcome was known, in milliseconds since the epoch. Rows that were stored before there was
    /// this column have none.
    pub outcome_at: Option<i64>,
}

/// Rows are joined by hand, with the tenant in every leg.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
