//! The schema of Event Mesh as a list of changes, oldest first, for SQLite and PostgreSQL.
//!
//! A released migration is never edited: a mistake is mended by the next one.

pub use direct_access::grant_direct_access;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, async_trait};
pub use sea_orm_migration::{MigrationStatus, MigratorTrait};

mod direct_access;
mod m20261123_000000_set_original_aside;
mod m20261123_000001_event_history;
mod m20261123_000002_event_relation;
mod m20261123_000003_outcome_revision;
mod m20261123_000004_narrative_context;
mod m20261123_000005_adopt_original;
mod m20261123_000006_row_level_security;
mod m20261123_000007_user;
mod m20261124_000008_event_log;
mod m20261127_000009_correlation;
mod m20261127_000010_room_for_outcomes;
mod m20261127_000011_order_over_tenants;
mod m20261130_000012_close_original;
mod original;
mod postgres;
mod text;

/// Every migration.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000000_set_original_aside::Migration),
            Box::new(m20261123_000001_event_history::Migration),
            Box::new(m20261123_000002_event_relation::Migration),
            Box::new(m20261123_000003_outcome_revision::Migration),
            Box::new(m20261123_000004_narrative_context::Migration),
            Box::new(m20261123_000005_adopt_original::Migration),
            Box::new(m20261123_000006_row_level_security::Migration),
            Box::new(m20261123_000007_user::Migration),
            Box::new(m20261124_000008_event_log::Migration),
            Box::new(m20261127_000009_correlation::Migration),
            Box::new(m20261127_000010_room_for_outcomes::Migration),
            Box::new(m20261127_000011_order_over_tenants::Migration),
            Box::new(m20261130_000012_close_original::Migration),
        ]
    }
}

impl Migrator {
    /// Whether [`MigratorTrait::up`] would take over the tables of the original layer.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn would_adopt(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
        if db.get_database_backend() != DbBackend::Postgres {
            return Ok(false);
        }
        if original::find(db).await?.is_some() {
            return Ok(true);
        }
        let pending = Self::get_pending_migrations_read_only(db).await?;
        let adoption = MigrationName::name(&m20261123_000005_adopt_original::Migration);
        let is_pending = pending.iter().any(|migration| migration.name() == adoption);
        Ok(is_pending && original::is_set_aside(db).await?)
    }
}
