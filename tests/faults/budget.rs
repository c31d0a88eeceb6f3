//! How many connections a server has: no more than it may, and those that it gets are enough for everything.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use futures_util::future::join_all;
use support::{Database, Server, Sql, json};

/// Reads of everything that take a while, as long as it is not `done`.
async fn read(server: &Server, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        server.ask("{ events { totalCount nodes { id } } }", json!({})).await;
    }
}

/// Writes while many read, all of which must succeed.
async fn all_is_served(server: &Server) {
    let done = AtomicBool::new(false);
    let reading = join_all((0..16).map(|_| read(server, &done)));
    let writing = async {
        let publish = |turn: usize| {
            server.publish(json!({ "id": format!("e{turn}"), "eventName": "a", "payload": turn }))
        };
        for turns in 0..5 {
            join_all((turns * 20..(turns + 1) * 20).map(publish)).await;
        }
        done.store(true, Ordering::Relaxed);
    };
    tokio::join!(reading, writing);
    assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_makes_do_with_the_connections_that_postgresql_takes() {
    let database = Database::Postgres.create().await;
    let few = "DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 6', current_database());
    END $$";
    database.execute(few).await;
    let server = Server::start_over(database, Clock::system(), |_| ()).await;
    all_is_served(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_has_no_more_connections_than_it_may() {
    let few = |settings: &mut Settings| {
        settings.database.max_connections = NonZeroU32::new(4).expect("four");
    };
    let server = Server::start_with(Database::Postgres, few).await;
    let owner = Sql::connect(&server.database.owner_url).await;
    let done = AtomicBool::new(false);
    let serving = async {
        all_is_served(&server).await;
        done.store(true, Ordering::Relaxed);
    };
    let counting = async {
        let (count, mut most) = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND application_name = 'event-mesh'",
            0,
        );
        // What looked at the schema at the start ends soon.
        while !done.load(Ordering::Relaxed) {
            most = owner.number(count).await.max(most);
        }
        most
    };
    let (most, ()) = tokio::join!(counting, serving);
    assert!((2..=5).contains(&most), "{most}");
}
