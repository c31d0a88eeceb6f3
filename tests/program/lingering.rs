//! A stop loses no request: clients learn by their last answer that a connection ends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use support::{Database, Follower, effort, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::http::wire::{CEILING, GET, Wire};
use crate::program::process::Process;
use crate::program::stops::{PUBLISH, assert_stored, reaches};

const CLOSES: &str = "\r\nconnection: close\r\n";

/// Publishes an event on this connection. `None` where there is no answer.
async fn publish(stream: &mut TcpStream, id: &str) -> Option<String> {
    let input = json!({ "id": id, "eventName": "a", "payload": {} });
    let body = json!({ "query": PUBLISH, "variables": { "input": input } }).to_string();
    let length = body.len();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"}}}") {
        if stream.read_buf(&mut answer).await.ok()? == 0 {
            return None;
        }
    }
    let answer = String::from_utf8(answer).expect("text");
    assert!(answer.contains(r#""created":true"#), "{answer}");
    Some(answer)
}

/// Publishes one event after the other, on a new connection where the server closes one, until there
/// is none to be had, and returns the ids of those that are stored.
async fn publish_until_the_end(url: &str, prefix: String, count: &AtomicUsize) -> Vec<String> {
    let mut stored = Vec::new();
    'connections: while let Ok(mut stream) = Wire::open(url).await {
        for turn in 0.. {
            let id = format!("{prefix}-{}", stored.len());
            let Some(answer) = publish(&mut stream, &id).await else {
                // The port may have closed before the server saw that there is a client.
                assert_eq!(turn, 0, "a request was lost on an open connection");
                break 'connections;
            };
            stored.push(id);
            count.fetch_add(1, Ordering::Relaxed);
            if answer.contains(CLOSES) {
                break;
            }
            // Most connections are to be idle when the stop comes.
            sleep(Duration::from_millis(turn % 5)).await;
        }
    }
    stored
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_closes_behind_an_answer_that_says_so() {
    for round in 0..effort(4, 40) {
        let database = Database::Sqlite.create().await;
        let linger = ("EVENT_MESH__SERVER__LINGER_SECONDS", ["0", "1"][round % 2]);
        let mut server = Process::serve_with(&database.url, &[linger]).await;
        let count = AtomicUsize::new(0);
        let client = |one: u32| publish_until_the_end(&server.url, one.to_string(), &count);
        let publishing = join_all((0..16).map(client));
        let stop = async {
            reaches(&count, 50 + round * 17 % 40).await;
            server.signal("TERM");
        };
        let (stored, ()) = tokio::join!(publishing, stop);
        assert!(server.child.wait().await.expect("it ends").success());
        assert_stored(&database, &stored.concat()).await;
    }
}

/// Waits until the server says that it isn't ready.
async fn stops_being_ready(url: &str) {
    let ask = b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let asking = async {
        loop {
            let mut wire = Wire::at(url).await;
            wire.send(ask).await;
            let answer = String::from_utf8(wire.closes().await).expect("text");
            if answer.starts_with("HTTP/1.1 503 ") {
                assert!(answer.ends_with("\r\n\r\nthe server stops\n"), "{answer}");
                return;
            }
            assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(CEILING, asking).await.expect("it is told to stop");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lingers_serves_until_it_is_told_again() {
    let database = Database::Sqlite.create().await;
    let linger = ("EVENT_MESH__SERVER__LINGER_SECONDS", "3600");
    let mut server = Process::serve_with(&database.url, &[linger]).await;
    let mut follower = Follower::open(&server.url, json!({})).await;
    assert_eq!(follower.next().await.kind, "CaughtUp");
    let mut early = Wire::at(&server.url).await;
    early.get().await;
    server.signal("TERM");
    stops_being_ready(&server.url).await;
    // New clients are served, and sent away, as are those who were there.
    let mut stream = Wire::open(&server.url).await.expect("a connection");
    let answer = publish(&mut stream, "late").await.expect("an answer");
    assert!(answer.contains(CLOSES), "{answer}");
    assert_eq!(Wire(stream).closes().await, b"");
    early.send(GET).await;
    let answer = early.reads("live\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(CLOSES), "{answer}");
    assert_eq!(early.closes().await, b"");
    // Streams go on, and may begin.
    assert_eq!(follower.next().await.event, "late");
    let mut socket = Wire::at(&server.url).await;
    let upgrade = "GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n\
        upgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
        sec-websocket-protocol: graphql-transport-ws\r\n\r\n";
    socket.send(upgrade.as_bytes()).await;
    let answer = socket.reads("\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 101 ") && !answer.contains("close"), "{answer}");
    drop(socket);
    server.signal("TERM");
    let ended = timeout(CEILING, server.child.wait()).await.expect("it lingers no longer");
    assert!(ended.expect("a status").success());
    assert!(follower.try_next().await.is_none());
    assert_stored(&database, &["late".to_owned()]).await;
}
