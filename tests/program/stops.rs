//! Stops of every kind keep what was acknowledged.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use support::{Database, TestDatabase, effort, json};

use crate::program::process::Process;

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// Publishes until the server is gone, counts what is acknowledged, and returns the ids.
async fn publish_until_the_end(
    server: &Process,
    prefix: String,
    count: &AtomicUsize,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for turn in 0.. {
        let id = format!("{prefix}-{turn}");
        let input = json!({ "id": id, "eventName": "a", "payload": { "turn": turn } });
        match server.answer(PUBLISH, json!({ "input": input })).await {
            Some(answer) if answer["data"]["publish"]["created"] == true => {
                acknowledged.push(id);
                count.fetch_add(1, Ordering::Relaxed);
            }
            Some(answer) => panic!("refused: {answer}"),
            None => break,
        }
    }
    acknowledged
}

/// Waits until so many were acknowledged.
async fn reaches(count: &AtomicUsize, most: usize) {
    while count.load(Ordering::Relaxed) < most {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn assert_stored(database: &TestDatabase, ids: &[String]) {
    for some in ids.chunks(500) {
        let list = some.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",");
        let sql = format!("SELECT count(*) FROM event_history WHERE id IN ({list})");
        assert_eq!(usize::try_from(database.number(&sql).await), Ok(some.len()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_event_survives_kill_9() {
    let database = Database::Sqlite.create().await;
    for round in 0..effort(5, 40) {
        let mut server = Process::serve(&database.url).await;
        let count = AtomicUsize::new(0);
        let publisher = |one| publish_until_the_end(&server, format!("{round}-{one}"), &count);
        let publishing = join_all((0..4).map(publisher));
        let kill = async {
            reaches(&count, 5 + round * 17 % 40).await;
            server.signal("KILL");
        };
        let (acknowledged, ()) = tokio::join!(publishing, kill);
        server.child.wait().await.expect("it ends");
        let acknowledged = acknowledged.concat();
        assert_stored(&database, &acknowledged).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_ends_what_runs() {
    for database in [Database::Sqlite, Database::Postgres] {
        let database = database.create().await;
        let mut server = Process::serve(&database.url).await;
        let count = AtomicUsize::new(0);
        let publisher = |one: u32| publish_until_the_end(&server, one.to_string(), &count);
        let publishing = join_all((0..4).map(publisher));
        let stop = async {
            reaches(&count, 40).await;
            server.signal("TERM");
        };
        let (acknowledged, ()) = tokio::join!(publishing, stop);
        assert!(server.child.wait().await.expect("it ends").success());
        let acknowledged = acknowledged.concat();
        assert_stored(&database, &acknowledged).await;
    }
}
