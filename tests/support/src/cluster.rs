//! Clusters of PostgreSQL: the one that tests share, and those of tests that hurt them.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use crate::database::{SERVER_ROLE, Sql, TestDatabase, migrate, new_name};

/// Where `scripts/with-postgres.sh` says that its cluster is, as a superuser, and how to restart it.
const ADDRESS: &str = "EVENT_MESH_TEST_POSTGRES";
const RESTART: &str = "EVENT_MESH_TEST_POSTGRES_RESTART";

/// A cluster that goes away with the program that started it, or with this.
#[derive(Debug)]
pub struct Cluster {
    url: String,
    restart: String,
    /// The name of a database with the current schema, which others are copies of.
    template: OnceCell<String>,
    /// It ends when nobody holds its standard input any more.
    _program: Option<Child>,
}

impl Cluster {
    /// The one that tests share.
    #[expect(clippy::disallowed_methods, reason = "no setting of the server")]
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<Cluster> = OnceCell::const_new();
        let shared = SHARED.get_or_init(async || {
            let said = |name: &str| std::env::var(name).unwrap_or_default();
            let url = said(ADDRESS);
            assert!(!url.is_empty(), "{ADDRESS} is not set: run the tests with `make test`");
            Self { url, restart: said(RESTART), template: OnceCell::new(), _program: None }
        });
        shared.await
    }

    /// One for tests that leave transactions open: as long as they do, what others write in the same
    /// cluster is told to nobody.
    pub async fn apart() -> &'static Self {
        static APART: OnceCell<Cluster> = OnceCell::const_new();
        APART.get_or_init(Self::start).await
    }

    /// Starts one of a test's own.
    pub async fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-postgres.sh");
        let tell = format!("echo \"${ADDRESS}\"; echo \"${RESTART}\"; cat");
        let mut program = Command::new(script)
            .args(["sh", "-c", &tell])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the script runs");
        let mut lines = BufReader::new(program.stdout.take().expect("its output")).lines();
        let mut line = async || lines.next_line().await.expect("text").expect("a line");
        let (url, restart) = (line().await, line().await);
        Self { url, restart, template: OnceCell::new(), _program: Some(program) }
    }

    /// Its address, for a superuser.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Restarts it, as `pg_ctl` does in this mode.
    pub async fn restart(&self, mode: &str) {
        let restart = format!("{} -m {mode}", self.restart);
        let status = Command::new("sh").args(["-c", &restart]).status().await;
        assert!(status.expect("sh").success());
    }

    /// Makes a database with the current schema.
    pub async fn create(&self) -> TestDatabase {
        let template = self.template.get_or_init(|| self.make_template()).await;
        self.create_from(template).await
    }

    /// Makes a database with nothing in it.
    pub async fn create_empty(&self) -> TestDatabase {
        self.create_from("template1").await
    }

    async fn create_from(&self, template: &str) -> TestDatabase {
        TestDatabase::new(self.copy(template, "test").await.1, None).await
    }

    /// Databases are copied from one that nobody is connected to.
    async fn make_template(&self) -> String {
        let (name, url) = self.copy("template1", "template").await;
        migrate(&url).await;
        let owner = Sql::connect(&url).await;
        owner.execute(SERVER_ROLE).await;
        owner.close().await;
        name
    }

    /// Makes a database, and returns its name and its address.
    async fn copy(&self, template: &str, kind: &str) -> (String, String) {
        let (name, url) = (new_name(kind), &self.url);
        let postgres = Sql::connect(&format!("{url}/postgres")).await;
        postgres.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        postgres.close().await;
        let url = format!("{url}/{name}");
        (name, url)
    }
}
