//! The log of what was stored: one row for each change, in the order of the transactions.

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;
use crate::text::id_column;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum EventLog {
    Table,
    TenantId,
    TransactionId,
    Ordinal,
    EventId,
    Change,
    Size,
    RecordedAt,
}

#[derive(DeriveIden)]
enum EventLogRemoval {
    Table,
}

use EventLog::{Ordinal, TenantId, TransactionId};

/// Only the server reads the log: the ids of transactions tell how busy others are.
const GUARD: &str = "
    ALTER TABLE event_log ENABLE ROW LEVEL SECURITY;
    ALTER TABLE event_log FORCE ROW LEVEL SECURITY;
    CREATE POLICY event_mesh_server ON event_log TO event_mesh
        USING (event_mesh.admits(tenant_id)) WITH CHECK (event_mesh.admits(tenant_id));
    REVOKE ALL ON event_log FROM PUBLIC;
    GRANT SELECT, INSERT, DELETE ON event_log TO event_mesh;

    ALTER TABLE event_log_removal ENABLE ROW LEVEL SECURITY;
    ALTER TABLE event_log_removal FORCE ROW LEVEL SECURITY;
    CREATE POLICY event_mesh_server ON event_log_removal TO event_mesh
        USING (event_mesh.admits(tenant_id)) WITH CHECK (event_mesh.admits(tenant_id));
    REVOKE ALL ON event_log_removal FROM PUBLIC;
    GRANT SELECT, INSERT, UPDATE ON event_log_removal TO event_mesh;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(EventLog::Table)
            .col(ColumnDef::new(TenantId).uuid().not_null())
            .col(ColumnDef::new(TransactionId).big_integer().not_null())
            .col(ColumnDef::new(Ordinal).integer().not_null())
            .col(id_column(manager, EventLog::EventId))
            .col(ColumnDef::new(EventLog::Change).small_integer().not_null())
            .col(ColumnDef::new(EventLog::Size).integer().not_null())
            .col(ColumnDef::new(EventLog::RecordedAt).big_integer().not_null())
            .primary_key(Index::create().col(TenantId).col(TransactionId).col(Ordinal))
            .to_owned();
        manager.create_table(table).await?;
        // For those who follow every tenant, as each server does once for all its subscribers.
        let index = Index::create()
            .name("event_log_transaction")
            .table(EventLog::Table)
            .col(TransactionId)
            .col(Ordinal)
            .to_owned();
        manager.create_index(index).await?;
        let removal = Table::create()
            .table(EventLogRemoval::Table)
            .col(ColumnDef::new(TenantId).uuid().not_null().primary_key())
            .col(ColumnDef::new(TransactionId).big_integer().not_null())
            .col(ColumnDef::new(Ordinal).integer().not_null())
            .to_owned();
        manager.create_table(removal).await?;
        let last = Index::create()
            .name("event_log_removal_transaction")
            .table(EventLogRemoval::Table)
            .col(TransactionId)
            .col(Ordinal)
            .to_owned();
        manager.create_index(last).await?;
        on_postgres(manager, GUARD).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(EventLogRemoval::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(EventLog::Table).to_owned()).await
    }
}
