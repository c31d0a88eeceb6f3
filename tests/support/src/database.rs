//! A database for one test.

use std::num::NonZeroU32;

use event_mesh::config::Settings;
use event_mesh::store::{self, Migrations};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;

use crate::cluster::Cluster;

/// The role that servers log in as, which row level security holds.
pub(crate) const SERVER_ROLE: &str = "
    DO $$ BEGIN
        CREATE ROLE server LOGIN IN ROLE event_mesh;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$";

/// Makes a database like one of Supabase's, before anything else is in it.
pub const SUPABASE: &str = include_str!("supabase.sql");

/// Which kind of database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file that goes away with the test.
    Sqlite,
    /// A database in the cluster of the test run.
    Postgres,
}

/// A database of one test.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address, for servers.
    pub url: String,
    /// Its address, for those to whom it belongs.
    pub owner_url: String,
    owner: Sql,
    folder: Option<TempDir>,
}

/// A connection beside the server.
#[derive(Debug)]
pub struct Sql(DatabaseConnection);

impl Sql {
    /// Ends the connections of this database that listen for notifications, and returns how many
    /// there were.
    pub async fn cut_listeners(&self) -> i64 {
        let sql = "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
            WHERE datname = current_database() AND query ILIKE '%LISTEN %'
            AND pid <> pg_backend_pid()";
        self.number(sql).await
    }

    /// Opens one.
    pub async fn connect(url: &str) -> Self {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        // The tables that statements name are others after a migration.
        options.map_sqlx_postgres_opts(|options| options.statement_cache_capacity(0));
        Self(sea_orm::Database::connect(options).await.expect("a connection"))
    }

    /// Closes it, in time for what needs a database that nobody uses.
    pub async fn close(self) {
        self.0.close().await.expect("an end");
    }

    /// Runs statements.
    pub async fn execute(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.expect("the statements run");
    }

    /// Runs statements that the database may refuse.
    pub async fn try_execute(&self, sql: &str) {
        let refused = self.0.execute_unprepared(sql).await.err();
        drop(refused);
    }

    /// Runs statements that the database must refuse, and returns why.
    pub async fn refusal(&self, sql: &str) -> String {
        self.0.execute_unprepared(sql).await.expect_err("a refusal").to_string()
    }

    /// The first column of the first row, a number.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = sea_orm::Statement::from_string(self.0.get_database_backend(), sql);
        let row = self.0.query_one_raw(statement).await.expect("the statement runs");
        row.expect("a row").try_get_by_index(0).expect("a number")
    }

    /// How the database would run a statement.
    pub async fn plan(&self, sql: &str) -> String {
        let backend = self.0.get_database_backend();
        let (explain, column) = match backend {
            sea_orm::DbBackend::Sqlite => ("EXPLAIN QUERY PLAN", 3),
            _ => ("EXPLAIN", 0),
        };
        let statement = sea_orm::Statement::from_string(backend, format!("{explain} {sql}"));
        let rows = self.0.query_all_raw(statement).await.expect("a plan");
        let line = |row: &sea_orm::QueryResult| row.try_get_by_index(column).expect("text");
        rows.iter().map(line).collect::<Vec<String>>().join("\n")
    }

    /// The first column of every row, which is text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let statement = sea_orm::Statement::from_string(self.0.get_database_backend(), sql);
        let rows = self.0.query_all_raw(statement).await.expect("the statement runs");
        rows.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
    }
}

impl Database {
    /// Makes a database with the current schema.
    pub async fn create(self) -> TestDatabase {
        match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("test.db");
                std::fs::write(file, migrated_file().await).expect("a file");
                TestDatabase::new(sqlite_url(&folder), Some(folder)).await
            }
            Self::Postgres => Cluster::shared().await.create().await,
        }
    }

    /// Makes a database with nothing in it.
    pub async fn create_empty(self) -> TestDatabase {
        match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder");
                TestDatabase::new(sqlite_url(&folder), Some(folder)).await
            }
            Self::Postgres => Cluster::shared().await.create_empty().await,
        }
    }
}

impl TestDatabase {
    pub(crate) async fn new(owner_url: String, folder: Option<TempDir>) -> Self {
        let owner = Sql::connect(&owner_url).await;
        Self { url: as_role(&owner_url, "server"), owner_url, owner, folder }
    }

    /// Does something to its file while nobody has it open.
    pub async fn while_closed(self, work: impl FnOnce()) -> Self {
        self.owner.close().await;
        work();
        Self::new(self.owner_url, self.folder).await
    }

    /// Runs statements beside the server, as an operator would.
    pub async fn execute(&self, sql: &str) {
        self.owner.execute(sql).await;
    }

    /// The first column of the first row, a number.
    pub async fn number(&self, sql: &str) -> i64 {
        self.owner.number(sql).await
    }

    /// Makes the role that servers log in as, once there is a schema.
    pub async fn add_server_role(&self) {
        self.execute(SERVER_ROLE).await;
    }

    /// A connection of this role, on PostgreSQL.
    pub async fn connect_as(&self, role: &str) -> Sql {
        Sql::connect(&self.url_as(role)).await
    }

    /// The address for this role, on PostgreSQL.
    pub fn url_as(&self, role: &str) -> String {
        as_role(&self.owner_url, role)
    }
}

/// The address for another role. Those of SQLite have none.
fn as_role(owner_url: &str, role: &str) -> String {
    owner_url.replace("postgres://postgres@", &format!("postgres://{role}@"))
}

/// A name that no other database has.
#[expect(clippy::disallowed_methods, reason = "no id of an event")]
pub(crate) fn new_name(kind: &str) -> String {
    format!("{kind}_{}", uuid::Uuid::now_v7().simple())
}

/// Brings a database up to date.
pub(crate) async fn migrate(owner_url: &str) {
    let mut settings = Settings::defaults().expect("the defaults").database;
    owner_url.clone_into(&mut settings.url);
    settings.connections = NonZeroU32::MIN;
    let opened = store::Database::open(&settings, TaskTracker::new()).await.expect("a database");
    Migrations::of(&opened).up("sub").await.expect("a schema");
    opened.close().await;
}

/// The address of this file.
fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display())
}

/// A file of SQLite with the current schema, as it was when it was closed: made once for all tests.
async fn migrated_file() -> &'static [u8] {
    static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
    FILE.get_or_init(async || {
        let folder = tempfile::tempdir().expect("a folder");
        migrate(&sqlite_url(&folder)).await;
        std::fs::read(folder.path().join("test.db")).expect("a file")
    })
    .await
}
