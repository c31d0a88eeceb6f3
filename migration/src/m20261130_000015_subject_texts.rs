//! What users and tenants are called, where that isn't their UUID: stored with what shows it.
//!
//! Nothing is compared with these texts, so that they have no index. Rows that are there have none, and the
//! way back forgets them.

use sea_orm_migration::prelude::*;

use crate::m20261123_000001_event_history::EventHistory;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
struct OutcomeRevision;

#[derive(DeriveIden)]
struct UserText;

#[derive(DeriveIden)]
struct TenantText;

/// The new columns, each with its table. SQLite takes one at a time.
fn columns() -> [(DynIden, DynIden); 3] {
    [
        (EventHistory::Table.into_iden(), UserText.into_iden()),
        (EventHistory::Table.into_iden(), TenantText.into_iden()),
        (OutcomeRevision.into_iden(), UserText.into_iden()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            let column = ColumnDef::new(column).text().null().to_owned();
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
