//! Reporting what came of an event, once and again.

use event_mesh::domain::clock::Clock;
use event_mesh::domain::timestamp::Timestamp;
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

    async fn a_verdict_is_of_the_outcome_that_it_was_told_of(database: Database) {
        let server = Server::start_at(database, one_time(), |_| ()).await;
        let context = json!({ "outcome": "three found" });
        publish(&server, json!({ "expectedOutcome": "all found" }), context).await;
        assert_eq!(known(&server).await, json!(["TOLD", "three found", null, "1970-01-01T00:00:00.005Z"]));
        // With an outcome that is there; then without one; then of another.
        for (input, expected) in [
            (json!({ "outcome": "three found", "verdict": "PARTLY" }), json!(["PARTLY", "three found", "PARTLY", "1970-01-01T00:00:00.005Z"])),
            (json!({ "impactMetric": "3" }), json!(["PARTLY", "three found", "PARTLY", "1970-01-01T00:00:00.005Z"])),
            (json!({ "outcome": "four found" }), json!(["TOLD", "four found", null, "2001-09-09T01:46:40.000Z"])),
            (json!({ "verdict": "NOT_MET" }), json!(["NOT_MET", "four found", "NOT_MET", "2001-09-09T01:46:40.000Z"])),
            (json!({ "outcomeAt": 7 }), json!(["NOT_MET", "four found", "NOT_MET", "1970-01-01T00:00:00.007Z"])),
            (json!({ "outcome": "all found", "verdict": "MET", "outcomeAt": "8" }), json!(["MET", "all found", "MET", "1970-01-01T00:00:00.008Z"])),
        ] {
            assert!(became(&report(&server, input.clone()).await).0, "{input}");
            assert_eq!(known(&server).await, expected, "{input}");
            assert!(!became(&report(&server, input.clone()).await).0, "{input} again");
        }
        let history = "{ event(id: \"a\") { outcomeHistory { revision outcome verdict } } }";
        let history = server.ask(history, json!({})).await["event"]["outcomeHistory"].take();
        let each = history.as_array().expect("a list").iter();
        let each = each.map(|one| json!([one["revision"], one["outcome"], one["verdict"]]));
        assert_eq!(each.collect::<Value>(), json!([
            [1, "three found", null], [2, "three found", "PARTLY"], [3, "three found", "PARTLY"],
            [4, "four found", null], [5, "four found", "NOT_MET"], [6, "four found", "NOT_MET"],
            [7, "all found", "MET"],
        ]));
    }

    async fn what_an_outcome_is_compared_by_is_what_was_said(database: Database) {
        let server = Server::start_at(database, one_time(), |_| ()).await;
        let context = json!({ "outcome": "done", "verdict": "MET" });
        publish(&server, Value::Null, context.clone()).await;
        for same in [
            json!({ "outcome": "done" }),
            json!({ "verdict": "MET" }),
            json!({ "outcome": "done", "verdict": "MET", "outcomeAt": 5 }),
            json!({ "outcomeAt": 5, "verdict": null, "expectedRevision": 9 }),
        ] {
            assert_eq!(became(&report(&server, same.clone()).await), (false, 1), "{same}");
        }
        assert!(became(&report(&server, json!({ "outcome": "undone", "outcomeAt": 6 })).await).0);
        // What it was published with counts, not what became of it.
        for (field, value, is_same) in [
            ("outcomeAt", json!(5), true),
            ("outcomeAt", json!("5"), true),
            ("outcomeAt", json!(6), false),
            ("verdict", json!("NOT_MET"), false),
            ("verdict", Value::Null, false),
            ("outcome", json!("undone"), false),
        ] {
            let mut again = context.clone();
            again[field] = value;
            let answer = server.answer(PUBLISH, json!({ "input": event(&Value::Null, &again) })).await;
            let is_repeated = answer["data"]["publish"]["created"] == false;
            assert_eq!(is_repeated, is_same, "{again}: {answer}");
            assert!(is_same || answer["errors"][0]["extensions"]["code"] == "CONFLICT", "{answer}");
        }
    }

    async fn a_verdict_needs_an_outcome(database: Database) {
        let server = server_with_an_event(database).await;
        for field in ["verdict", "outcomeAt"] {
            let value = if field == "verdict" { json!("MET") } else { json!(1) };
            let input = json!({ field: value, "impactMetric": "3 h" });
            let error = server.refusal(UPDATE, json!({ "id": "a", "input": input })).await;
            let said = (&error["extensions"]["code"], &error["extensions"]["inputPath"]);
            assert_eq!(said, (&json!("BAD_USER_INPUT"), &json!(["input", field])));
        }
        let error = server.refusal(UPDATE, json!({ "id": "a", "input": { "outcomeAt": 0.5 } })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        assert_eq!(became(&report(&server, json!({ "outcome": "", "verdict": "MET" })).await), (true, 2));
    }

    async fn events_are_listed_and_followed_by_what_is_known_of_their_outcomes(database: Database) {
        let server = Server::start(database).await;
        let expected = json!({ "expectedOutcome": "it works" });
        let outcome = |verdict: Option<&str>| json!({ "outcome": "x", "verdict": verdict });
        for (id, intent, context) in [
            ("none", Value::Null, json!({ "decision": "x", "impactMetric": "1" })),
            ("pending", expected.clone(), Value::Null),
            ("told", expected.clone(), outcome(None)),
            ("met", Value::Null, outcome(Some("MET"))),
            ("partly", expected, outcome(Some("PARTLY"))),
            ("not-met", Value::Null, outcome(Some("NOT_MET"))),
        ] {
            let mut input = event(&intent, &context);
            input["id"] = json!(id);
            server.publish(input).await;
        }
        let list = "query ($filter: EventFilter) { events(filter: $filter) { nodes { id } totalCount } }";
        for (states, ids) in [
            (json!(["NONE"]), vec!["none"]),
            (json!(["PENDING"]), vec!["pending"]),
            (json!("TOLD"), vec!["told"]),
            (json!(["MET", "MET"]), vec!["met"]),
            (json!(["PARTLY", "NOT_MET"]), vec!["partly", "not-met"]),
            (json!([]), vec![]),
            (Value::Null, vec!["told", "pending", "partly", "not-met", "none", "met"]),
        ] {
            let found = server.ask(list, json!({ "filter": { "outcomeState": states } })).await;
            let ids: Vec<_> = ids.into_iter().map(|id| json!({ "id": id })).collect();
            assert_eq!(found["events"]["totalCount"], ids.len(), "{states}");
            assert_eq!(found["events"]["nodes"], json!(ids), "{states}");
        }
        let filter = json!({ "filter": { "outcomeState": ["MET", "TOLD"] } });
        let mut live = Follower::open(&server.url, filter).await;
        live.next().await;
        for (id, verdict) in [("none", "NOT_MET"), ("pending", "MET"), ("met", "PARTLY"), ("not-met", "MET")] {
            let input = json!({ "outcome": "x", "verdict": verdict });
            server.ask(UPDATE, json!({ "id": id, "input": input })).await;
        }
        let told = live.told(2).await.into_iter().map(|(_, event)| event);
        assert_eq!(told.collect::<Vec<_>>(), ["pending", "not-met"]);
    }
}

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// An event that happened five milliseconds after the epoch.
fn event(intent: &Value, context: &Value) -> Value {
    json!({
        "id": "a", "eventName": "x", "payload": 0, "timestamp": 5, "userIntent": intent,
        "context": context,
    })
}

async fn publish(server: &Server, intent: Value, context: Value) {
    server.ask(PUBLISH, json!({ "input": event(&intent, &context) })).await;
}

/// A clock that stands still.
fn one_time() -> Clock {
    Clock::from_fn(|| Timestamp::from_stored(1_000_000_000_000))
}

/// What is told of the outcome: as text, and field by field, which a directive makes of it.
async fn known(server: &Server) -> Value {
    let fields = "outcomeState context { outcome verdict outcomeAt }";
    let query = |fields: &str| format!("{{ event(id: \"a\") {{ {fields} }} }}");
    let text = server.ask(&query(fields), json!({})).await["event"].take();
    let by_field = server.ask(&query(&format!("{fields} id @skip(if: true)")), json!({})).await;
    assert_eq!(by_field["event"], text);
    let context = &text["context"];
    json!([text["outcomeState"], context["outcome"], context["verdict"], context["outcomeAt"]])
}
