//! The table of events, with an index for each order in which they are listed.
//!
//! Lists of one tenant use the indexes that start with `tenant_id`. Lists over all tenants, for
//! back ends and for a server without authentication, use those that don't: without them such a
//! list would sort the whole history.

use sea_orm_migration::prelude::*;

use crate::text::id_column;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
pub(crate) enum EventHistory {
    Table,
    TenantId,
    Id,
    EventName,
    Source,
    Timestamp,
    Payload,
    ShouldDocument,
    UserIntent,
    Context,
    Metadata,
    UserId,
    RecordedAt,
    Revision,
}

use EventHistory::{EventName, Id, RecordedAt, TenantId, Timestamp};

const INDEXES: [(&str, &[EventHistory]); 7] = [
    ("event_history_id", &[Id]),
    ("event_history_tenant_timestamp", &[TenantId, Timestamp, Id]),
    ("event_history_tenant_name_timestamp", &[TenantId, EventName, Timestamp, Id]),
    ("event_history_tenant_recorded_at", &[TenantId, RecordedAt, Id]),
    ("event_history_timestamp", &[Timestamp, Id]),
    ("event_history_name_timestamp", &[EventName, Timestamp, Id]),
    ("event_history_recorded_at", &[RecordedAt, Id]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(EventHistory::Table)
            .col(ColumnDef::new(TenantId).uuid().not_null())
            .col(id_column(manager, Id))
            .col(id_column(manager, EventName))
            .col(ColumnDef::new(EventHistory::Source).text().not_null())
            .col(ColumnDef::new(Timestamp).big_integer().not_null())
            .col(ColumnDef::new(EventHistory::Payload).json_binary().not_null())
            .col(ColumnDef::new(EventHistory::ShouldDocument).boolean().not_null())
            .col(ColumnDef::new(EventHistory::UserIntent).json_binary())
            .col(ColumnDef::new(EventHistory::Context).json_binary())
            .col(ColumnDef::new(EventHistory::Metadata).json_binary())
            .col(ColumnDef::new(EventHistory::UserId).uuid())
            .col(ColumnDef::new(RecordedAt).big_integer().not_null())
            .col(ColumnDef::new(EventHistory::Revision).integer().not_null())
            .primary_key(Index::create().col(TenantId).col(Id))
            .to_owned();
        manager.create_table(table).await?;
        for (name, columns) in INDEXES {
            let mut index = Index::create().name(name).table(EventHistory::Table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(EventHistory::Table).to_owned()).await
    }
}
