//! `event_history`: what happened, and why.

use sea_orm::entity::prelude::*;

/// One event.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event_history")]
pub struct Model {
    /// Whose history it belongs to; nil for events without a user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The event's id within the tenant.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// What happened.
    #[sea_orm(column_type = "Text")]
    pub event_name: String,
    /// Which part of the product published it.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// When it happened, in milliseconds since the epoch.
    pub timestamp: i64,
    /// What it was about.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// Whether it belongs into the documentation.
    pub should_document: bool,
    /// Why it was done, as the API names its parts.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub user_intent: Option<Json>,
    /// What surrounded it, as the API names its parts.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub context: Option<Json>,
    /// Further facts for machines.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub metadata: Option<Json>,
    /// Who acted.
    pub user_id: Option<Uuid>,
    /// When the server stored it, in milliseconds since the epoch.
    pub recorded_at: i64,
    /// 1, and one more with each update of the outcome.
    pub revision: i32,
    /// The event with which began what led to this one, each time by its first link. Events that
    /// were stored before there was this column have none.
    #[sea_orm(column_type = "Text", nullable)]
    pub correlation_id: Option<String>,
    /// What the user is called; null where that is the id.
    #[sea_orm(column_type = "Text", nullable)]
    pub user_text: Option<String>,
    /// What the tenant is called; null where that is the id.
    #[sea_orm(column_type = "Text", nullable)]
    pub tenant_text: Option<String>,
    /// What is known of the outcome: 0 nothing is expected or told, 1 it is pending, 2 it is told, and with a
    /// verdict 3 it is what was expected, 4 in part, 5 it isn't.
    pub outcome_state: i16,
}

/// Rows are joined by hand, with the tenant in every leg.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
