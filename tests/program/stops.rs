//! Stops of every kind keep what was acknowledged.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use support::{Database, Sql, TestDatabase, effort, json};

use crate::program::process::Process;

pub(crate) const PUBLISH: &str =
    "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

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
pub(crate) async fn reaches(count: &AtomicUsize, most: usize) {
    while count.load(Ordering::Relaxed) < most {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

pub(crate) async fn assert_stored(database: &TestDatabase, ids: &[String]) {
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

/// Reads that would take SQLite longer than a stop may.
async fn read_for_long(server: &Process) {
    let tests: Vec<_> = (1..90)
        .map(|value| json!({ "payload": [{ "path": ["a"], "op": "CONTAINS", "value": value }] }))
        .collect();
    let list = "query ($filter: EventFilter, $first: Int) {
        events(filter: $filter, first: $first) { nodes { id } }
    }";
    let read =
        |first: u32| server.answer(list, json!({ "filter": { "or": tests }, "first": first }));
    join_all([1, 5].map(read)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_during_long_reads_leaves_one_file_with_everything() {
    const COUNT: &str = "SELECT count(*) FROM event_history";

    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/mesh.db", folder.path().display());
    let seconds = ("EVENT_MESH__SERVER__DRAIN_SECONDS", "1");
    let mut server = Process::serve_with(&url, &[seconds]).await;
    let payload = json!({ "a": vec![0; 60_000] });
    for turn in 0..40 {
        let input = json!({ "id": format!("e{turn}"), "eventName": "a", "payload": payload });
        let answer = server.answer(PUBLISH, json!({ "input": input })).await.expect("an answer");
        assert_eq!(answer["data"]["publish"]["created"], true, "{answer}");
    }
    let stop = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let count = AtomicUsize::new(0);
        let publishing = publish_until_the_end(&server, "late".to_owned(), &count);
        let signal = async {
            reaches(&count, 20).await;
            server.signal("TERM");
        };
        tokio::join!(publishing, signal).0.len()
    };
    let ((), late) = tokio::join!(read_for_long(&server), stop);
    assert!(server.child.wait().await.expect("it ends").success());
    let files = std::fs::read_dir(folder.path()).expect("a folder");
    let files: Vec<_> = files.map(|file| file.expect("a file").file_name()).collect();
    assert_eq!(files, ["mesh.db"]);
    let stored = Sql::connect(&url).await.number(COUNT).await;
    assert_eq!(usize::try_from(stored), Ok(40 + late));
}
