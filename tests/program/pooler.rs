//! A pooler between the server and PostgreSQL: one that lends connections for a session works as it comes, one
//! that lends them for a transaction is refused in words.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use event_mesh::domain::clock::Clock;
use support::{Database, Follower, Server, json};
use tempfile::TempDir;

use crate::program::process::{run, text};

/// `PgBouncer`, until it is dropped.
struct Pooler {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Pooler {
    /// In front of the server at `url`, with nothing set but what it can't do without.
    async fn before(url: &str, mode: &str) -> Self {
        let target = url.split_once('@').and_then(|(_, rest)| rest.split_once('/'));
        let (host, target) = target.and_then(|(target, _)| target.split_once(':')).expect("a port");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let port = port.expect("a port").port();
        let folder = tempfile::tempdir().expect("a folder");
        let (settings, users) = (folder.path().join("settings"), folder.path().join("users"));
        let text = format!(
            "[databases]\n* = host={host} port={target}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {}\n\
             pool_mode = {mode}\n",
            users.display()
        );
        std::fs::write(&settings, text).expect("a file");
        std::fs::write(&users, "\"server\" \"\"\n\"postgres\" \"\"\n").expect("a file");
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).expect("a folder");
        let mut pgbouncer = Command::new("/usr/sbin/pgbouncer");
        // It refuses to run as root.
        if std::fs::metadata("/proc/self").is_ok_and(|own| own_user(&own) == 0) {
            pgbouncer.args(["-u", "postgres"]);
        }
        let pgbouncer = pgbouncer.arg("-q").arg(&settings);
        let process = pgbouncer.stderr(Stdio::null()).spawn().expect("PgBouncer runs");
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        Self { process, port, _folder: folder }
    }

    /// The address of a database through it.
    fn url(&self, direct: &str) -> String {
        let (head, rest) = direct.split_once('@').expect("a user");
        let (_, database) = rest.split_once('/').expect("a database");
        format!("{head}@127.0.0.1:{}/{database}", self.port)
    }
}

fn own_user(own: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(own)
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let killed = self.process.kill().and_then(|()| self.process.wait());
        killed.expect("it ends");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_lends_connections_for_a_session_works_as_it_comes() {
    let mut database = Database::Postgres.create().await;
    let pooler = Pooler::before(&database.url, "session").await;
    let owner = pooler.url(&database.owner_url);
    let status = run(&["migrate", "status", "--database-url", &owner]).await;
    assert!(status.status.success(), "{}", text(&status.stderr));
    database.url = pooler.url(&database.url);
    let server = Server::start_over(database, Clock::system(), |_| ()).await;
    let mut follower = Follower::open(&server.url, json!({})).await;
    assert_eq!(follower.next().await.kind, "CaughtUp");
    server.publish(json!({ "id": "a", "eventName": "a", "payload": {} })).await;
    assert_eq!(follower.next().await.event, "a");
    let found = server.ask("{ event(id: \"a\") { id } }", json!({})).await;
    assert_eq!(found["event"]["id"], "a");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_lends_connections_for_a_transaction_is_refused_in_words() {
    let database = Database::Postgres.create().await;
    let pooler = Pooler::before(&database.url, "transaction").await;
    let url = pooler.url(&database.url);
    let refused = run(&["serve", "--port", "0", "--database-url", &url]).await;
    let message = "a pooler between lends connections for a transaction, and the server needs them for a \
        session: set its mode to session, or name an address in database.url that goes past it";
    let told = text(&refused.stderr);
    assert!(!refused.status.success() && told.contains(message), "{told}");
}
