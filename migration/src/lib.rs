//! The schema of Event Mesh as a list of changes, oldest first, for SQLite and PostgreSQL.
//!
//! A released migration is never edited: a mistake is mended by the next one.

pub use direct_access::grant_direct_access;
pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, async_trait};

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
mod m20261130_000013_narrative_revision;
mod m20261130_000014_log_epoch;
mod m20261130_000015_subject_texts;
mod m20261130_000016_outcome_state;
mod m20261130_000017_event_search;
mod m20261130_000018_relation_time_contract;
mod m20261130_000019_narrative_sections;
mod m20261130_000020_narrative_job;
mod m20261130_000021_uncorrelated;
mod m20261201_000022_tenant_estimates;
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
            Box::new(m20261130_000013_narrative_revision::Migration),
            Box::new(m20261130_000014_log_epoch::Migration),
            Box::new(m20261130_000015_subject_texts::Migration),
            Box::new(m20261130_000016_outcome_state::Migration),
            Box::new(m20261130_000017_event_search::Migration),
            Box::new(m20261130_000018_relation_time_contract::Migration),
            Box::new(m20261130_000019_narrative_sections::Migration),
            Box::new(m20261130_000020_narrative_job::Migration),
            Box::new(m20261130_000021_uncorrelated::Migration),
            Box::new(m20261201_000022_tenant_estimates::Migration),
        ]
    }
}

/// What the name of a migration ends with that older servers can't live with: all others only add.
const CONTRACT: &str = "_contract";

impl Migrator {
    /// The names of every migration, oldest first.
    pub fn names() -> Vec<String> {
        Self::migrations().iter().map(|migration| migration.name().to_owned()).collect()
    }

    /// The names of those that the database has, oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn applied(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
        let backend = db.get_database_backend();
        let is_there = match backend {
            DbBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
            _ => "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL",
        };
        if db.query_one_raw(Statement::from_string(backend, is_there)).await?.is_none() {
            return Ok(Vec::new());
        }
        let sql = "SELECT version FROM seaql_migrations ORDER BY version";
        let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
        rows.iter().map(|row| row.try_get_by_index(0)).collect()
    }

    /// Whether a server that doesn't know the migration of this name can't use the database.
    pub fn only_newer_can_live_with(name: &str) -> bool {
        name.ends_with(CONTRACT)
    }

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
