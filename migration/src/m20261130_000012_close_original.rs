//! Takes from everybody but their owner what they may do with the original tables that were set aside:
//! what reads a history goes through ours. The way back gives it to them again.

use sea_orm_migration::prelude::*;

use crate::original;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if original::is_set_aside(db).await? {
            original::close(db).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if original::is_set_aside(db).await? {
            original::open(db).await?;
        }
        Ok(())
    }
}
