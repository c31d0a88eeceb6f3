//! A PostgreSQL database that nobody migrated yet.

use event_mesh::config::{DatabaseSettings, Settings};
use event_mesh::store::Migrations;

use crate::cluster::Cluster;
use crate::database::{Sql, new_name};

/// A database without any schema of ours.
#[derive(Debug)]
pub struct BareDatabase {
    /// Its address, as a superuser.
    pub url: String,
    /// Its name, which is a role's name, too: one that owns the database and is no superuser.
    pub name: String,
    superuser: Sql,
}

impl BareDatabase {
    /// Makes a database, and the role that owns it.
    pub async fn create() -> Self {
        let cluster = Cluster::shared().await.url();
        let name = new_name("bare");
        let postgres = Sql::connect(&format!("{cluster}/postgres")).await;
        postgres.execute(&format!("CREATE ROLE {name} LOGIN CREATEROLE")).await;
        postgres.execute(&format!("CREATE DATABASE {name} OWNER {name}")).await;
        let url = format!("{cluster}/{name}");
        Self { superuser: Sql::connect(&url).await, url, name }
    }

    /// Its address, as the role that owns it.
    pub fn url_of_owner(&self) -> String {
        self.url.replacen("postgres@", &format!("{}@", self.name), 1)
    }

    /// The settings of a server on it.
    pub fn settings(&self) -> DatabaseSettings {
        let mut settings = Settings::defaults().expect("the defaults").database;
        settings.url.clone_from(&self.url);
        settings
    }

    /// Its migrations.
    pub async fn migrations(&self) -> Migrations {
        Migrations::open(&self.settings()).await.expect("a database")
    }

    /// Runs statements, as an operator would.
    pub async fn execute(&self, sql: &str) {
        self.superuser.execute(sql).await;
    }

    /// The first column of every row, which is text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        self.superuser.texts(sql).await
    }
}
