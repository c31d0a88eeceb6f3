//! A standby that lacks the last commits takes over, behind one address, while the old primary lives on
//! and can only be read.

use event_mesh::config::Settings;
use futures_util::future::join;
use support::{Cluster, Database, Follower, Server, Sql, Value, effort, json, reqwest};

use crate::faults::proxy::Proxy;

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// Publishes until the event is stored, and returns its id.
async fn publish(server: &Server, id: String) -> String {
    let input = json!({ "input": { "id": id, "eventName": "x", "payload": 1 } });
    while server.answer(PUBLISH, input.clone()).await.get("errors").is_some() {}
    id
}

/// Waits until a standby has what a primary has.
async fn catches_up(primary: &Sql, standby: &Sql) {
    let place = primary.texts("SELECT pg_current_wal_insert_lsn()::text").await;
    let has_it = format!("SELECT (pg_last_wal_replay_lsn() >= '{}')::int::bigint", place[0]);
    while standby.number(&has_it).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// How a client follows.
#[derive(Debug, Clone, Copy)]
enum By {
    Events,
    Socket,
}

impl By {
    async fn open(self, url: &str, variables: Value) -> Follower {
        match self {
            Self::Events => Follower::open(url, variables).await,
            Self::Socket => Follower::open_socket(url, variables).await,
        }
    }
}

/// Follows to this event, and comes back behind what was told last whenever the stream ends. Where that is of
/// another history by then, all that is told counts anew, from a place that both have.
async fn follow(
    url: &str,
    (by, mut follower): (By, Follower),
    (behind, common): (String, String),
    last: &str,
) -> Vec<String> {
    let (mut told, mut behind) = (Vec::new(), behind);
    loop {
        while let Some(message) = follower.try_next().await {
            behind = message.cursor;
            if message.kind != "CaughtUp" {
                told.push(message.event);
            }
            if told.last().is_some_and(|event| event == last) {
                return told;
            }
        }
        if by.open(url, json!({ "after": behind })).await.is_refused().await {
            told.clear();
            behind.clone_from(&common);
        }
        follower = by.open(url, json!({ "after": behind })).await;
    }
}

async fn readiness(server: &Server) -> u16 {
    let health = reqwest::get(format!("{}/health/ready", server.url)).await;
    health.expect("an answer").status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_takes_over_that_lacks_the_last_commits() {
    for _ in 0..effort(1, 20) {
        let primary = Cluster::start().await;
        let database = primary.create().await;
        let standby = primary.start_standby().await;
        let (proxy, url) = Proxy::before(&database.url).await;
        let change = |settings: &mut Settings| settings.database.url = url;
        let server = Server::start_with(Database::Sqlite, change).await;
        let mut follower = Follower::open(&server.url, json!({})).await;
        let mut socket = Follower::open_socket(&server.url, json!({})).await;
        for follower in [&mut follower, &mut socket] {
            assert_eq!(follower.next().await.kind, "CaughtUp");
        }
        let kept = publish(&server, "kept".to_owned()).await;
        let behind_kept = follower.next().await;
        assert_eq!(behind_kept.event, kept);

        let owner = Sql::connect(&database.owner_url).await;
        let copy = Sql::connect(&database.owner_url.replace(primary.url(), standby.url())).await;
        catches_up(&owner, &copy).await;
        // What comes from now on never arrives there.
        copy.execute("ALTER SYSTEM SET primary_conninfo = ''").await;
        copy.execute("SELECT pg_reload_conf()").await;
        let receivers = "SELECT count(*) FROM pg_stat_wal_receiver";
        while copy.number(receivers).await > 0 {}
        let lost = publish(&server, "lost".to_owned()).await;
        let behind_lost = follower.next().await;
        assert_eq!(behind_lost.event, lost);
        assert_eq!(socket.told(2).await.len(), 2);

        owner.execute("ALTER SYSTEM SET default_transaction_read_only = on").await;
        owner.execute("SELECT pg_reload_conf()").await;
        proxy.lead_to(standby.url());
        standby.promote().await;

        let places = (behind_lost.cursor.clone(), behind_kept.cursor.clone());
        let following = join(
            follow(&server.url, (By::Events, follower), places.clone(), "new-9"),
            follow(&server.url, (By::Socket, socket), places, "new-9"),
        );
        let publishing = async {
            for number in 0..10 {
                let id = publish(&server, format!("new-{number}")).await;
                // Whoever stored it finds it.
                let found =
                    server.ask("query ($id: ID!) { event(id: $id) { id } }", json!({ "id": id }));
                assert_eq!(found.await["event"]["id"], id);
            }
        };
        let ((told, told_too), ()) = tokio::join!(following, publishing);
        let new: Vec<String> = (0..10).map(|number| format!("new-{number}")).collect();
        assert_eq!((&told, &told_too), (&new, &new));
        assert_eq!(readiness(&server).await, 200);

        // Behind what both histories have, everything that is stored is told; behind what is lost, nothing.
        let mut again = Follower::open(&server.url, json!({ "after": behind_kept.cursor })).await;
        for id in new {
            assert_eq!(again.next().await.event, id);
        }
        let expired = Follower::open(&server.url, json!({ "after": behind_lost.cursor })).await;
        assert_eq!(expired.refusal().await.0, "CURSOR_EXPIRED");
        let lost: Value = server.ask("{ event(id: \"lost\") { id } }", json!({})).await;
        assert!(lost["event"].is_null());
    }
}
