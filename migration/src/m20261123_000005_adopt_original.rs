//! Copies the history of the original layer into our tables, where there is one.

use sea_orm_migration::prelude::*;

use crate::original;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if original::is_set_aside(db).await? {
            original::adopt(db).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if original::is_set_aside(db).await? {
            return original::give_back(db).await;
        }
        tracing::info!("no original tables are set aside: there is nothing to give back");
        Ok(())
    }
}
