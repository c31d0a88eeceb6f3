//! Events that led to one another have a common correlation id, so that all of them can be read at
//! once.
//!
//! Nothing is written to the events that are there: they have none, are not in the index, and are
//! walked link by link.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;
use crate::text::optional_id_column;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "event_history_correlation";

#[derive(DeriveIden)]
struct CorrelationId;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(EventHistory::Table)
            .add_column(optional_id_column(manager, CorrelationId).null())
            .to_owned();
        manager.alter_table(table).await?;
        let index = Index::create()
            .name(INDEX)
            .table(EventHistory::Table)
            .col(EventHistory::TenantId)
            .col(CorrelationId)
            .and_where(Expr::col(CorrelationId).is_not_null())
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).to_owned()).await?;
        let table = Table::alter().table(EventHistory::Table).drop_column(CorrelationId).to_owned();
        manager.alter_table(table).await
    }
}
