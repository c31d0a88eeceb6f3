//! When a new epoch of the log begins, and when it doesn't.

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::store;
use support::{Cluster, Follower, Server, Sql, TestDatabase, json, on_both_databases};
use tokio_util::task::TaskTracker;

const EPOCHS: &str = "SELECT count(*) FROM event_log_epoch";

async fn publish(server: &Server, id: &str) {
    server.publish(json!({ "id": id, "eventName": "x", "payload": 1 })).await;
}

async fn open(database: &TestDatabase) -> store::Database {
    let mut settings = Settings::defaults().expect("the defaults").database;
    settings.url.clone_from(&database.url);
    store::Database::open(&settings, TaskTracker::new()).await.expect("a database")
}

on_both_databases! {
    async fn a_restart_begins_none(database: Database) {
        let mut database = database.create().await;
        for id in ["a", "b", "c"] {
            let server = Server::start_over(database, Clock::system(), |_| ()).await;
            publish(&server, id).await;
            database = server.stop().await;
            assert_eq!(database.number(EPOCHS).await, 1);
        }
    }

    async fn one_that_is_begun_by_hand_goes_on_behind_the_one_before(database: Database) {
        let server = Server::start(database).await;
        let mut live = Follower::open(&server.url, json!({})).await;
        let start = live.next().await.cursor;
        publish(&server, "before").await;
        assert_eq!(live.next().await.event, "before");
        let opened = open(&server.database).await;
        assert_eq!(opened.begin_epoch().await.expect("an epoch"), 1);
        opened.close().await;
        publish(&server, "after").await;
        let told = live.next().await;
        assert_eq!(told.event, "after");
        let mut again = Follower::open(&server.url, json!({ "after": start })).await;
        for id in ["before", "after"] {
            assert_eq!(again.next().await.event, id);
        }
        let mut behind = Follower::open(&server.url, json!({ "after": told.cursor })).await;
        assert_eq!(behind.next().await.kind, "CaughtUp");
    }

    async fn there_is_a_last_one(database: Database) {
        let server = Server::start(database).await;
        publish(&server, "a").await;
        server.database.execute("UPDATE event_log_epoch SET number = 32767").await;
        let opened = open(&server.database).await;
        let refusal = opened.begin_epoch().await.expect_err("no more").to_string();
        opened.close().await;
        assert!(refusal.contains("has been through all epochs that it can"), "{refusal}");
        // The last one itself serves.
        let mut live = Follower::open(&server.url, json!({})).await;
        assert_eq!(live.next().await.kind, "CaughtUp");
        publish(&server, "b").await;
        assert_eq!(live.next().await.event, "b");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn none_begins_while_a_subscription_feeds_the_log() {
    let (origin, copy) = (Cluster::start().await, Cluster::start().await);
    let (published, subscribed) = (origin.create().await, copy.create().await);
    let server = Server::start_over(published, Clock::system(), |_| ()).await;
    publish(&server, "a").await;
    server.database.execute("CREATE PUBLICATION history FOR ALL TABLES").await;
    let subscribe = format!(
        "TRUNCATE seaql_migrations; CREATE SUBSCRIPTION copy CONNECTION '{}' PUBLICATION history",
        server.database.owner_url
    );
    for statement in subscribe.split("; ") {
        subscribed.execute(statement).await;
    }
    let is_here = "SELECT count(*) FROM event_log";
    while subscribed.number(is_here).await == 0 || subscribed.number(EPOCHS).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    while subscribed.number("SELECT count(*) FROM seaql_migrations").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let owner = Sql::connect(&subscribed.owner_url).await;
    let follower = Server::start_over(subscribed, Clock::system(), |_| ()).await;
    let mut live = Follower::open(&follower.url, json!({})).await;
    assert_eq!(live.next().await.kind, "CaughtUp");
    let input = json!({ "input": { "id": "b", "eventName": "x", "payload": 1 } });
    let query = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    let refusal = follower.refusal(query, input).await;
    assert_eq!(refusal["extensions"]["code"], "UNAVAILABLE", "{refusal}");
    assert_eq!(owner.number(EPOCHS).await, 1);
    owner.execute("ALTER SUBSCRIPTION copy DISABLE").await;
    publish(&follower, "b").await;
    assert_eq!(live.next().await.event, "b");
    assert_eq!(owner.number(EPOCHS).await, 2);
}
