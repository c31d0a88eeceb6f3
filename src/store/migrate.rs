//! Bringing the database's schema up to date.

use migration::MigrationStatus::Applied;
use migration::{Migrator, MigratorTrait, grant_direct_access};
use sea_orm::DbBackend;
use tokio_util::task::TaskTracker;

use super::{Session, StoreError};
use crate::config::DatabaseSettings;

/// The migrations of one database.
#[derive(Debug, Clone)]
pub struct Migrations {
    session: Session,
}

/// A migration, and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its name, which begins with its date.
    pub name: String,
    /// Whether it was applied.
    pub applied: bool,
}

impl Migrations {
    /// Opens the database to change it.
    ///
    /// # Errors
    /// When it can't be reached.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        Ok(Self { session: Session::open(settings, TaskTracker::new()).await? })
    }

    /// Those of a database that is open already.
    pub fn of(session: &Session) -> Self {
        Self { session: session.clone() }
    }

    /// Whether the server may bring this database up to date by itself: an embedded one has
    /// nobody else to do it.
    pub fn is_embedded(&self) -> bool {
        self.session.backend() == DbBackend::Sqlite
    }

    /// Applies what is missing, oldest first. `tenant_claim` is the claim that names the tenant of
    /// users who reach the database beside the server.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn up(&self, tenant_claim: &str) -> Result<(), StoreError> {
        Migrator::up(self.session.writing(), None).await?;
        Ok(grant_direct_access(self.session.writing(), tenant_claim).await?)
    }

    /// Takes the newest `steps` migrations back.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn down(&self, steps: u32) -> Result<(), StoreError> {
        Ok(Migrator::down(self.session.writing(), Some(steps)).await?)
    }

    /// Every migration, oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn status(&self) -> Result<Vec<MigrationStatus>, StoreError> {
        let all = Migrator::get_migration_with_status_read_only(self.session.writing()).await?;
        let status = all.iter().map(|migration| MigrationStatus {
            name: migration.name().to_owned(),
            applied: migration.status() == Applied,
        });
        Ok(status.collect())
    }
}
