//! A database for one test.

use std::num::NonZeroU32;

use event_mesh::config::Settings;
use event_mesh::store::Migrations;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;

/// Where `make test` says that its cluster is, as a superuser.
const CLUSTER: &str = "EVENT_MESH_TEST_POSTGRES";

/// The role that servers log in as, which row level security holds.
const SERVER_ROLE: &str = "
    DO $$ BEGIN
        CREATE ROLE server LOGIN IN ROLE event_mesh;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$";

/// Which kind of database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file that goes away with the test.
    Sqlite,
    /// A database in the cluster of the test run.
    Postgres,
}

/// A database with the current schema, empty.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address, for servers.
    pub url: String,
    /// Its address, for those to whom it belongs.
    pub owner_url: String,
    connection: DatabaseConnection,
    _folder: Option<TempDir>,
}

impl Database {
    /// Makes a database.
    pub async fn create(self) -> TestDatabase {
        let (owner_url, folder) = match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("test.db");
                (format!("sqlite://{}?mode=rwc", file.display()), Some(folder))
            }
            Self::Postgres => (create_in_cluster().await, None),
        };
        let mut settings = Settings::defaults().expect("the defaults").database;
        settings.url.clone_from(&owner_url);
        settings.connections = NonZeroU32::MIN;
        let migrations = Migrations::open(&settings).await.expect("a database");
        migrations.up("sub").await.expect("a schema");
        let connection = connect(&owner_url).await;
        if self == Self::Postgres {
            connection.execute_unprepared(SERVER_ROLE).await.expect("a role");
        }
        let url = owner_url.replace("postgres://postgres@", "postgres://server@");
        TestDatabase { url, owner_url, connection, _folder: folder }
    }
}

impl TestDatabase {
    /// Runs statements beside the server, as an operator would.
    pub async fn execute(&self, sql: &str) {
        self.connection.execute_unprepared(sql).await.expect("the statement runs");
    }

    /// The first column of the first row, a number.
    pub async fn number(&self, sql: &str) -> i64 {
        let backend = self.connection.get_database_backend();
        let statement = sea_orm::Statement::from_string(backend, sql);
        let row = self.connection.query_one_raw(statement).await.expect("the statement runs");
        row.expect("a row").try_get_by_index(0).expect("a number")
    }
}

#[expect(clippy::disallowed_methods, reason = "the cluster's address is no setting of the server")]
async fn create_in_cluster() -> String {
    let cluster = std::env::var(CLUSTER).unwrap_or_default();
    assert!(!cluster.is_empty(), "{CLUSTER} is not set: run the tests with `make test`");
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    let postgres = connect(&format!("{cluster}/postgres")).await;
    postgres.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    format!("{cluster}/{name}")
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.expect("a connection")
}
