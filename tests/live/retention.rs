//! Cursors whose log was removed.

use std::time::Duration;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::http::auth::{Order, mint};
use support::{Follower, Server, json, on_both_databases};

const SECRET: &str = "a secret of the tests that is long enough";
const DAY: u64 = 24 * 60 * 60;

fn days_ago(days: u64) -> Clock {
    Clock::from_fn(move || Clock::system().now().before(Duration::from_secs(days * DAY)))
}

/// As servers are by default.
fn for_a_month(settings: &mut Settings) {
    settings.database.log_days = 30;
}

/// Publishes this many events one after the other, and returns the cursors from the one before them.
async fn publish(server: &Server, count: usize) -> Vec<String> {
    let mut follower = Follower::open(&server.url, json!({})).await;
    let mut cursors = vec![follower.next().await.cursor];
    for _ in 0..count {
        server.publish(json!({ "eventName": "x", "payload": {} })).await;
        cursors.push(follower.next().await.cursor);
    }
    cursors
}

/// Waits until the log holds this many changes.
async fn shortens(server: &Server, left: i64) {
    for _ in 0..600 {
        if server.database.number("SELECT count(*) FROM event_log").await == left {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the log stays as it is");
}

on_both_databases! {
    async fn cursors_expire_with_the_changes_that_followed_them(database: Database) {
        let server = Server::start_at(database, days_ago(40), |_| ()).await;
        let old = publish(&server, 700).await;
        let server = Server::start_over(server.stop().await, days_ago(10), for_a_month).await;
        shortens(&server, 0).await;
        for cursor in [&old[0], &old[1], &old[699]] {
            let follower = Follower::open(&server.url, json!({ "after": cursor })).await;
            assert_eq!(follower.refusal().await, ("CURSOR_EXPIRED".into(), json!(["after"])));
        }
        // What follows the last one is all there, also where numbers begin anew.
        let recent = publish(&server, 3).await;
        for cursor in [&old[700], &recent[0]] {
            let mut follower = Follower::open(&server.url, json!({ "after": cursor })).await;
            for cursor in &recent[1..] {
                assert_eq!(follower.next().await.cursor, *cursor);
            }
            assert_eq!(follower.next().await.kind, "CaughtUp");
        }
        // Ten days old changes are kept, and no event is gone.
        let server = Server::start_over(server.stop().await, Clock::system(), for_a_month).await;
        let mut follower = Follower::open(&server.url, json!({ "after": recent[1] })).await;
        assert_eq!(follower.next().await.cursor, recent[2]);
        assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 703);
    }

    async fn a_log_that_is_kept_for_ever_is_not_shortened(database: Database) {
        let server = Server::start_at(database, days_ago(9_999), |_| ()).await;
        let old = publish(&server, 2).await;
        let for_ever = |settings: &mut Settings| settings.database.log_days = 0;
        let server = Server::start_over(server.stop().await, Clock::system(), for_ever).await;
        let mut follower = Follower::open(&server.url, json!({ "after": old[0] })).await;
        assert_eq!(follower.next().await.cursor, old[1]);
    }

    async fn cursors_do_not_expire_with_the_changes_of_others(database: Database) {
        let secret = |settings: &mut Settings| SECRET.clone_into(&mut settings.auth.jwt_secret);
        let server = Server::start_at(database, days_ago(40), secret).await;
        let [quiet, busy] = ["01", "02"].map(token);
        let mut follower = Follower::open_as(&quiet, &server.url, json!({})).await;
        let cursor = follower.next().await.cursor;
        let publish = "mutation { publish(input: { eventName: \"x\", payload: 1 }) { created } }";
        let mut told = Follower::open_as(&busy, &server.url, json!({})).await;
        told.next().await;
        for _ in 0..3 {
            let answer = server.answer_as(&busy, publish, json!({})).await;
            assert_eq!(answer["data"]["publish"]["created"], true, "{answer}");
            told.next().await;
        }
        let change = |settings: &mut Settings| {
            secret(settings);
            for_a_month(settings);
        };
        let server = Server::start_over(server.stop().await, Clock::system(), change).await;
        shortens(&server, 0).await;
        let after = json!({ "after": cursor });
        let mut follower = Follower::open_as(&quiet, &server.url, after.clone()).await;
        assert_eq!(follower.next().await.kind, "CaughtUp");
        let follower = Follower::open_as(&busy, &server.url, after).await;
        assert_eq!(follower.refusal().await.0, "CURSOR_EXPIRED");
    }
}

/// A token that doesn't expire in these tests, of the user whose id ends so.
fn token(end: &str) -> String {
    let mut settings = Settings::defaults().expect("the defaults").auth;
    SECRET.clone_into(&mut settings.jwt_secret);
    let sub = Some(format!("00000000-0000-4000-8000-0000000000{end}"));
    let order = Order { sub, role: None, tenant: None, expires_in: 3_600 };
    mint(&settings, order, Clock::system().now()).expect("a token")
}
