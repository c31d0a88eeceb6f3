//! How much of a table PostgreSQL takes a tenant to have.
//!
//! It plans a statement once, for any tenant, and takes each for as large as the average. Where most have a few
//! events, it then reads all events of a tenant to find one by its id, which takes long for a large tenant. Here it
//! is told that a tenant has a hundredth of a table, or as much as the largest has where that is less.
//!
//! Source: <https://www.postgresql.org/docs/current/sql-altertable.html>, `n_distinct`

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The tables that are read by tenant and key.
const TABLES: [&str; 4] =
    ["event_history", "event_relation", "narrative_context", "outcome_revision"];

const TENANTS: u32 = 100;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        alter(manager, &format!("SET (n_distinct = {TENANTS})")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        alter(manager, "RESET (n_distinct)").await
    }
}

/// Changes the column of tenants in each table. That takes effect when the table is analyzed, which an empty one is
/// not: PostgreSQL would take it to stay empty. Its size tells, since an owner sees no rows here. Citus refuses to change
/// this of tables that it distributes.
async fn alter(manager: &SchemaManager<'_>, change: &str) -> Result<(), DbErr> {
    for table in TABLES {
        let sql = format!(
            "DO $$ BEGIN
                IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
                    RETURN;
                END IF;
                ALTER TABLE {table} ALTER COLUMN tenant_id {change};
                IF pg_relation_size('{table}') > 0 THEN
                    ANALYZE {table};
                END IF;
            END $$"
        );
        on_postgres(manager, &sql).await?;
    }
    Ok(())
}
