//! Databases that can't be used as they are, and what the program says of them.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Output, Stdio};

use support::{BareDatabase, Database};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::TcpSocket;

use crate::program::process::{Process, program, run, signal, text};

const PASSWORD: &str = "hunter2";

/// What a server says that doesn't start on this database.
async fn refusal(url: &str) -> String {
    let output = run(&["serve", "--port", "0", "--database-url", url]).await;
    said(&output)
}

fn said(output: &Output) -> String {
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(!output.status.success() && !said.contains(PASSWORD), "{said}");
    said
}

/// A port that nobody else gets, and where nobody listens yet.
fn closed() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let place = socket.local_addr().expect("an address").to_string();
    (socket, place)
}

#[tokio::test]
async fn a_file_that_can_not_be_used_is_told_with_its_path_and_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display();
    std::fs::write(folder.path().join("text.db"), "no database, but a text").expect("a file");
    std::os::unix::fs::symlink("loop.db", folder.path().join("loop.db")).expect("a link");
    let cases = [
        (
            format!("sqlite://{path}/none/a.db"),
            format!("{path}/none/a.db: there is no folder {path}/none"),
        ),
        (
            format!("sqlite://{path}"),
            format!("{path} is a folder: database.url names the file in it"),
        ),
        (format!("sqlite://{path}/text.db"), format!("{path}/text.db is no SQLite database")),
        (
            format!("sqlite://{path}/new.db?mode=rw"),
            format!(
                "{path}/new.db can't be read and written: No such file or directory (os error 2)"
            ),
        ),
        (
            format!("sqlite://{path}/loop.db"),
            format!(
                "{path}/loop.db can't be read and written: Too many levels of symbolic links (os \
                 error 40)"
            ),
        ),
    ];
    for (url, words) in cases {
        let message = format!("event-mesh: the database is not available: {words}\n");
        assert_eq!(refusal(&url).await, message);
        let output = run(&["migrate", "up", "--database-url", &url]).await;
        assert_eq!(said(&output), message);
    }
    assert!(!folder.path().join("new.db").exists());
}

#[tokio::test]
async fn files_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Process::serve(&format!("sqlite://{}/history.db", folder.path().display())).await;
    let files = std::fs::read_dir(folder.path()).expect("a folder");
    let modes = files.map(|file| {
        let file = file.expect("a file");
        (file.file_name(), file.metadata().expect("a mode").permissions().mode() & 0o777)
    });
    let modes: Vec<_> = modes.collect();
    assert!(modes.len() >= 2 && modes.iter().all(|(_, mode)| *mode == 0o600), "{modes:?}");
    drop(server);
}

#[tokio::test]
async fn a_database_in_memory_has_several_names() {
    for url in ["sqlite::memory:", "sqlite://:memory:"] {
        let server = Process::serve(url).await;
        assert!(server.answer("{ __typename }", support::Value::Null).await.is_some());
    }
}

#[tokio::test]
async fn postgresql_that_can_not_be_reached_is_told_with_its_place_and_the_reason() {
    let (_closed, place) = closed();
    let message = format!(
        "event-mesh: the database is not available: PostgreSQL at {place} can't be reached: \
         Connection refused (os error 111)\n"
    );
    let url = format!("postgres://me:{PASSWORD}@{place}/db");
    assert_eq!(refusal(&url).await, message);
    assert_eq!(said(&run(&["migrate", "status", "--database-url", &url]).await), message);
    let database = BareDatabase::create().await;
    let there =
        refusal(&format!("{}_none", database.url.replace("postgres@", "me:hunter2@"))).await;
    assert!(there.contains("can't be reached: role \"me\" does not exist\n"), "{there}");
    let there = refusal(&format!("{}_none", database.url)).await;
    let words = format!("can't be reached: database \"{}_none\" does not exist\n", database.name);
    assert!(there.contains(&words), "{there}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_waits_for_postgresql_that_comes_up() {
    let database = Database::Postgres.create().await;
    let (host, _) =
        database.url.split_once('@').expect("a user").1.split_once('/').expect("a host");
    let (closed, place) = closed();
    let mut command = program(&["serve", "--port", "0"]);
    command
        .env("DATABASE_URL", database.url.replace(host, &place))
        .env("EVENT_MESH__DATABASE__WAIT_SECONDS", "60")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut server = command.spawn().expect("the program starts");
    let mut log = BufReader::new(server.stderr.take().expect("a log")).lines();
    let waits = log.next_line().await.expect("a line").expect("a line");
    assert!(waits.contains("waiting for it (database.wait_seconds)"), "{waits}");
    let listener = closed.listen(16).expect("the port opens");
    let host = host.to_owned();
    let proxy = async {
        loop {
            let (mut client, _) = listener.accept().await.expect("a client");
            let host = host.clone();
            #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
            tokio::spawn(async move {
                let mut there = tokio::net::TcpStream::connect(host).await.expect("PostgreSQL");
                let _ = tokio::io::copy_bidirectional(&mut client, &mut there).await;
            });
        }
    };
    let mut output = BufReader::new(server.stdout.take().expect("its output")).lines();
    tokio::select! {
        line = output.next_line() => {
            let line = line.expect("a line").expect("a line");
            assert!(line.contains("serves GraphQL at"), "{line}");
        }
        () = proxy => (),
    }
}

#[tokio::test]
async fn postgresql_in_another_encoding_is_refused() {
    let database = BareDatabase::create().await;
    let version = database.texts("SELECT current_setting('server_version_num')").await.concat();
    let provider = if version.as_str() < "150000" { "" } else { "LOCALE_PROVIDER libc" };
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let name = format!("{}_{}", database.name, encoding.to_lowercase());
        let create = format!(
            "CREATE DATABASE {name} ENCODING '{encoding}' {provider} LC_COLLATE 'C' LC_CTYPE 'C' \
             TEMPLATE template0"
        );
        database.execute(&create).await;
        let url = database.url.replace(&database.name, &name);
        let message = format!(
            "event-mesh: the database is not available: its encoding is {encoding} and must be UTF8: \
             make one with CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0\n"
        );
        let served = refusal(&url).await;
        assert!(served.ends_with(&message), "{served}");
        assert_eq!(said(&run(&["migrate", "up", "--database-url", &url]).await), message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_a_newer_server_made_is_used_where_it_only_added() {
    for database in [Database::Sqlite, Database::Postgres] {
        let database = database.create().await;
        let add = "INSERT INTO seaql_migrations VALUES ('m20990101_000001_more', 0)";
        database.execute(add).await;
        drop(Process::serve(&database.url).await);
        let migrate = async |arguments: &[&str]| {
            let address = ["--database-url", database.owner_url.as_str()];
            run(&[&["migrate"], arguments, &address].concat()).await
        };
        let up = migrate(&["up"]).await;
        assert!(up.status.success(), "{}", text(&up.stderr));
        let status = text(&up.stdout);
        assert_eq!(status.lines().last(), Some("applied  m20990101_000001_more"), "{status}");
        let down = said(&migrate(&["down"]).await);
        assert_eq!(
            down,
            "event-mesh: the database was migrated by a newer event-mesh (m20990101_000001_more): \
             take that back with the newer one\n"
        );
        database.execute("DELETE FROM seaql_migrations WHERE version LIKE '%_000011_%'").await;
        let message = "event-mesh: the database was migrated by a newer event-mesh \
            (m20990101_000001_more), and this one can't use it: run the newer one\n";
        assert_eq!(refusal(&database.url).await, message);
        let contract = "INSERT INTO seaql_migrations VALUES ('m20990101_000002_less_contract', 0)";
        database.execute(contract).await;
        let message = "event-mesh: the database was migrated by a newer event-mesh \
            (m20990101_000002_less_contract), and this one can't use it: run the newer one\n";
        assert_eq!(refusal(&database.url).await, message);
        assert_eq!(said(&migrate(&["up"]).await), message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_level_of_the_log_tells_passwords() {
    let database = Database::Postgres.create().await;
    // What it says while it lets a connection in is logged with how the connection was asked for.
    let name = database.url.rsplit('/').next().expect("a name");
    database.execute(&format!("ALTER DATABASE {name} SET client_min_messages = debug5")).await;
    // This PostgreSQL takes any password.
    let with =
        |url: &str, role: &str| url.replace(&format!("{role}@"), &format!("{role}:{PASSWORD}@"));
    let (url, owner_url) = (with(&database.url, "server"), with(&database.owner_url, "postgres"));
    for level in ["trace", "sea_orm=trace", "sea_orm::driver::sqlx_postgres=trace,sqlx=trace"] {
        let mut command = program(&["serve", "--port", "0"]);
        command
            .env("DATABASE_URL", &url)
            .env("SUPABASE_JWT_SECRET", format!("{PASSWORD}, and then as long as secrets are"))
            .env("EVENT_MESH__TELEMETRY__LOG", level)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut server = command.spawn().expect("the program starts");
        let mut log = server.stderr.take().expect("a log");
        let mut output = BufReader::new(server.stdout.take().expect("its output")).lines();
        let mut said = Vec::new();
        let stop = async {
            output.next_line().await.expect("a line").expect("an address");
            signal(server.id().expect("it runs"), "TERM");
        };
        let (read, ()) = tokio::join!(log.read_to_end(&mut said), stop);
        read.expect("a log");
        let mut migrate = program(&["migrate", "status", "--database-url", &owner_url]);
        let output = migrate.env("EVENT_MESH__TELEMETRY__LOG", level).output().await;
        let output = output.expect("the program runs");
        let said = text(&said) + &text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(!said.contains(PASSWORD), "{said}");
    }
}
