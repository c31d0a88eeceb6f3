//! An index of the events that belong to no correlation: whoever goes through the whole history finds them
//! without looking at every other. Only histories that were adopted have any, so that it costs others nothing.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "event_history_uncorrelated";

#[derive(DeriveIden)]
struct CorrelationId;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::create()
            .name(INDEX)
            .table(EventHistory::Table)
            .col(EventHistory::TenantId)
            .col(EventHistory::Timestamp)
            .col(EventHistory::Id)
            .and_where(Expr::col(CorrelationId).is_null())
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).to_owned()).await
    }
}
