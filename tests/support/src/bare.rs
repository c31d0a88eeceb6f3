//! A PostgreSQL database that nobody migrated yet.

use event_mesh::config::{DatabaseSettings, Settings};
use event_mesh::store::Migrations;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// Where `make test` says that its cluster is, as a superuser.
const CLUSTER: &str = "EVENT_MESH_TEST_POSTGRES";

/// A database without any schema of ours.
#[derive(Debug)]
pub struct BareDatabase {
    /// Its address, as a superuser.
    pub url: String,
    /// Its name, which is a role's name, too: one that owns the database and is no superuser.
    pub name: String,
    connection: DatabaseConnection,
}

impl BareDatabase {
    /// Makes a database, and the role that owns it.
    #[expect(clippy::disallowed_methods, reason = "the cluster's address is no setting")]
    pub async fn create() -> Self {
        let cluster = std::env::var(CLUSTER).unwrap_or_default();
        assert!(!cluster.is_empty(), "{CLUSTER} is not set: run the tests with `make test`");
        let name = format!("bare_{}", uuid::Uuid::now_v7().simple());
        let postgres = connect(&format!("{cluster}/postgres")).await;
        for sql in
            [format!("CREATE ROLE {name} LOGIN"), format!("CREATE DATABASE {name} OWNER {name}")]
        {
            postgres.execute_unprepared(&sql).await.expect("a database");
        }
        let url = format!("{cluster}/{name}");
        Self { connection: connect(&url).await, url, name }
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
        self.connection.execute_unprepared(sql).await.expect("the statement runs");
    }

    /// The first column of every row, which is text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let rows = self.connection.query_all_raw(statement).await.expect("the statement runs");
        rows.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    // The tables that statements name are others after a migration.
    options.map_sqlx_postgres_opts(|options| options.statement_cache_capacity(0));
    sea_orm::Database::connect(options).await.expect("a connection")
}
