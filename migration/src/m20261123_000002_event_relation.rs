//! The links between events, indexed both ways.
//!
//! `related_id` has no foreign key: adopted histories may name events that are gone.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;
use crate::text::id_column;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum EventRelation {
    Table,
    TenantId,
    EventId,
    RelatedId,
    Ordinal,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let key = Index::create()
            .col(EventRelation::TenantId)
            .col(EventRelation::EventId)
            .col(EventRelation::RelatedId)
            .to_owned();
        let event = ForeignKey::create()
            .name("event_relation_event")
            .from(EventRelation::Table, (EventRelation::TenantId, EventRelation::EventId))
            .to(EventHistory::Table, (EventHistory::TenantId, EventHistory::Id))
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table(EventRelation::Table)
            .col(ColumnDef::new(EventRelation::TenantId).uuid().not_null())
            .col(id_column(manager, EventRelation::EventId))
            .col(id_column(manager, EventRelation::RelatedId))
            .col(ColumnDef::new(EventRelation::Ordinal).integer().not_null())
            .primary_key(&mut key.clone())
            .foreign_key(&mut event.clone())
            .to_owned();
        manager.create_table(table).await?;
        let reverse = Index::create()
            .name("event_relation_reverse")
            .table(EventRelation::Table)
            .col(EventRelation::TenantId)
            .col(EventRelation::RelatedId)
            .col(EventRelation::EventId)
            .to_owned();
        manager.create_index(reverse).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(EventRelation::Table).to_owned()).await
    }
}
