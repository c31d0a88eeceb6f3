//! Several servers over one database, beside transactions that take their time.

use std::time::Duration;

use event_mesh::domain::clock::Clock;
use futures_util::future::join_all;
use support::{Database, Server, Sql, json, on_both_databases};

use crate::follower::{Follower, Message};

const WRITERS: usize = 16;
const EVENTS: usize = 25;
const FOLLOWERS: usize = 20;

/// A second server over the same database.
async fn another(server: &Server) -> Server {
    let url = server.database.url.clone();
    Server::start_at(Database::Sqlite, Clock::system(), move |settings| {
        settings.database.url = url;
        settings.database.poll_milliseconds = 20.try_into().expect("not zero");
    })
    .await
}

/// Publishes one event after the other.
async fn write(server: &Server, writer: usize) {
    for number in 0..EVENTS {
        let id = format!("{writer}-{number}");
        server.publish(json!({ "id": id, "eventName": "x", "payload": number })).await;
    }
}

/// Follows all that is written, and goes away now and then: to come back behind what it saw last.
async fn follow(servers: &[&Server], number: usize, from: &str) -> Vec<Message> {
    let mut seen: Vec<Message> = Vec::new();
    let mut cursor = from.to_owned();
    let mut visits = number;
    while seen.len() < WRITERS * EVENTS {
        let server = servers[visits % servers.len()];
        visits += 1;
        let mut follower = Follower::open(&server.url, json!({ "after": cursor })).await;
        // Another number each time, and not the same for any two followers.
        for _ in 0..(7 + visits * 13 + number * 5) % 60 {
            if seen.len() == WRITERS * EVENTS {
                break;
            }
            let message = follower.next().await;
            cursor.clone_from(&message.cursor);
            if message.kind != "CaughtUp" {
                seen.push(message);
            }
        }
    }
    seen
}

on_both_databases! {
    async fn followers_of_every_server_are_told_the_same(database: Database) {
        let first = Server::start(database).await;
        let others = [another(&first).await, another(&first).await];
        let servers = [&first, &others[0], &others[1]];
        let start = Follower::open(&first.url, json!({})).await.next().await;
        let writers = join_all((0..WRITERS).map(|writer| write(servers[writer % 3], writer)));
        let followers =
            join_all((0..FOLLOWERS).map(|number| follow(&servers, number, &start.cursor)));
        let slow = async {
            if database == Database::Postgres {
                hold_transactions_open(&first.database.owner_url).await;
            }
        };
        let (_, told, ()) = tokio::join!(writers, followers, slow);
        let mut events: Vec<&str> = told[0].iter().map(|message| &*message.event).collect();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), WRITERS * EVENTS, "something was told twice, or left out");
        for other in &told[1..] {
            assert_eq!(*other, told[0]);
        }
    }
}

/// Transactions that write beside the servers, of which some are taken back: what begins after them
/// ends before.
async fn hold_transactions_open(url: &str) {
    let sql = Sql::connect(url).await;
    for (seconds, end) in [(0.5, "ROLLBACK"), (1.0, "COMMIT"), (0.2, "ROLLBACK")] {
        sql.execute("BEGIN").await;
        sql.execute("SELECT pg_current_xact_id()").await;
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        sql.execute(end).await;
    }
}
