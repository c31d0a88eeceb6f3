//! Transactions that are left open: those that can't write into the log hold up nobody, and those that can are
//! shown to the operator.

use std::time::Duration;

use event_mesh::domain::clock::Clock;
use support::{Cluster, Database, Follower, Server, json};

async fn publish(server: &Server, id: &str) {
    server.publish(json!({ "id": id, "eventName": "x", "payload": 1 })).await;
}

const OPEN: &str = "BEGIN; SELECT pg_current_xact_id()";

#[tokio::test(flavor = "multi_thread")]
async fn transactions_of_other_databases_hold_up_nobody() {
    let cluster = Cluster::apart().await;
    let (elsewhere, too) = (cluster.create().await, cluster.create().await);
    let server = Server::start_over(cluster.create().await, Clock::system(), |_| ()).await;
    let mut follower = Follower::open(&server.url, json!({})).await;
    let start = follower.next().await.cursor;
    elsewhere.execute(OPEN).await;
    too.execute(&format!("{OPEN}; PREPARE TRANSACTION 'left'")).await;
    for id in ["a", "b"] {
        publish(&server, id).await;
        assert_eq!(follower.next().await.event, id);
    }
    let mut again = Follower::open(&server.url, json!({ "after": start })).await;
    for kind in ["EventPublished", "EventPublished", "CaughtUp"] {
        assert_eq!(again.next().await.kind, kind);
    }
    assert!(server.measured("event_mesh_log_held_seconds").await.abs() < f64::EPSILON);
    elsewhere.execute("ROLLBACK").await;
    too.execute("ROLLBACK PREPARED 'left'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_know_yet_what_runs_elsewhere_goes_on_behind_one_that_does() {
    let cluster = Cluster::apart().await;
    let elsewhere = cluster.create().await;
    let server = Server::start_over(cluster.create().await, Clock::system(), |_| ()).await;
    let mut follower = Follower::open(&server.url, json!({})).await;
    follower.next().await;
    elsewhere.execute(OPEN).await;
    publish(&server, "a").await;
    let place = follower.next().await.cursor;
    let other = Server::start_with(Database::Sqlite, |settings| {
        settings.database.url.clone_from(&server.database.url);
    });
    let other = other.await;
    let mut again = Follower::open(&other.url, json!({ "after": place })).await;
    assert_eq!(again.next().await.kind, "CaughtUp");
    for id in ["b", "c"] {
        publish(&other, id).await;
        assert_eq!(again.next().await.event, id);
        assert_eq!(follower.next().await.event, id);
    }
    elsewhere.execute("ROLLBACK").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_of_the_same_database_is_shown_and_nobody_is_told_to_have_all() {
    let cluster = Cluster::apart().await;
    let server = Server::start_over(cluster.create().await, Clock::system(), |_| ()).await;
    let mut follower = Follower::open(&server.url, json!({})).await;
    let start = follower.next().await.cursor;
    publish(&server, "a").await;
    assert_eq!(follower.next().await.event, "a");
    server.database.execute(OPEN).await;
    publish(&server, "b").await;
    server.measures("event_mesh_log_held_seconds", |seconds| seconds > 0.2).await;
    let mut again = Follower::open(&server.url, json!({ "after": start })).await;
    assert_eq!(again.next().await.event, "a");
    // What is stored and can't be told yet is owed.
    let early = tokio::time::timeout(Duration::from_secs(1), again.next()).await;
    assert!(early.is_err(), "told too early");
    server.database.execute("ROLLBACK").await;
    for follower in [&mut follower, &mut again] {
        assert_eq!(follower.next().await.event, "b");
    }
    assert_eq!(again.next().await.kind, "CaughtUp");
    server.measures("event_mesh_log_held_seconds", |seconds| seconds < 0.1).await;
}
