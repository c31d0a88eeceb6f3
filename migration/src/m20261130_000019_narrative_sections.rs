//! Narratives hold what a writer wrote sentence by sentence, with the events that each sentence rests on.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum NarrativeContext {
    Table,
    AiSections,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sections = ColumnDef::new(NarrativeContext::AiSections).json_binary().to_owned();
        let table = Table::alter().table(NarrativeContext::Table).add_column(sections).to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(NarrativeContext::Table)
            .drop_column(NarrativeContext::AiSections)
            .to_owned();
        manager.alter_table(table).await
    }
}
