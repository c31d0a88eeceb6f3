//! Leaves room in each page of events, on PostgreSQL: most events are told their outcome once, and an
//! updated row that stays in its page needs no new entry in any index (a heap-only tuple).

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, "ALTER TABLE event_history SET (fillfactor = 85)").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, "ALTER TABLE event_history RESET (fillfactor)").await
    }
}
