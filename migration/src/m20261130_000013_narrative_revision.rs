//! Narratives count how often they changed. Those that are there begin at 1.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum NarrativeContext {
    Table,
    Revision,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let revision =
            ColumnDef::new(NarrativeContext::Revision).integer().not_null().default(1).to_owned();
        let table = Table::alter().table(NarrativeContext::Table).add_column(revision).to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(NarrativeContext::Table)
            .drop_column(NarrativeContext::Revision)
            .to_owned();
        manager.alter_table(table).await
    }
}
