//! Subscribers that stop reading.

use std::time::Duration;

use support::reqwest::Client;
use support::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::abuse::subscriber::Subscriber;
use crate::abuse::victim::{CEILING, Victim};

/// How many of each kind stop reading.
const DEAF: usize = 10;

/// How many events are published, and how much JSON is in each, in bytes.
const EVENTS: usize = 150;
const SIZE: usize = 100_000;

/// What one that doesn't read may make the server hold, in kB.
const HELD: i64 = 1_024;

/// What all else may take, in kB: publishing, and the one who listens.
const GROWTH: i64 = 20_000;

const QUERY: &str =
    "subscription { eventStream { ... on EventPublished { event { id payload } } } }";

async fn subscribe(victim: &Victim) -> Subscriber {
    let mut subscriber = Subscriber::open(&victim.address).await;
    let message = json!({ "type": "subscribe", "id": "a", "payload": { "query": QUERY } });
    subscriber.send(message.to_string()).await.expect("the server reads");
    assert_eq!(subscriber.next().await.expect("CaughtUp")["type"], "next");
    subscriber
}

async fn request_events(victim: &Victim) -> TcpStream {
    let mut stream = TcpStream::connect(&victim.address).await.expect("a connection");
    let body = json!({ "query": QUERY }).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\
        content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.expect("a head");
    assert_eq!(&head, b"HTTP/1.1 200");
    stream
}

async fn publish(victim: &Victim, client: &Client, id: &str) {
    let query = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    let input = json!({ "id": id, "eventName": "x", "payload": "x".repeat(SIZE) });
    let request = json!({ "query": query, "variables": { "input": input } });
    let request = client.post(format!("http://{}/graphql", victim.address)).json(&request);
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(answer["data"]["publish"]["created"], true, "{answer}");
}

/// How many event streams the server serves.
async fn subscriptions(victim: &Victim, client: &Client) -> usize {
    let metrics = client.get(format!("http://{}/metrics", victim.address)).send().await;
    let metrics = metrics.expect("an answer").text().await.expect("text");
    let line = metrics.lines().find_map(|line| line.strip_prefix("event_mesh_subscriptions "));
    line.and_then(|count| count.parse().ok()).expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_reading_is_ended_and_holds_little() {
    let victim = Victim::start_with(&[("EVENT_MESH__SERVER__WRITE_SECONDS", "5")]).await;
    let client = Client::new();
    let mut sockets = Vec::new();
    let mut streams = Vec::new();
    for _ in 0..DEAF {
        sockets.push(subscribe(&victim).await);
        streams.push(request_events(&victim).await);
    }
    let mut listener = subscribe(&victim).await;
    assert_eq!(subscriptions(&victim, &client).await, 2 * DEAF + 1);
    let (before, mut most) = (victim.memory(), 0);
    for number in 0..EVENTS {
        let id = format!("e{number}");
        publish(&victim, &client, &id).await;
        // The others are in nobody's way.
        let told = listener.next().await.expect("an event");
        assert_eq!(told["payload"]["data"]["eventStream"]["event"]["id"], id);
        most = most.max(victim.memory());
    }
    let grown = most - before;
    println!("{} that don't read: {grown} kB more", 2 * DEAF);
    let count = i64::try_from(2 * DEAF).expect("few");
    assert!(grown < count * HELD + GROWTH, "{count} that don't read make it hold {grown} kB");
    let ended = async {
        while subscriptions(&victim, &client).await > 1 {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(CEILING * 2, ended).await.expect("those who don't read are ended");
    publish(&victim, &client, "last").await;
    let told = listener.next().await.expect("an event");
    assert_eq!(told["payload"]["data"]["eventStream"]["event"]["id"], "last");
    drop((sockets, streams, listener));
    victim.stops().await;
}
