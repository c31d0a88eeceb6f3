//! The epochs of the log: a database that is restored, or fails over, gives numbers of transactions again.

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum EventLogEpoch {
    Table,
    Number,
    Key,
    Identity,
    BeganAt,
}

/// Epochs are no tenant's. They are added and never changed: UPDATE is what it takes to lock the table, and
/// no policy lets a row be updated.
const GUARD: &str = "
    ALTER TABLE event_log_epoch ENABLE ROW LEVEL SECURITY;
    ALTER TABLE event_log_epoch FORCE ROW LEVEL SECURITY;
    CREATE POLICY event_mesh_server_reads ON event_log_epoch FOR SELECT TO event_mesh USING (true);
    CREATE POLICY event_mesh_server_adds ON event_log_epoch FOR INSERT TO event_mesh
        WITH CHECK (true);
    REVOKE ALL ON event_log_epoch FROM PUBLIC;
    GRANT SELECT, INSERT, UPDATE ON event_log_epoch TO event_mesh;
";

/// Servers of before know the first epoch only. The events themselves stay.
const FORGET_LATER_EPOCHS: [&str; 2] = [
    "DELETE FROM event_log WHERE transaction_id >= 281474976710656",
    "DELETE FROM event_log_removal WHERE transaction_id >= 281474976710656",
];

/// Row level security holds the owner, too.
const NAME_EVERY_TENANT: &str = "SET LOCAL event_mesh.tenants = '*'";
const NAME_NO_TENANT: &str = "SET LOCAL event_mesh.tenants = ''";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        use EventLogEpoch::{BeganAt, Identity, Key, Number};
        let table = Table::create()
            .table(EventLogEpoch::Table)
            .col(ColumnDef::new(Number).big_integer().not_null().primary_key())
            .col(ColumnDef::new(Key).blob().not_null())
            .col(ColumnDef::new(Identity).text())
            .col(ColumnDef::new(BeganAt).big_integer().not_null())
            .to_owned();
        manager.create_table(table).await?;
        on_postgres(manager, GUARD).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, NAME_EVERY_TENANT).await?;
        for statement in FORGET_LATER_EPOCHS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        on_postgres(manager, NAME_NO_TENANT).await?;
        manager.drop_table(Table::drop().table(EventLogEpoch::Table).to_owned()).await
    }
}
