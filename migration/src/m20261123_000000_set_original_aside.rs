//! Makes room for our tables where those of the original layer are.
//!
//! Whatever can't be taken over is found here, before anything changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::original::{self, Found};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            return refuse_in_sqlite(manager).await;
        }
        let db = manager.get_connection();
        let Some(Found { tables, reasons }) = original::find(db).await? else { return Ok(()) };
        if !reasons.is_empty() {
            return Err(original::cannot_take(&reasons));
        }
        original::lock(db, &tables).await?;
        let reasons = original::check_shape(db, &tables).await?;
        if !reasons.is_empty() {
            return Err(original::cannot_take(&reasons));
        }
        let unforced = original::see_all(db).await?;
        let reasons = original::check_content(db, &tables).await?;
        if !reasons.is_empty() {
            return Err(original::cannot_take(&reasons));
        }
        unforced.restore(db).await?;
        for one in original::left_behind(db).await? {
            tracing::warn!("{one} stays with the tables in {}", original::SCHEMA);
        }
        original::set_aside(db, &tables).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if original::is_set_aside(db).await? {
            original::move_back(db).await?;
        }
        Ok(())
    }
}

/// SQLite has no schemas to set tables aside in, nor did the original layer ever use it.
async fn refuse_in_sqlite(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in [original::EVENTS, original::NARRATIVES] {
        if manager.has_table(table).await? && !manager.has_column(table, "tenant_id").await? {
            return Err(original::cannot_take(&[format!(
                "this SQLite database has a table {table} that is not Event Mesh's, and tables are \
                 taken over on PostgreSQL only: name another file in database.url"
            )]));
        }
    }
    Ok(())
}
