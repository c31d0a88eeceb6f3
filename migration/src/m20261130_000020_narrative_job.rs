//! Stories that wait for a model, and how many tokens those of each day took.

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;
use crate::text::id_column;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum NarrativeJob {
    Table,
    TenantId,
    EventId,
    Depth,
    QueuedAt,
    DueAt,
    Attempts,
    Lease,
    LeasedUntil,
}

#[derive(DeriveIden)]
enum NarrativeSpend {
    Table,
    Day,
    TenantId,
    Tokens,
}

/// Only the server knows of them.
const GUARD: &str = "
    ALTER TABLE narrative_job ENABLE ROW LEVEL SECURITY;
    ALTER TABLE narrative_job FORCE ROW LEVEL SECURITY;
    CREATE POLICY event_mesh_server ON narrative_job TO event_mesh USING (true) WITH CHECK (true);
    REVOKE ALL ON narrative_job FROM PUBLIC;
    GRANT SELECT, INSERT, UPDATE, DELETE ON narrative_job TO event_mesh;
    ALTER TABLE narrative_spend ENABLE ROW LEVEL SECURITY;
    ALTER TABLE narrative_spend FORCE ROW LEVEL SECURITY;
    CREATE POLICY event_mesh_server ON narrative_spend TO event_mesh
        USING (true) WITH CHECK (true);
    REVOKE ALL ON narrative_spend FROM PUBLIC;
    GRANT SELECT, INSERT, UPDATE, DELETE ON narrative_spend TO event_mesh;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(job(manager)).await?;
        manager.create_index(due()).await?;
        manager.create_table(spend()).await?;
        on_postgres(manager, GUARD).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(NarrativeSpend::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(NarrativeJob::Table).to_owned()).await
    }
}

/// A row for each event whose narrative is to be retold. Whoever works on it holds a lease.
fn job(manager: &SchemaManager) -> TableCreateStatement {
    use NarrativeJob::{
        Attempts, Depth, DueAt, EventId, Lease, LeasedUntil, QueuedAt, Table as Name, TenantId,
    };
    Table::create()
        .table(Name)
        .col(ColumnDef::new(TenantId).uuid().not_null())
        .col(id_column(manager, EventId))
        .col(ColumnDef::new(Depth).integer().not_null())
        .col(ColumnDef::new(QueuedAt).big_integer().not_null())
        .col(ColumnDef::new(DueAt).big_integer().not_null())
        .col(ColumnDef::new(Attempts).integer().not_null())
        .col(ColumnDef::new(Lease).uuid())
        .col(ColumnDef::new(LeasedUntil).big_integer().not_null())
        .primary_key(Index::create().col(TenantId).col(EventId))
        .to_owned()
}

fn due() -> IndexCreateStatement {
    Index::create()
        .name("narrative_job_due")
        .table(NarrativeJob::Table)
        .col(NarrativeJob::DueAt)
        .to_owned()
}

/// The tokens of a day, for each tenant, and under the greatest UUID for all.
fn spend() -> TableCreateStatement {
    use NarrativeSpend::{Day, Table as Name, TenantId, Tokens};
    Table::create()
        .table(Name)
        .col(ColumnDef::new(TenantId).uuid().not_null())
        .col(ColumnDef::new(Day).big_integer().not_null())
        .col(ColumnDef::new(Tokens).big_integer().not_null())
        .primary_key(Index::create().col(TenantId).col(Day))
        .to_owned()
}
