//! Ends the indexes for lists over all tenants with the tenant, by which such lists are ordered last:
//! an id is unique within its tenant only. Without, what an index gives has to be sorted once more.
//!
//! The new indexes are there before the old ones go, so that PostgreSQL reads the table meanwhile.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

use EventHistory::{EventName, Id, RecordedAt, TenantId, Timestamp};

type Indexes = [(&'static str, &'static [EventHistory]); 3];

const OLD: Indexes = [
    ("event_history_timestamp", &[Timestamp, Id]),
    ("event_history_name_timestamp", &[EventName, Timestamp, Id]),
    ("event_history_recorded_at", &[RecordedAt, Id]),
];

const NEW: Indexes = [
    ("event_history_all_timestamp", &[Timestamp, Id, TenantId]),
    ("event_history_all_name_timestamp", &[EventName, Timestamp, Id, TenantId]),
    ("event_history_all_recorded_at", &[RecordedAt, Id, TenantId]),
];

async fn replace(manager: &SchemaManager<'_>, old: Indexes, new: Indexes) -> Result<(), DbErr> {
    for (name, columns) in new {
        let mut index = Index::create().name(name).table(EventHistory::Table).to_owned();
        for column in columns {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    for (name, _) in old {
        manager.drop_index(Index::drop().name(name).table(EventHistory::Table).to_owned()).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, OLD, NEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, NEW, OLD).await
    }
}
