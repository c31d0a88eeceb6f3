//! How many connections there may be, what is served on them, and when they end.

use std::time::Duration;

use event_mesh::config::Settings;
use support::reqwest::{Client, StatusCode, Version};
use support::{Database, Server, Value, json};
use tokio::time::timeout;

use crate::http::wire::{CEILING, END_HEADERS, END_STREAM, PREFACE, SETTINGS, Wire, frame};
use crate::http::wire::{headers, request};

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_know_are_served_on_http_2_without_tls() {
    let server = Server::start(Database::Sqlite).await;
    let client = Client::builder().http2_prior_knowledge().build().expect("a client");
    let request = client.post(format!("{}/graphql", server.url));
    let request = request.json(&json!({ "query": "{ __typename }" }));
    let answer = request.send().await.expect("an answer");
    assert_eq!((answer.status(), answer.version()), (StatusCode::OK, Version::HTTP_2));
    assert_eq!(answer.text().await.expect("a body"), r#"{"data":{"__typename":"Query"}}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_beyond_the_limit_is_served_when_another_goes() {
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.server.connections = 5;
    })
    .await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        let mut client = Wire::to(&server).await;
        client.get().await;
        clients.push(client);
    }
    let mut sixth = Wire::to(&server).await;
    let waits = timeout(Duration::from_secs(1), sixth.get()).await;
    assert!(waits.is_err(), "a sixth connection was served");
    // The others go on meanwhile.
    clients[4].get().await;
    clients.pop();
    sixth.reads("live\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_without_requests_is_closed_in_the_end() {
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.server.idle_seconds = 1;
    })
    .await;
    let mut client = Wire::to(&server).await;
    client.get().await;
    client.closes().await;
    let get = headers(END_STREAM | END_HEADERS, 1, &request("GET", "/health/live"));
    let client = Wire::with(&server, &[PREFACE, SETTINGS, &get].concat()).await;
    let answer = client.closes().await;
    assert!(answer.windows(5).any(|bytes| bytes == b"live\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_nothing_of_its_answer_loses_its_connection() {
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.server.write_seconds = 1;
        settings.server.connections = 1;
    })
    .await;
    let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    let text = "x".repeat(250_000);
    let input = json!({ "id": "a", "eventName": "a", "payload": { "text": text } });
    let request = json!({ "query": publish, "variables": { "input": input } });
    let answer = post(&server, &request).await.reads("}}}").await;
    assert!(answer.contains(r#""created":true"#), "{answer}");
    // More than the system takes off the server's hands.
    let copies = (0..80).map(|copy| format!("c{copy}: event(id: \"a\") {{ payload }} "));
    let query = format!("{{ {} }}", copies.collect::<String>());
    let greedy = post(&server, &json!({ "query": query })).await;
    // There is a place for one connection.
    Wire::to(&server).await.get().await;
    let answer = greedy.closes().await;
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!((250_000..80 * 250_000).contains(&answer.len()), "{} bytes", answer.len());
}

/// Its socket can be written to all the time: it is the answer that has no room.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_http_2_that_makes_no_room_for_its_answer_loses_its_connection() {
    let patience = |settings: &mut Settings| settings.server.write_seconds = 1;
    let server = Server::start_with(Database::Sqlite, patience).await;
    let payload = "x".repeat(100_000);
    server.publish(json!({ "id": "a", "eventName": "a", "payload": payload })).await;
    let path = "/graphql?query=%7Bevent(id:%22a%22)%7Bpayload%7D%7D";
    for window in [0, 1] {
        let one_by_one = frame(4, 0, 0, &[0, 4, 0, 0, 0, window]);
        let ask = headers(END_STREAM | END_HEADERS, 1, &request("GET", path));
        let mut client = Wire::with(&server, &[PREFACE, &one_by_one, &ask].concat()).await;
        let pings = async {
            let ping = frame(6, 0, 0, &[0; 8]);
            while tokio::io::AsyncWriteExt::write_all(&mut client.0, &ping).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(CEILING, pings).await.expect("the connection is closed");
        Wire::to(&server).await.get().await;
    }
}

/// A client that sends its body behind the head can't know that nobody wants it.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_outlives_a_refusal_or_its_end_is_announced() {
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.auth.api_keys = vec!["a".repeat(64)];
    })
    .await;
    let head = |path: &str, length: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n{length}\r\n\r\n"
        )
    };
    let mut client = Wire::to(&server).await;
    for path in ["/graphql", "/nothing", "/graphql"] {
        client.send(head(path, "content-length: 20").as_bytes()).await;
        let answer = client.reads("}}]}").await;
        assert!(answer.starts_with("HTTP/1.1 40"), "{answer}");
        assert!(!answer.to_lowercase().contains("connection: close"), "{answer}");
        client.send(&[b'x'; 20]).await;
        client.get().await;
    }
    for length in ["content-length: 1000000", "transfer-encoding: chunked"] {
        let mut client = Wire::with(&server, head("/graphql", length).as_bytes()).await;
        let answer = client.reads("}}]}").await;
        assert!(answer.to_lowercase().contains("\r\nconnection: close\r\n"), "{answer}");
        client.closes().await;
    }
    // It may leave out what it isn't asked for, and go on with its next request.
    let expects = head("/graphql", "content-length: 20\r\nexpect: 100-continue");
    let mut client = Wire::with(&server, expects.as_bytes()).await;
    let answer = client.reads("}}]}").await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert!(answer.to_lowercase().contains("\r\nconnection: close\r\n"), "{answer}");
}

async fn post(server: &Server, request: &Value) -> Wire {
    let body = request.to_string();
    let length = body.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    Wire::with(server, &[head.as_bytes(), body.as_bytes()].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_long_is_refused() {
    let server = Server::start(Database::Sqlite).await;
    let head = format!("GET /health/live HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    let client = Wire::with(&server, head.as_bytes()).await;
    let answer = client.closes().await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431 "), "it was served");
    let client = Client::builder().http2_prior_knowledge().build().expect("a client");
    let request = client.get(format!("{}/health/live", server.url));
    let answer = request.header("x", "x".repeat(100_000)).send().await;
    let too_long = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    assert!(answer.is_ok_and(|answer| answer.status() == too_long), "it was served");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_reset_as_fast_as_they_come_end_their_connection() {
    let server = Server::start(Database::Sqlite).await;
    let mut bytes = [PREFACE, SETTINGS].concat();
    for stream in (1..4001).step_by(2) {
        bytes.extend(headers(END_HEADERS, stream, &request("POST", "/graphql")));
        bytes.extend(frame(3, 0, stream, &[0, 0, 0, 8]));
    }
    let mut client = Wire::to(&server).await;
    // It may be closed before everything is sent.
    let _ = tokio::io::AsyncWriteExt::write_all(&mut client.0, &bytes).await;
    client.closes().await;
    server.ask("{ __typename }", json!({})).await;
}
