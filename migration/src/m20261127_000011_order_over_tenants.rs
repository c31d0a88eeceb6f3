//! Ends the indexes for lists over all tenants with the tenant, by which such lists are ordered last:
//! an id is unique within its tenant only. Without, what an index gives has to be sorted once more.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

use EventHistory::{EventName, Id, RecordedAt, TenantId, Timestamp};

const INDEXES: [(&str, &[EventHistory]); 3] = [
    ("event_history_timestamp", &[Timestamp, Id]),
    ("event_history_name_timestamp", &[EventName, Timestamp, Id]),
    ("event_history_recorded_at", &[RecordedAt, Id]),
];

/// Makes the indexes anew, with these columns behind their own.
async fn end_with(manager: &SchemaManager<'_>, last: &[EventHistory]) -> Result<(), DbErr> {
    for (name, columns) in INDEXES {
        manager.drop_index(Index::drop().name(name).table(EventHistory::Table).to_owned()).await?;
        let mut index = Index::create().name(name).table(EventHistory::Table).to_owned();
        for column in columns.iter().chain(last) {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        end_with(manager, &[TenantId]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        end_with(manager, &[]).await
    }
}
