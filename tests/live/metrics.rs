//! What the server measures of its event streams, and whether it calls itself fit.

use std::time::Duration;

use support::{Database, Follower, Server, Sql, json, on_both_databases, reqwest};

/// The value of a metric.
async fn measured(server: &Server, name: &str) -> f64 {
    let answer = reqwest::get(format!("{}/metrics", server.url)).await.expect("an answer");
    let text = answer.text().await.expect("text");
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} in {text}"))
}

/// Waits until a metric has a value: it follows what clients see.
async fn becomes(server: &Server, name: &str, is_right: impl Fn(f64) -> bool) {
    for _ in 0..600 {
        if is_right(measured(server, name).await) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{name} stays {}", measured(server, name).await);
}

async fn publish(server: &Server, payload: &str) -> String {
    server.publish(json!({ "eventName": "x", "payload": payload })).await
}

on_both_databases! {
    async fn event_streams_and_deliveries_are_counted(database: Database) {
        let server = Server::start(database).await;
        assert!(measured(&server, "event_mesh_subscriptions").await.abs() < 0.5);
        let mut first = Follower::open(&server.url, json!({})).await;
        let second = Follower::open(&server.url, json!({})).await;
        becomes(&server, "event_mesh_subscriptions", |count| count > 1.5).await;
        for payload in ["a", "b", "c"] {
            publish(&server, payload).await;
        }
        first.told(4).await;
        becomes(&server, "event_mesh_delivery_seconds_count", |count| count > 2.5).await;
        assert!(measured(&server, "event_mesh_log_backlog").await.abs() < 0.5);
        drop(second);
        becomes(&server, "event_mesh_subscriptions", |count| count < 1.5).await;
    }

    async fn streams_that_are_slower_than_their_news_are_counted(database: Database) {
        let server = Server::start(database).await;
        let mut slow = Follower::open(&server.url, json!({})).await;
        let mut published = Vec::new();
        // More than the system buffers for a connection.
        let payload = "x".repeat(30_000);
        for _ in 0..400 {
            published.push(publish(&server, &payload).await);
        }
        assert_eq!(slow.next().await.kind, "CaughtUp");
        for id in published {
            assert_eq!(slow.next().await.event, id);
        }
        assert!(measured(&server, "event_mesh_subscription_overflows_total").await > 0.5);
    }
}

#[tokio::test]
async fn what_an_open_transaction_holds_up_is_measured() {
    let server = Server::start(Database::Postgres).await;
    let stranger = Sql::connect(&server.database.owner_url).await;
    stranger.execute("BEGIN").await;
    stranger.execute("SELECT pg_current_xact_id()").await;
    publish(&server, "a").await;
    publish(&server, "b").await;
    for is_followed in [false, true] {
        let follower = Follower::open(&server.url, json!({}));
        let follower = if is_followed { Some(follower.await) } else { None };
        // Transactions of other databases of the cluster may hold up more.
        becomes(&server, "event_mesh_log_backlog", |count| count > 1.5).await;
        becomes(&server, "event_mesh_log_backlog_age_seconds", |age| age > 0.0).await;
        drop(follower);
    }
    stranger.execute("ROLLBACK").await;
    becomes(&server, "event_mesh_log_backlog", |count| count < 0.5).await;
}

async fn readiness(server: &Server) -> u16 {
    let health = reqwest::get(format!("{}/health/ready", server.url)).await;
    health.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_server_that_cannot_read_the_log_is_not_ready() {
    let server = Server::start(Database::Postgres).await;
    let mut follower = Follower::open(&server.url, json!({})).await;
    follower.next().await;
    let owner = Sql::connect(&server.database.owner_url).await;
    owner.execute("REVOKE SELECT ON event_log FROM event_mesh").await;
    while readiness(&server).await == 200 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let id = publish(&server, "a").await;
    owner.execute("GRANT SELECT ON event_log TO event_mesh").await;
    assert_eq!(follower.next().await.event, id);
    while readiness(&server).await != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
