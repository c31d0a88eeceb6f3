//! What the server measures of its event streams, and whether it calls itself fit.

use std::time::Duration;

use event_mesh::config::Settings;
use support::{Database, Follower, Server, Sql, json, on_both_databases, reqwest};

async fn publish(server: &Server, payload: &str) -> String {
    server.publish(json!({ "eventName": "x", "payload": payload })).await
}

on_both_databases! {
    async fn event_streams_and_deliveries_are_counted(database: Database) {
        let server = Server::start(database).await;
        assert!(server.measured("event_mesh_subscriptions").await.abs() < 0.5);
        let mut first = Follower::open(&server.url, json!({})).await;
        let second = Follower::open(&server.url, json!({})).await;
        server.measures("event_mesh_subscriptions", |count| count > 1.5).await;
        for payload in ["a", "b", "c"] {
            publish(&server, payload).await;
        }
        first.told(4).await;
        server.measures("event_mesh_delivery_seconds_count", |count| count > 2.5).await;
        assert!(server.measured("event_mesh_log_backlog").await.abs() < 0.5);
        drop(second);
        server.measures("event_mesh_subscriptions", |count| count < 1.5).await;
    }

    async fn streams_that_are_slower_than_their_news_are_counted(database: Database) {
        let patient = |settings: &mut Settings| {
            settings.server.write_seconds = 600;
        };
        let server = Server::start_with(database, patient).await;
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
        assert!(server.measured("event_mesh_subscription_overflows_total").await > 0.5);
    }
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
