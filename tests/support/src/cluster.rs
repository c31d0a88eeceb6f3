//! Clusters of PostgreSQL: the one that tests share, and those of tests that hurt them.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use crate::database::{SERVER_ROLE, Sql, TestDatabase, migrate, new_name};

/// Where `scripts/with-postgres.sh` says that its cluster is, as a superuser, and how to restart it.
const ADDRESS: &str = "EVENT_MESH_TEST_POSTGRES";
const RESTART: &str = "EVENT_MESH_TEST_POSTGRES_RESTART";
/// What a cluster is started with.
const OPTIONS: &str = "EVENT_MESH_TEST_POSTGRES_OPTIONS";
/// Of which cluster one is to be a standby.
const STANDBY_OF: &str = "EVENT_MESH_TEST_POSTGRES_STANDBY_OF";

/// Says that it is a copy in place of a standby: empty, or `recovery`.
const COPIED: &str = "EVENT_MESH_TEST_POSTGRES_COPIED";

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
        Self::run([]).await
    }

    /// Starts a standby of this one, which follows it.
    pub async fn start_standby(&self) -> Self {
        Self::run([(STANDBY_OF, self.url.as_str())]).await
    }

    /// Starts a copy of this one as it is now: from its files, or as it is recovered from those and what
    /// was archived.
    pub async fn start_copy(&self, is_recovered: bool) -> Self {
        let recovery = if is_recovered { "recovery" } else { "" };
        Self::run([(STANDBY_OF, self.url.as_str()), (COPIED, recovery)]).await
    }

    /// A database of the cluster that this one is a copy of.
    pub async fn copied(&self, original: &TestDatabase, of: &Self) -> TestDatabase {
        TestDatabase::new(original.owner_url.replace(&of.url, &self.url), None).await
    }

    /// Makes a standby a primary, with what has arrived there.
    pub async fn promote(&self) {
        let postgres = Sql::connect(&format!("{}/postgres", self.url)).await;
        postgres.execute("SELECT pg_promote()").await;
        postgres.close().await;
    }

    /// Copies a database of this cluster into another one, as `pg_dump` does, and returns its address there.
    pub async fn dump(&self, owner_url: &str, into: &Self) -> TestDatabase {
        for role in ["event_mesh NOLOGIN", "server LOGIN IN ROLE event_mesh"] {
            let postgres = Sql::connect(&format!("{}/postgres", into.url)).await;
            // It may be there already.
            postgres.try_execute(&format!("CREATE ROLE {role}")).await;
            postgres.close().await;
        }
        let (_, url) = into.copy("template1", "restored").await;
        let dump = format!("pg_dump '{owner_url}' | psql -q -v ON_ERROR_STOP=1 '{url}' >&2");
        let status = Command::new("bash").args(["-o", "pipefail", "-c", &dump]).status().await;
        assert!(status.expect("bash").success());
        TestDatabase::new(url, None).await
    }

    async fn run<const COUNT: usize>(from: [(&str, &str); COUNT]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-postgres.sh");
        let tell = format!("echo \"${ADDRESS}\"; echo \"${RESTART}\"; cat");
        let mut program = Command::new(script)
            .args(["sh", "-c", &tell])
            .envs(from)
            .env(OPTIONS, "-c fsync=off -c full_page_writes=off -c wal_level=logical")
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
    pub fn url(&self) -> &str {
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
