//! The file of an embedded database: it may go away under the server, and its log may grow.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use support::{Database, Server, Value, effort, json, reqwest};

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

fn file_of(server: &Server) -> PathBuf {
    let path = server.database.url.trim_start_matches("sqlite://").split('?').next();
    path.expect("a path").into()
}

async fn readiness(server: &Server) -> (u16, String) {
    let health = reqwest::get(format!("{}/health/ready", server.url)).await.expect("an answer");
    (health.status().as_u16(), health.text().await.expect("text"))
}

/// Waits until the server calls itself ready.
async fn becomes_ready(server: &Server) {
    for _ in 0..100 {
        if readiness(server).await.0 == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", readiness(server).await);
}

async fn publish(server: &Server, id: &str) -> Value {
    let input = json!({ "id": id, "eventName": "a", "payload": {} });
    server.answer(PUBLISH, json!({ "input": input })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_removed_or_replaced_takes_nothing_more() {
    const GONE: &str = "the file of the database was removed or replaced";

    let server = Server::start(Database::Sqlite).await;
    assert_eq!(publish(&server, "kept").await["data"]["publish"]["created"], true);
    let (file, aside) = (file_of(&server), file_of(&server).with_extension("aside"));
    std::fs::rename(&file, &aside).expect("a file");
    for is_replaced in [false, true] {
        if is_replaced {
            std::fs::copy(&aside, &file).expect("a copy");
        }
        let refused = publish(&server, "lost").await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{refused}");
        assert_eq!(refused["errors"][0]["extensions"]["retryable"], true, "{refused}");
        let message = refused["errors"][0]["message"].as_str().expect("a message");
        assert!(message.starts_with(GONE), "{message}");
        let (status, why) = readiness(&server).await;
        assert!(status == 503 && why.starts_with(GONE), "{status} {why}");
    }
    std::fs::rename(&aside, &file).expect("a file");
    becomes_ready(&server).await;
    assert_eq!(publish(&server, "kept-too").await["data"]["publish"]["created"], true);
    assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 2);
}

/// Reads again and again, for 50 to 500 ms each time, as long as it is not `done`.
async fn read(server: &Server, first: u32, done: &AtomicBool) -> usize {
    let list = "query ($filter: EventFilter, $first: Int) {
        events(filter: $filter, first: $first) { nodes { id } }
    }";
    let tests: Vec<Value> = (0..2)
        .map(|value| json!({ "payload": [{ "path": ["a"], "op": "CONTAINS", "value": value }] }))
        .collect();
    let mut reads = 0;
    while !done.load(Ordering::Relaxed) {
        let variables = json!({ "filter": { "or": tests }, "first": first });
        server.ask(list, variables).await;
        reads += 1;
    }
    reads
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_file_stays_short_under_reads_that_overlap() {
    const MOST: u64 = 24 << 20;

    let server = Server::start(Database::Sqlite).await;
    let log = PathBuf::from(format!("{}-wal", file_of(&server).display()));
    let done = AtomicBool::new(false);
    let reading = join_all((1..7).map(|first| read(&server, first, &done)));
    let writing = async {
        let (mut longest, mut written) = (0, 0);
        let payload = json!({ "a": vec![9; 400], "text": "x".repeat(200_000) });
        for turn in 0..effort(150, 2_700) {
            server.publish(json!({ "eventName": "a", "payload": payload })).await;
            let size = std::fs::metadata(&log).map_or(0, |log| log.len());
            (longest, written) = (size.max(longest), written + 200_000);
            if effort(0, 1) == 1 && turn % 15 == 0 {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
        done.store(true, Ordering::Relaxed);
        (longest, written)
    };
    let (reads, (longest, written)) = tokio::join!(reading, writing);
    assert!(longest < MOST, "{longest} of {written}");
    assert!(written > MOST && reads.iter().all(|reads| *reads > 0), "{written} {reads:?}");
    assert!(server.measured("event_mesh_sqlite_wal_bytes").await < 24.0 * 1024.0 * 1024.0);
}
