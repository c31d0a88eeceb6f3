//! What is written about events, one row an event.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;
use crate::text::id_column;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum NarrativeContext {
    Table,
    TenantId,
    Id,
    EventId,
    LongDescription,
    Screenshots,
    CodeSnippets,
    AiNarrative,
    AiSummary,
    AiTags,
    GeneratedBy,
    GeneratedAt,
    WorkflowDigest,
    UserId,
    RecordedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let key =
            Index::create().col(NarrativeContext::TenantId).col(NarrativeContext::Id).to_owned();
        let event = ForeignKey::create()
            .name("narrative_context_event")
            .from(NarrativeContext::Table, (NarrativeContext::TenantId, NarrativeContext::EventId))
            .to(EventHistory::Table, (EventHistory::TenantId, EventHistory::Id))
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table(NarrativeContext::Table)
            .col(ColumnDef::new(NarrativeContext::TenantId).uuid().not_null())
            .col(ColumnDef::new(NarrativeContext::Id).uuid().not_null())
            .col(id_column(manager, NarrativeContext::EventId))
            .col(ColumnDef::new(NarrativeContext::LongDescription).text())
            .col(ColumnDef::new(NarrativeContext::Screenshots).json_binary().not_null())
            .col(ColumnDef::new(NarrativeContext::CodeSnippets).json_binary().not_null())
            .col(ColumnDef::new(NarrativeContext::AiNarrative).text())
            .col(ColumnDef::new(NarrativeContext::AiSummary).text())
            .col(ColumnDef::new(NarrativeContext::AiTags).json_binary().not_null())
            .col(ColumnDef::new(NarrativeContext::GeneratedBy).text())
            .col(ColumnDef::new(NarrativeContext::GeneratedAt).big_integer())
            .col(ColumnDef::new(NarrativeContext::WorkflowDigest).text())
            .col(ColumnDef::new(NarrativeContext::UserId).uuid())
            .col(ColumnDef::new(NarrativeContext::RecordedAt).big_integer().not_null())
            .primary_key(&mut key.clone())
            .foreign_key(&mut event.clone())
            .to_owned();
        manager.create_table(table).await?;
        let one_per_event = Index::create()
            .name("narrative_context_event")
            .table(NarrativeContext::Table)
            .col(NarrativeContext::TenantId)
            .col(NarrativeContext::EventId)
            .unique()
            .to_owned();
        manager.create_index(one_per_event).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(NarrativeContext::Table).to_owned()).await
    }
}
