//! The server: the program, in a process of its own.

use support::{Value, json};
use tokio::process::Command;

use crate::documents;
use crate::load::Client;
use crate::operations::Ask;
use crate::process::Process;

/// How many events are published together when a history is filled.
const BATCH: usize = 500;

/// How to start it. What walks may do is raised: chains are longer here than a client may ask for.
pub(crate) fn command(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_event-mesh"));
    command.args(["serve", "--port", "0", "--database-url", url]);
    command.env_clear().current_dir(std::env::temp_dir());
    command.env("EVENT_MESH__TELEMETRY__LOG", "warn");
    command.env("EVENT_MESH__LIMITS__DEPTH", "1000");
    command.env("EVENT_MESH__LIMITS__COMPLEXITY", "1000000");
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
