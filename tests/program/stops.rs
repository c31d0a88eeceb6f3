//! Stops of every kind keep what was acknowledged.

use std::time::Duration;

use futures_util::future::join_all;
use support::{Database, TestDatabase, json};

use crate::process::Process;

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// Publishes until the server is gone, and returns the ids that were acknowledged.
async fn publish_until_the_end(server: &Process, prefix: String) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for turn in 0.. {
        let id = format!("{prefix}-{turn}");
        let input = json!({ "id": id, "eventName": "a", "payload": { "turn": turn } });
        match server.answer(PUBLISH, json!({ "input": input })).await {
            Some(answer) if answer["data"]["publish"]["created"] == true => acknowledged.push(id),
            Some(answer) => panic!("refused: {answer}"),
            None => break,
        }
    }
    acknowledged
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
    let mut total = 0;
    for round in 0..20_u64 {
        let mut server = Process::serve(&database.url).await;
        let publishers = (0..4).map(|one| publish_until_the_end(&server, format!("{round}-{one}")));
        let publishing = join_all(publishers);
        let kill = async {
            tokio::time::sleep(Duration::from_millis(100 + round * 17 % 100)).await;
            server.signal("KILL");
        };
        let (acknowledged, ()) = tokio::join!(publishing, kill);
        server.child.wait().await.expect("it ends");
        let acknowledged = acknowledged.concat();
        assert_stored(&database, &acknowledged).await;
        total += acknowledged.len();
    }
    assert!(total > 20, "only {total} events were acknowledged in 20 rounds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_ends_what_runs() {
    for database in [Database::Sqlite, Database::Postgres] {
        let database = database.create().await;
        let mut server = Process::serve(&database.url).await;
        let publishers = (0..4).map(|one| publish_until_the_end(&server, one.to_string()));
        let publishing = join_all(publishers);
        let stop = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            server.signal("TERM");
        };
        let (acknowledged, ()) = tokio::join!(publishing, stop);
        assert!(server.child.wait().await.expect("it ends").success());
        let acknowledged = acknowledged.concat();
        assert!(!acknowledged.is_empty());
        assert_stored(&database, &acknowledged).await;
    }
}
