//! The schema of Event Mesh as a list of changes, oldest first, for SQLite and PostgreSQL.
//!
//! A released migration is never edited: a mistake is mended by the next one.

pub use direct_access::grant_direct_access;
pub use sea_orm_migration::{MigrationStatus, MigratorTrait};
use sea_orm_migration::{MigrationTrait, async_trait};

mod direct_access;
mod m20261123_000001_event_history;
mod m20261123_000002_event_relation;
mod m20261123_000003_outcome_revision;
mod m20261123_000004_narrative_context;
mod m20261123_000006_row_level_security;
mod m20261123_000007_user;
mod text;

/// Every migration.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_event_history::Migration),
            Box::new(m20261123_000002_event_relation::Migration),
            Box::new(m20261123_000003_outcome_revision::Migration),
            Box::new(m20261123_000004_narrative_context::Migration),
            Box::new(m20261123_000006_row_level_security::Migration),
            Box::new(m20261123_000007_user::Migration),
        ]
    }
}
