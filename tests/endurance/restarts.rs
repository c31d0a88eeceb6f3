//! Servers that are killed, and databases that are, while events are written and told.

use std::process::Stdio;
use std::time::Duration;

use event_mesh::domain::clock::Clock;
use futures_util::future::join_all;
use support::reqwest::Client;
use support::{Cluster, Database, Follower, Message, Server, Value, effort, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How often something is killed.
fn rounds() -> u64 {
    effort(6, 40)
}

const WRITERS: usize = 4;
const FOLLOWERS: usize = 6;

/// The event that ends a history for those who follow.
const LAST: &str = "last";

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// Where the servers are.
type Urls = watch::Receiver<Vec<String>>;

/// Before asking again.
async fn pause() {
    sleep(Duration::from_millis(20)).await;
}

/// Publishes an event until it is stored.
async fn publish(urls: &Urls, client: &Client, number: usize, id: &str) {
    let input = json!({ "id": id, "eventName": "x", "payload": 1 });
    let request = json!({ "query": PUBLISH, "variables": { "input": input } });
    loop {
        let url = url(urls, number);
        let request = client.post(format!("{url}/graphql")).json(&request);
        let answer = async { request.send().await.ok()?.json::<Value>().await.ok() };
        if answer.await.is_some_and(|answer| answer.get("errors").is_none()) {
            return;
        }
        pause().await;
    }
}

fn url(urls: &Urls, number: usize) -> String {
    let urls = urls.borrow();
    urls[number % urls.len()].clone()
}

/// Publishes one event after the other, and returns how many.
async fn write(urls: &Urls, writer: usize, stop: &CancellationToken) -> usize {
    let client = Client::new();
    let mut count = 0;
    while !stop.is_cancelled() {
        publish(urls, &client, writer, &format!("{writer}-{count}")).await;
        count += 1;
    }
    count
}

/// Follows to the end, and comes back behind what it saw last whenever it is cut off.
async fn follow(urls: &Urls, number: usize, from: &str) -> Vec<Message> {
    let mut seen = Vec::new();
    let mut cursor = from.to_owned();
    for visit in number.. {
        if let Some(mut follower) = Follower::try_open(&url(urls, visit), &cursor).await {
            while let Some(message) = follower.try_next().await {
                cursor.clone_from(&message.cursor);
                match (&*message.kind, &*message.event) {
                    ("CaughtUp", _) => (),
                    (_, LAST) => return seen,
                    _ => seen.push(message),
                }
            }
        }
        pause().await;
    }
    seen
}

/// Writes and follows while there is trouble, and holds what is told to what was stored.
async fn nothing_is_lost(urls: Urls, trouble: impl Future<Output = ()>) {
    let start = Follower::open(&url(&urls, 0), json!({})).await.next().await.cursor;
    let stop = CancellationToken::new();
    let writers = join_all((0..WRITERS).map(|writer| write(&urls, writer, &stop)));
    let writers = async {
        let counts = writers.await;
        publish(&urls, &Client::new(), 0, LAST).await;
        counts
    };
    let followers = join_all((0..FOLLOWERS).map(|number| follow(&urls, number, &start)));
    let trouble = async {
        trouble.await;
        stop.cancel();
    };
    let (counts, told, ()) = tokio::join!(writers, followers, trouble);
    let numbers = |(writer, count): (usize, usize)| {
        (0..count).map(move |number| format!("{writer}-{number}"))
    };
    let mut written: Vec<String> = counts.into_iter().enumerate().flat_map(numbers).collect();
    let mut events: Vec<&str> = told[0].iter().map(|message| &*message.event).collect();
    written.sort_unstable();
    events.sort_unstable();
    assert_eq!(events, written);
    assert!(written.len() > WRITERS, "hardly anything was written: {}", written.len());
    for other in &told[1..] {
        assert_eq!(*other, told[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_while_postgresql_restarts() {
    let cluster = Cluster::start().await;
    let first = Server::start_over(cluster.create().await, Clock::system(), |_| ()).await;
    let url = first.database.url.clone();
    let change = move |settings: &mut event_mesh::config::Settings| settings.database.url = url;
    let second = Server::start_with(Database::Sqlite, change).await;
    let (_site, urls) = watch::channel(vec![first.url.clone(), second.url.clone()]);
    nothing_is_lost(urls, async {
        for round in 0..rounds() {
            sleep(Duration::from_millis(200 + round * 37 % 150)).await;
            cluster.restart(if round % 2 == 0 { "immediate" } else { "fast" }).await;
        }
    })
    .await;
}

/// A server in a process of its own.
async fn serve(database: &str) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_event-mesh"));
    command.args(["serve", "--port", "0", "--database-url", database]);
    command.env_clear().env("EVENT_MESH__TELEMETRY__LOG", "off").current_dir(std::env::temp_dir());
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("a server");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let line = timeout(Duration::from_mins(1), output.lines().next_line()).await.expect("in time");
    let line = line.expect("text").expect("a line");
    let url = line.split(" at ").nth(1).expect("an address").trim_end_matches("/graphql");
    (child, url.to_owned())
}

async fn nothing_is_lost_while_the_server_is_killed(database: Database) {
    let database = database.create().await;
    let (mut child, url) = serve(&database.url).await;
    let (site, urls) = watch::channel(vec![url]);
    nothing_is_lost(urls, async {
        for round in 0..rounds() {
            sleep(Duration::from_millis(200 + round * 37 % 150)).await;
            child.kill().await.expect("it ends");
            let (next, url) = serve(&database.url).await;
            child = next;
            site.send_replace(vec![url]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_while_a_server_on_sqlite_is_killed() {
    nothing_is_lost_while_the_server_is_killed(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_while_a_server_on_postgresql_is_killed() {
    nothing_is_lost_while_the_server_is_killed(Database::Postgres).await;
}
