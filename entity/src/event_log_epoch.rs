//! `event_log_epoch`: the lives of the database that the log has been through.

use sea_orm::entity::prelude::*;

/// One life. What is stored in it stands behind what was stored in those before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_log_epoch")]
pub struct Model {
    /// Its number, from 0: the upper bits of the numbers of its transactions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// 32 random bytes, with which cursors of its changes are sealed.
    pub key: Vec<u8>,
    /// Which database it is the life of; nothing where that can't be told. On PostgreSQL the system's
    /// identifier, the timeline and the database's OID; on SQLite the file's inode and its birth.
    #[sea_orm(column_type = "Text", nullable)]
    pub identity: Option<String>,
    /// When it began, in milliseconds since the epoch.
    pub began_at: i64,
}

/// It belongs to no other table.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
