//! The server: the program, in a process of its own.

use std::path::Path;

use support::{Value, json};
use tokio::process::Command;

use crate::documents;
use crate::load::Client;
use crate::operations::Ask;
use crate::process::Process;

/// How many events are published together when a history is filled.
const BATCH: usize = 500;

/// Where it is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_event-mesh");

/// Its settings. What walks may do is raised: chains are longer here than a client may ask for.
pub(crate) const ENVIRONMENT: [(&str, &str); 3] = [
    ("EVENT_MESH__TELEMETRY__LOG", "warn"),
    ("EVENT_MESH__LIMITS__DEPTH", "1000"),
    ("EVENT_MESH__LIMITS__COMPLEXITY", "1000000"),
];

/// How to start it.
pub(crate) fn command(url: &str) -> Command {
    serve(PROGRAM.as_ref(), url)
}

/// How to start any build of it.
pub(crate) fn serve(program: &Path, url: &str) -> Command {
    let mut command = Command::new(program);
    command.args(["serve", "--port", "0", "--database-url", url]);
    command.env_clear().current_dir(std::env::temp_dir()).envs(ENVIRONMENT);
    command
}

/// What a server is asked first.
pub(crate) fn first() -> Ask {
    Ask { body: json!({ "query": "{ __typename }" }).to_string(), expected: "Query".to_owned() }
}

/// Publishes events, in this order.
pub(crate) async fn publish(server: &Process, inputs: impl Iterator<Item = Value>) {
    let mut client = Client::connect(&server.address).await;
    let mut inputs = inputs.peekable();
    while inputs.peek().is_some() {
        let batch: Vec<Value> = inputs.by_ref().take(BATCH).collect();
        let body = json!({ "query": documents::FILL, "variables": { "inputs": batch } });
        let ask = Ask { body: body.to_string(), expected: "\"created\":true".to_owned() };
        client.post(&ask).await;
    }
}
