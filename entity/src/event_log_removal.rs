//! `event_log_removal`: up to where the log was removed.

use sea_orm::entity::prelude::*;

/// The last change of a tenant that is no longer in the log.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_log_removal")]
pub struct Model {
    /// Whose history it belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The transaction that stored the change.
    pub transaction_id: i64,
    /// The change's place in its transaction.
    pub ordinal: i32,
}

/// Rows are joined by hand, with the tenant in every leg.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
