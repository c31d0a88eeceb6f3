//! What becomes of connections when the server stops.

use std::io::ErrorKind;
use std::time::Duration;

use support::{Database, Server};
use tokio::time::{sleep, timeout};

use crate::http::wire::{CEILING, END_HEADERS, END_STREAM, GET, PREFACE, SETTINGS, Wire};
use crate::http::wire::{frame, headers, request};

const BODY: &str = r#"{ "query": "{ __typename }" }"#;
const ANSWER: &str = r#"{"data":{"__typename":"Query"}}"#;

/// A server that a request could hold up far longer than any test waits.
async fn patient_server() -> Server {
    Server::start_with(Database::Sqlite, |settings| settings.server.drain_seconds = 600).await
}

/// A request on HTTP/1.1 that lacks the second half of its body.
async fn half_a_request(server: &Server) -> Wire {
    let length = BODY.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    );
    Wire::with(server, &[head.as_bytes(), &BODY.as_bytes()[..9]].concat()).await
}

/// The same on HTTP/2.
async fn half_a_stream(server: &Server) -> Wire {
    let fields = [&request("POST", "/graphql")[..], &[("content-type", "application/json")]];
    let headers = headers(END_HEADERS, 1, &fields.concat());
    let half = frame(0, 0, 1, &BODY.as_bytes()[..9]);
    Wire::with(server, &[PREFACE, SETTINGS, &headers, &half].concat()).await
}

/// Waits until the server has what was sent to it.
async fn arrive(server: &Server) {
    server.ask("{ __typename }", support::json!({})).await;
    sleep(Duration::from_millis(200)).await;
}

/// Waits until nobody can connect any more.
async fn port_closes(url: &str) {
    let closes = async {
        while Wire::open(url).await.is_ok() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(CEILING, closes).await.expect("the port closes");
    let refused = Wire::open(url).await.expect_err("a refusal");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_port_is_closed_and_requests_that_run_are_answered() {
    let server = patient_server().await;
    let mut client = half_a_request(&server).await;
    let mut other = half_a_stream(&server).await;
    arrive(&server).await;
    let url = server.url.clone();
    let clients = async {
        port_closes(&url).await;
        client.send(&BODY.as_bytes()[9..]).await;
        other.send(&frame(0, END_STREAM, 1, &BODY.as_bytes()[9..])).await;
        let answer = client.reads(ANSWER).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("connection: close\r\n"), "{answer}");
        client.closes().await;
        let frames = other.closes().await;
        assert!(frames.windows(ANSWER.len()).any(|bytes| bytes == ANSWER.as_bytes()));
    };
    let (_database, ()) = tokio::join!(server.stop(), clients);
}

/// What it was answered last told nobody that the connection ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_a_stop_overtakes_is_answered() {
    let server = patient_server().await;
    let mut idle = Wire::to(&server).await;
    idle.get().await;
    let refused = b"POST /nothing HTTP/1.1\r\nhost: localhost\r\ncontent-length: 20\r\n\r\n";
    let mut refused = Wire::with(&server, refused).await;
    let answer = refused.reads("}}]}").await;
    assert!(answer.starts_with("HTTP/1.1 404 ") && !answer.contains("close"), "{answer}");
    let url = server.url.clone();
    let clients = async {
        port_closes(&url).await;
        refused.send(&[&[b'x'; 20], GET].concat()).await;
        idle.send(GET).await;
        for mut client in [refused, idle] {
            let answer = client.reads("live\n").await;
            assert!(answer.contains("connection: close\r\n"), "{answer}");
            assert_eq!(client.closes().await, b"");
        }
    };
    let (_database, ()) = tokio::join!(server.stop(), clients);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_wait_for_nothing_do_not_hold_up_a_stop() {
    let server = patient_server().await;
    let get = headers(END_STREAM | END_HEADERS, 1, &request("GET", "/health/live"));
    let mut idle = Wire::to(&server).await;
    idle.get().await;
    let mut began_another = Wire::to(&server).await;
    began_another.get().await;
    began_another.send(b"GET / HTTP/1.1\r\n").await;
    let clients = [
        idle,
        began_another,
        Wire::to(&server).await,
        Wire::with(&server, b"GET / HTTP/1.1\r\n").await,
        Wire::with(&server, &PREFACE[..10]).await,
        Wire::with(&server, &[PREFACE, SETTINGS].concat()).await,
        // This one says nothing more, also when it is told that the server goes.
        Wire::with(&server, &[PREFACE, SETTINGS, &get].concat()).await,
    ];
    arrive(&server).await;
    timeout(CEILING, server.stop()).await.expect("the server stops");
    for client in clients {
        client.closes().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_do_not_end_in_time_are_dropped() {
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.server.drain_seconds = 2;
        settings.server.body_seconds = 600;
    })
    .await;
    let (client, other) = (half_a_request(&server).await, half_a_stream(&server).await);
    arrive(&server).await;
    timeout(CEILING, server.stop()).await.expect("the server stops");
    assert!(client.closes().await.is_empty());
    other.closes().await;
}
