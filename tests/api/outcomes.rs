//! Reporting what came of an event, once and again.

use futures_util::future::join_all;
use support::{Database, Follower, Server, Value, json, on_both_databases};

const UPDATE: &str = "mutation ($id: ID!, $input: OutcomeInput!) {
    updateOutcome(id: $id, input: $input) {
        changed event { revision outcomeHistory { revision outcome impactMetric } } } }";

async fn report(server: &Server, input: Value) -> Value {
    server.ask(UPDATE, json!({ "id": "a", "input": input })).await["updateOutcome"].take()
}

async fn server_with_an_event(database: Database) -> Server {
    let server = Server::start(database).await;
    server.publish(json!({ "id": "a", "eventName": "x", "payload": 0 })).await;
    server
}

/// Whether a report changed something, and the event's revision then.
fn became(report: &Value) -> (bool, i64) {
    let changed = report["changed"].as_bool().expect("a truth value");
    (changed, report["event"]["revision"].as_i64().expect("a number"))
}

on_both_databases! {
    async fn an_outcome_that_is_there_changes_nothing_whatever_is_expected(database: Database) {
        let server = server_with_an_event(database).await;
        let mut live = Follower::open(&server.url, json!({})).await;
        live.next().await;
        let first = json!({ "outcome": "done", "impactMetric": "3 h", "expectedRevision": 1 });
        assert_eq!(became(&report(&server, first.clone()).await), (true, 2));
        // Behind a time-out the client knows of no other revision than before.
        let again = report(&server, first).await;
        assert_eq!(became(&again), (false, 2));
        assert_eq!(again["event"]["outcomeHistory"].as_array().map(Vec::len), Some(1));
        for same in [json!({ "outcome": "done" }), json!({ "impactMetric": "3 h", "expectedRevision": 99 })] {
            assert_eq!(became(&report(&server, same).await), (false, 2));
        }
        let other = json!({ "outcome": "undone", "expectedRevision": 1 });
        let error = server.refusal(UPDATE, json!({ "id": "a", "input": other })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(became(&report(&server, json!({ "outcome": "done", "impactMetric": "4 h" })).await), (true, 3));
        // Nothing is told of what changed nothing.
        server.publish(json!({ "id": "b", "eventName": "x", "payload": 0 })).await;
        let told = live.told(3).await.into_iter().map(|(_, event)| event);
        assert_eq!(told.collect::<Vec<_>>(), ["a", "a", "b"]);
        assert_eq!(server.database.number("SELECT count(*) FROM outcome_revision").await, 2);
        assert_eq!(server.database.number("SELECT count(*) FROM event_log").await, 4);
    }

    async fn one_of_many_equal_reports_changes_the_event(database: Database) {
        let server = server_with_an_event(database).await;
        let input = json!({ "outcome": "done", "expectedRevision": 1 });
        let reports = (0..40).map(|_| report(&server, input.clone()));
        let reports: Vec<_> = join_all(reports).await.iter().map(became).collect();
        assert_eq!(reports.iter().filter(|one| one.0).count(), 1);
        assert!(reports.iter().all(|one| one.1 == 2));
        assert_eq!(server.database.number("SELECT count(*) FROM outcome_revision").await, 1);
    }

    async fn an_outcome_that_was_published_is_there(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({
            "id": "a", "eventName": "x", "payload": 0, "context": { "outcome": "done" },
        })).await;
        assert_eq!(became(&report(&server, json!({ "outcome": "done" })).await), (false, 1));
        assert_eq!(became(&report(&server, json!({ "outcome": "" })).await), (true, 2));
        assert_eq!(became(&report(&server, json!({ "outcome": "" })).await), (false, 2));
    }
}
