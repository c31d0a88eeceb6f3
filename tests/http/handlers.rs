//! What handlers get from their connection, and what a connection can do to others.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONNECTION, UPGRADE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use event_mesh::config::Settings;
use event_mesh::http::{Shutdown, listen};
use hyper_util::rt::TokioIo;
use tokio::time::{sleep, timeout};

use crate::http::wire::{CEILING, Wire};

/// Serves handlers of ours, one connection at a time.
async fn serve() -> (String, Shutdown) {
    let mut settings = Settings::defaults().expect("the defaults").server;
    (settings.header_seconds, settings.idle_seconds, settings.connections) = (1, 1, 1);
    let shutdown = Shutdown::default();
    let router = Router::new()
        .route("/health/live", get(|| async { "live\n" }))
        .route("/address", get(address))
        .route("/echo", get(echo))
        .route("/panic", get(panic))
        .with_state(shutdown.clone());
    let listener = listen::bind("127.0.0.1", 0).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let inner = shutdown.clone();
    shutdown.spawn(async move { listen::serve(listener, router, &settings, &inner).await });
    (url, shutdown)
}

async fn address(ConnectInfo(address): ConnectInfo<SocketAddr>) -> String {
    format!("{address}\n")
}

/// Turns the connection into one that returns what it is sent.
async fn echo(State(shutdown): State<Shutdown>, mut request: Request) -> Response {
    let upgrade = hyper::upgrade::on(&mut request);
    shutdown.spawn(async move {
        let upgraded = TokioIo::new(upgrade.await.expect("an upgrade"));
        let (mut read, mut write) = tokio::io::split(upgraded);
        tokio::io::copy(&mut read, &mut write).await.expect("an echo");
    });
    (StatusCode::SWITCHING_PROTOCOLS, [(CONNECTION, "upgrade"), (UPGRADE, "echo")]).into_response()
}

async fn panic() -> StatusCode {
    panic!("a handler of the test panics")
}

fn request(path: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n"
    )
    .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_knows_the_address_of_its_client() {
    let (url, _shutdown) = serve().await;
    let mut client = Wire::at(&url).await;
    let address = client.0.local_addr().expect("an address");
    client.send(&request("/address")).await;
    client.reads(&format!("{address}\n")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgraded_connection_keeps_its_place_until_the_server_stops() {
    let (url, shutdown) = serve().await;
    let mut client = Wire::at(&url).await;
    client.send(&request("/echo")).await;
    client.reads("\r\n\r\n").await;
    let mut other = Wire::at(&url).await;
    // Longer than a connection that waits for requests may live.
    assert!(timeout(Duration::from_secs(3), other.get()).await.is_err(), "it was served");
    client.send(b"still here").await;
    client.reads("still here").await;
    shutdown.begin();
    let drain = shutdown.drain(Duration::from_millis(100));
    timeout(CEILING, drain).await.expect("an end");
    client.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_ends_its_connection_and_no_other() {
    let (url, _shutdown) = serve().await;
    for _ in 0..3 {
        let mut client = Wire::at(&url).await;
        client.send(&request("/panic")).await;
        assert!(client.closes().await.is_empty());
    }
    let mut client = Wire::at(&url).await;
    client.get().await;
    sleep(Duration::from_millis(100)).await;
    client.get().await;
}
