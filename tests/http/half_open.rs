//! Clients that begin a request and never end it.

use std::time::Duration;

use futures_util::future::join_all;
use support::{Database, Server, json};
use tokio::io::AsyncWriteExt as _;

use crate::http::wire::{CEILING, END_STREAM, PREFACE, SETTINGS, Wire, headers, request};

async fn server() -> Server {
    Server::start_with(Database::Sqlite, |settings| settings.server.header_seconds = 1).await
}

/// What clients send that never send a whole request.
fn beginnings() -> Vec<Vec<u8>> {
    let without_end = headers(END_STREAM, 1, &request("GET", "/health/live"));
    vec![
        Vec::new(),
        b"G".to_vec(),
        b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n".to_vec(),
        PREFACE[..12].to_vec(),
        PREFACE[..23].to_vec(),
        PREFACE.to_vec(),
        [PREFACE, &SETTINGS[..5]].concat(),
        [PREFACE, SETTINGS].concat(),
        [PREFACE, SETTINGS, &without_end].concat(),
    ]
}

async fn assert_served(server: &Server) {
    let data = server.ask("{ __typename }", json!({})).await;
    assert_eq!(data, json!({ "__typename": "Query" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_without_a_whole_request_is_closed() {
    let server = server().await;
    let beginnings = beginnings();
    let clients = join_all(beginnings.iter().map(|bytes| Wire::with(&server, bytes))).await;
    assert_served(&server).await;
    join_all(clients.into_iter().map(Wire::closes)).await;
    assert_served(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_a_byte_now_and_then_keeps_no_connection_open() {
    let server = server().await;
    for beginning in [&b"GET /health/live HTTP/1.1\r\nx: "[..], &[PREFACE, SETTINGS].concat()] {
        let client = Wire::with(&server, beginning).await;
        let (mut read, mut write) = client.0.into_split();
        let drip = async {
            while write.write_all(b"\0").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let ends = async {
            // With an error, where the server closed before it had read everything.
            let _ = tokio::io::copy(&mut read, &mut tokio::io::sink()).await;
        };
        let end = async {
            tokio::select! { () = drip => (), () = ends => () }
        };
        tokio::time::timeout(CEILING, end).await.expect("the server closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_half_open_connections_disturb_nobody_and_are_closed() {
    // Two of them are of this process for each client.
    rlimit::increase_nofile_limit(4096).expect("files");
    let server = server().await;
    let beginnings = beginnings();
    let mut clients = Vec::new();
    for _ in 0..10 {
        // No system lets fewer wait to be accepted.
        let some = beginnings.iter().cycle().skip(clients.len()).take(100);
        clients.extend(join_all(some.map(|bytes| Wire::with(&server, bytes))).await);
    }
    let closing = join_all(clients.into_iter().map(Wire::closes));
    let serving = async {
        for _ in 0..20 {
            assert_served(&server).await;
        }
    };
    tokio::join!(closing, serving);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_on_a_used_connection_counts_as_idle() {
    let change = |settings: &mut event_mesh::config::Settings| settings.server.idle_seconds = 1;
    let server = Server::start_with(Database::Sqlite, change).await;
    let mut client = Wire::to(&server).await;
    client.get().await;
    client.send(b"GET / HTTP/1.1\r\n").await;
    client.closes().await;
}
