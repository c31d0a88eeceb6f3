//! Statements that take too long end, and what they held is free for others.

use std::num::NonZeroU32;
use std::pin::pin;
use std::time::Duration;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use futures_util::future::{join, join_all};
use support::{Cluster, Database, Server, Value, json};

const UPDATE: &str = "mutation ($id: ID!) {
    updateOutcome(id: $id, input: { outcome: \"done\" }) { event { revision } }
}";

fn code(answer: &Value) -> &Value {
    &answer["errors"][0]["extensions"]["code"]
}

/// A server whose database holds up no other test.
async fn start_apart() -> Server {
    let database = Cluster::apart().await.create().await;
    Server::start_over(database, Clock::system(), |_| ()).await
}

/// The unrelated requests are awaited while the row is locked: they must not wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_somebody_locks_holds_up_no_other_request() {
    let server = start_apart().await;
    for id in ["locked", "free"] {
        server.publish(json!({ "id": id, "eventName": "a", "payload": 1 })).await;
    }
    server
        .database
        .execute("BEGIN; SELECT 1 FROM event_history WHERE id = 'locked' FOR UPDATE")
        .await;
    let mut locked = pin!(server.answer(UPDATE, json!({ "id": "locked" })));
    let others = async {
        for turn in 0..5 {
            server.publish(json!({ "eventName": "b", "payload": turn })).await;
            server.ask(UPDATE, json!({ "id": "free" })).await;
        }
    };
    tokio::select! {
        biased;
        () = others => (),
        answer = &mut locked => panic!("the others waited for it: {answer}"),
    }
    let locked = locked.await;
    assert_eq!(code(&locked), "TIMEOUT", "{locked}");
    server.database.execute("ROLLBACK").await;
    let unlocked = server.ask(UPDATE, json!({ "id": "locked" })).await;
    assert_eq!(unlocked["updateOutcome"]["event"]["revision"], 2);
}

/// The batch that inserts it waits in its turn, which the next ones don't wait for long.
#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_somebody_inserts_holds_up_no_other_request() {
    let server = start_apart().await;
    server.publish(json!({ "id": "free", "eventName": "a", "payload": 1 })).await;
    server
        .database
        .execute(
            "BEGIN; INSERT INTO event_history (tenant_id, id, event_name, source, timestamp,
                payload, should_document, recorded_at, revision)
            SELECT tenant_id, 'inserted', event_name, source, timestamp, payload, should_document,
                recorded_at, revision FROM event_history",
        )
        .await;
    let input = json!({ "id": "inserted", "eventName": "b", "payload": 2 });
    let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    let mut waiting = pin!(server.answer(publish, json!({ "input": input })));
    let early = tokio::time::timeout(Duration::from_millis(300), &mut waiting).await;
    assert!(early.is_err(), "{early:?}");
    server.publish(json!({ "eventName": "b", "payload": 3 })).await;
    let still_waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND xact_start <
            (SELECT to_timestamp(recorded_at / 1000.0) FROM event_history WHERE event_name = 'b')";
    assert_eq!(server.database.number(still_waiting).await, 1, "the other waited for it");
    server.database.execute("ROLLBACK").await;
    assert_eq!(waiting.await["data"]["publish"]["created"], true);
}

/// Another process may hold its lock; nothing is written then, and all say so in the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_somebody_locks_is_written_again_once_it_is_free() {
    let server = Server::start(Database::Sqlite).await;
    server.database.execute("BEGIN IMMEDIATE").await;
    let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    let input = |turn: u32| json!({ "id": format!("e{turn}"), "eventName": "a", "payload": turn });
    let refused = (0..6).map(|turn| server.answer(publish, json!({ "input": input(turn) })));
    for answer in join_all(refused).await {
        assert!(["TIMEOUT", "UNAVAILABLE"].map(Value::from).contains(code(&answer)), "{answer}");
    }
    server.database.execute("ROLLBACK").await;
    assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 0);
    for turn in 0..6 {
        let answer = server.ask(publish, json!({ "input": input(turn) })).await;
        assert_eq!(answer["publish"]["created"], true);
    }
}

/// SQLite computes in its own threads: one that nobody waits for must not go on for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_runaway_query_ends_and_gives_its_connection_back() {
    // More than the runaways have, whatever the processors.
    let connections = |settings: &mut Settings| {
        settings.database.connections = NonZeroU32::new(8).expect("eight");
    };
    let server = Server::start_with(Database::Sqlite, connections).await;
    let zeros = vec![0; 60_000];
    for turn in 0..40 {
        server
            .publish(
                json!({ "id": format!("e{turn}"), "eventName": "a", "payload": { "a": zeros } }),
            )
            .await;
    }
    let tests: Vec<Value> = (1..90)
        .map(|value| json!({ "payload": [{ "path": ["a"], "op": "CONTAINS", "value": value }] }))
        .collect();
    let list = "query ($filter: EventFilter, $first: Int) {
        events(filter: $filter, first: $first) { nodes { id } }
    }";
    // Of sizes that have statements of their own, which they can't share.
    let runaways = [5, 10, 20].map(|first| json!({ "filter": { "or": tests }, "first": first }));
    let runaways = runaways.into_iter().map(|variables| server.answer(list, variables));
    // The page is there at once, and counting all takes as long.
    let newest = json!({ "id": { "in": ["e38", "e39"] } });
    let some: Vec<&Value> = [&newest].into_iter().chain(&tests).collect();
    let counted = json!({ "filter": { "or": some }, "first": 1 });
    let count = "query ($filter: EventFilter, $first: Int) {
        events(filter: $filter, first: $first) { nodes { id } totalCount }
    }";
    let runaways = join(join_all(runaways), server.answer(count, counted));
    let mut runaways = pin!(runaways);
    // Others are answered meanwhile, though there may be fewer processors.
    let others = async {
        for turn in 0..20 {
            let ask = format!("{{ event(id: \"e{turn}\") {{ id }} }}");
            let event = server.ask(&ask, json!({})).await;
            assert_eq!(event["event"]["id"], format!("e{turn}"));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        biased;
        answers = &mut runaways => panic!("the others waited for them: {answers:?}"),
        () = others => (),
    }
    let (lists, counted) = runaways.await;
    for answer in lists {
        assert_eq!(code(&answer), "TIMEOUT", "{answer}");
    }
    let expected = json!({ "nodes": [{ "id": "e39" }], "totalCount": null });
    assert_eq!(counted, json!({ "data": { "events": expected } }));
    let event = server.ask("{ event(id: \"e1\") { id } }", json!({})).await;
    assert_eq!(event["event"]["id"], "e1");
}
