//! The outcomes that events were given over time.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;
use crate::text::id_column;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum OutcomeRevision {
    Table,
    TenantId,
    EventId,
    Revision,
    Outcome,
    ImpactMetric,
    RecordedAt,
    UserId,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let key = Index::create()
            .col(OutcomeRevision::TenantId)
            .col(OutcomeRevision::EventId)
            .col(OutcomeRevision::Revision)
            .to_owned();
        let event = ForeignKey::create()
            .name("outcome_revision_event")
            .from(OutcomeRevision::Table, (OutcomeRevision::TenantId, OutcomeRevision::EventId))
            .to(EventHistory::Table, (EventHistory::TenantId, EventHistory::Id))
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table(OutcomeRevision::Table)
            .col(ColumnDef::new(OutcomeRevision::TenantId).uuid().not_null())
            .col(id_column(manager, OutcomeRevision::EventId))
            .col(ColumnDef::new(OutcomeRevision::Revision).integer().not_null())
            .col(ColumnDef::new(OutcomeRevision::Outcome).text())
            .col(ColumnDef::new(OutcomeRevision::ImpactMetric).text())
            .col(ColumnDef::new(OutcomeRevision::RecordedAt).big_integer().not_null())
            .col(ColumnDef::new(OutcomeRevision::UserId).uuid())
            .primary_key(&mut key.clone())
            .foreign_key(&mut event.clone())
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(OutcomeRevision::Table).to_owned()).await
    }
}
