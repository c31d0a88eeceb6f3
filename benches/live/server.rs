//! The server, in a process of its own, and who may ask it.

use std::process::Stdio;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::http::auth::{Order, mint};
use support::reqwest::Client;
use support::{Database, TestDatabase, Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const SECRET: &str = "a secret of the benches that is long enough";

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// A running server over an empty PostgreSQL database.
#[derive(Debug)]
pub(crate) struct Server {
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    process: u32,
    client: Client,
    token: String,
    _child: Child,
    _database: TestDatabase,
}

/// The id of a subscriber's user.
pub(crate) fn user(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A token of a user, or of a back end.
pub(crate) fn token(sub: Option<String>) -> String {
    let mut settings = Settings::defaults().expect("the defaults").auth;
    SECRET.clone_into(&mut settings.jwt_secret);
    let role = sub.is_none().then(|| "service_role".to_owned());
    let order = Order { sub, role, tenant: None, expires_in: 3_600 };
    mint(&settings, order, Clock::system().now()).expect("a token")
}

impl Server {
    pub(crate) async fn start() -> Self {
        let database = Database::Postgres.create().await;
        let mut command = Command::new(env!("CARGO_BIN_EXE_event-mesh"));
        command.args(["serve", "--port", "0", "--database-url", &database.url]);
        command.env_clear().current_dir(std::env::temp_dir());
        command.env("EVENT_MESH__AUTH__JWT_SECRET", SECRET);
        command.env("EVENT_MESH__TELEMETRY__LOG", "warn");
        let mut child =
            command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("a server");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let line = output.lines().next_line().await.expect("text").expect("a line");
        let address = line.split("//").nth(1).expect("an address");
        let address = address.trim_end_matches("/graphql").to_owned();
        let process = child.id().expect("it runs");
        let (client, token) = (Client::new(), token(None));
        Self { address, process, client, token, _child: child, _database: database }
    }

    /// The memory that it takes, in KiB.
    pub(crate) fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process));
        let status = status.expect("a process");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.and_then(|line| line.split_whitespace().next());
        resident.and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// Publishes an event for a user.
    pub(crate) async fn publish(&self, number: usize, user: &str) {
        let input = json!({
            "id": format!("e{number}."), "eventName": "x", "payload": { "n": number },
            "userId": user,
        });
        let request = json!({ "query": PUBLISH, "variables": { "input": input } });
        let request = self.client.post(format!("http://{}/graphql", self.address)).json(&request);
        let answer = request.bearer_auth(&self.token).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["data"]["publish"]["created"], true, "{answer}");
    }
}
