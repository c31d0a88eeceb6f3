//! The wall in the database itself: PostgreSQL shows a transaction the rows of those tenants that it
//! says it is about, whatever a statement asks for. SQLite has nobody to hold back but the server.

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = include_str!("m20261123_000006_row_level_security.sql");

/// Roles stay: they belong to the whole cluster. Row level security stays on, without policies:
/// users who reach the database beside the server may have been granted these tables.
const DOWN: &str = "
    DROP SCHEMA event_mesh CASCADE;
    ALTER TABLE event_history NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE event_relation NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE outcome_revision NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE narrative_context NO FORCE ROW LEVEL SECURITY;
    DROP POLICY event_mesh_server ON seaql_migrations;
    REVOKE ALL ON seaql_migrations, event_history, event_relation, outcome_revision,
        narrative_context FROM event_mesh;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, DOWN).await
    }
}
