//! What servers on one PostgreSQL tell each other, where looking alone would take an hour.

use event_mesh::domain::clock::Clock;
use support::{Database, Follower, Server, Sql, json};

/// Two servers over one database, of which the second looks once an hour.
async fn two_servers() -> (Server, Server) {
    let first = Server::start(Database::Postgres).await;
    let url = first.database.url.clone();
    let second = Server::start_at(Database::Sqlite, Clock::system(), move |settings| {
        settings.database.url = url;
        settings.database.poll_milliseconds = 3_600_000.try_into().expect("not zero");
    });
    (first, second.await)
}

async fn is_told_at_once(by: &Server, follower: &mut Follower) {
    for _ in 0..5 {
        let id = by.publish(json!({ "eventName": "x", "payload": {} })).await;
        assert_eq!(follower.next().await.event, id);
    }
}

#[tokio::test]
async fn servers_tell_each_other_of_commits() {
    let (first, second) = two_servers().await;
    let mut follower = Follower::open(&second.url, json!({})).await;
    assert_eq!(follower.next().await.kind, "CaughtUp");
    is_told_at_once(&first, &mut follower).await;
}

#[tokio::test]
async fn a_listener_that_was_cut_off_listens_again() {
    let (first, second) = two_servers().await;
    let mut follower = Follower::open(&second.url, json!({})).await;
    assert_eq!(follower.next().await.kind, "CaughtUp");
    let owner = Sql::connect(&first.database.owner_url).await;
    for _ in 0..3 {
        is_told_at_once(&first, &mut follower).await;
        assert_eq!(owner.cut_listeners().await, 1);
    }
    is_told_at_once(&first, &mut follower).await;
}
