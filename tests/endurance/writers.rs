//! Servers that are killed while they have stories retold.

use std::process::Stdio;
use std::time::Duration;

use support::reqwest::Client;
use support::{Database, Value, effort, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::story::model::endpoint::{Act, Endpoint, completion, faithful};

const SERVERS: usize = 4;
const EVENTS: usize = 24;

/// How many tokens the endpoint says that a story takes.
const TOKENS: i64 = 700;

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

const GENERATE: &str =
    "mutation ($id: ID!) { generateNarrative(eventId: $id) { narrative { generatedBy } } }";

async fn serve(database: &str, endpoint: &Endpoint) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_event-mesh"));
    command.args(["serve", "--port", "0", "--database-url", database]);
    command.env_clear().current_dir(std::env::temp_dir()).env("EVENT_MESH__TELEMETRY__LOG", "off");
    command
        .env("EVENT_MESH__LLM__BASE_URL", &endpoint.url)
        .env("EVENT_MESH__LLM__MODEL", "small-1");
    command.env("EVENT_MESH__LLM__SECONDS", "2");
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("a server");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let line = timeout(Duration::from_mins(1), output.lines().next_line()).await.expect("in time");
    let line = line.expect("text").expect("a line");
    let url = line.split(" at ").nth(1).expect("an address").trim_end_matches("/graphql");
    (child, url.to_owned())
}

/// Asks one of the servers, until it answers.
async fn ask(urls: &[String], query: &str, variables: &Value) {
    let client = Client::new();
    for url in urls.iter().cycle() {
        let request = json!({ "query": query, "variables": variables });
        let request = client.post(format!("{url}/graphql")).json(&request);
        let answer = async { request.send().await.ok()?.json::<Value>().await.ok() };
        if answer.await.is_some_and(|answer| answer.get("errors").is_none()) {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_is_retold_once_while_servers_are_killed() {
    let database = Database::Postgres.create().await;
    let endpoint = Endpoint::start(|body, before| {
        let time = u64::try_from(before % 7).unwrap_or_default() * 50;
        Act::Late(Duration::from_millis(time), completion(&faithful(body)))
    });
    let endpoint = endpoint.await;
    let (mut servers, mut urls) = (Vec::new(), Vec::new());
    for _ in 0..SERVERS {
        let (server, url) = serve(&database.url, &endpoint).await;
        servers.push(server);
        urls.push(url);
    }
    for number in 0..EVENTS {
        let id = format!("e{number}");
        let input = json!({
            "id": id, "eventName": "widget.created", "source": "web", "payload": 1,
            "context": { "outcome": "All of the payments show, in the order of their time" },
        });
        ask(&urls, PUBLISH, &json!({ "input": input })).await;
        ask(&urls, GENERATE, &json!({ "id": id })).await;
        let kills = effort(6, 20);
        if number % (EVENTS / kills.min(EVENTS)) == 0 {
            let place = number % SERVERS;
            servers[place].kill().await.expect("it ends");
            let (server, url) = serve(&database.url, &endpoint).await;
            servers[place] = server;
            urls[place] = url;
        }
    }
    let waiting = async {
        while database.number("SELECT count(*) FROM narrative_job").await > 0 {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_mins(2), waiting).await.expect("a story was lost");
    let retold =
        "SELECT count(*) FROM narrative_context WHERE generated_by = 'small-1' AND revision = 2";
    assert_eq!(database.number(retold).await, i64::try_from(EVENTS).expect("few"));
    // What was asked by those who were killed was reserved, and never given back.
    let all = "SELECT tokens FROM narrative_spend WHERE tenant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    let (spent, asked) =
        (database.number(all).await, i64::try_from(endpoint.asked()).expect("few"));
    assert!(spent >= asked * TOKENS, "{spent} for {asked} questions");
}
