//! `explain_error` on the sample history: why was this skipped?

use support::reqwest::Client;
use support::{Database, Server, Value, json, on_both_databases};

use crate::http::mcp::client::{ask, pages, rows};

async fn sample(database: Database) -> Server {
    let server = Server::start(database).await;
    let stored = Client::new().post(format!("{}/sample", server.url)).send().await;
    assert_eq!(stored.expect("an answer").status(), 200);
    server
}

fn ids(rows: &Value) -> Vec<&str> {
    rows.as_array().expect("ids").iter().map(|id| id.as_str().expect("an id")).collect()
}

on_both_databases! {
    async fn why_was_this_skipped(database: Database) {
        let server = sample(database).await;
        let skipped = json!({ "names": ["automation.skipped"] });
        let found = ask(&server, "search_events", &skipped).await;
        let skipped = found["events"][0]["id"].as_str().expect("an id");
        let told = ask(&server, "explain_error", &json!({ "id": skipped })).await;
        let event = &told["event"];
        assert_eq!(event["expectedOutcome"], "All 58 customers are reminded on the same night");
        assert_eq!(
            event["outcome"],
            "Nothing was sent for two hours: the token had been withdrawn, and 58 reminders waited"
        );
        assert_eq!(event["decision"], "Skip and tell nobody: skipped runs were thought to be harmless");
        assert_eq!(event["payload"]["reason"], "provider_signed_out");
        let first = &told["steps"][0];
        assert_eq!(first["eventName"], "error.occurred");
        assert_eq!((&first["finding"], &first["hops"]), (&json!("FAILED"), &json!(1)));
        assert_eq!(first["expectedOutcome"], "The token is renewed before it runs out");
        assert_eq!(first["outcome"], "The provider withdrew the token, and nobody was asked to sign in again");
        assert_eq!(first["decision"], "Give up after three attempts: the provider locks accounts after five");
        assert_eq!(first["payload"]["code"], "TOKEN_WITHDRAWN");
        let cause = first["id"].as_str().expect("an id");
        assert_eq!(ids(&first["evidence"]), [cause, skipped]);
        let summary = told["summary"].as_str().expect("a text");
        let expected = format!(
            "2 of the 7 events that led to automation.skipped ({skipped}) went wrong, the nearest first: \
             error.occurred ({cause}), contacts.imported ("
        );
        assert!(summary.starts_with(&expected), "{summary}");
    }

    async fn each_step_is_evidence_that_is_there(database: Database) {
        let server = sample(database).await;
        let found = ask(&server, "search_events", &json!({ "names": ["reminders.caught_up"] })).await;
        let id = found["events"][0]["id"].as_str().expect("an id").to_owned();
        let pages = pages(&server, "explain_error", json!({ "id": id, "limit": 2 })).await;
        let steps: Vec<&Value> = rows(&pages, "steps").collect();
        let first = &pages[0];
        let silent = first["silentCount"].as_u64().expect("a number");
        assert_eq!(steps.len() as u64 + silent, first["upstreamCount"].as_u64().expect("a number"));
        for step in &steps {
            let chain = ids(&step["evidence"]);
            assert_eq!(chain.first(), step["id"].as_str().as_ref());
            assert_eq!(chain.last(), Some(&id.as_str()));
            assert_eq!(chain.len() as u64, step["hops"].as_u64().expect("a number") + 1);
            for pair in chain.windows(2) {
                let effects = ask(&server, "search_events", &json!({ "causedBy": pair[0] })).await;
                assert!(effects.to_string().contains(pair[1]), "{pair:?}: {effects}");
            }
        }
        let is_wrong = |step: &&&Value| step["finding"] == "FAILED" || step["finding"] == "PARTLY";
        let wrong = steps.iter().filter(is_wrong).count();
        assert!(wrong > 0 && steps[..wrong].iter().all(|step| is_wrong(&step)), "{steps:?}");
    }
}

#[tokio::test]
async fn where_nothing_is_known_that_is_said() {
    let server = Server::start(Database::Sqlite).await;
    let event = |id: &str, causes: &[&str]| json!({ "id": id, "eventName": "seen", "payload": {}, "context": { "relatedEvents": causes } });
    server.publish_many(vec![event("a", &[]), event("b", &["a"])]).await;
    let alone = ask(&server, "explain_error", &json!({ "id": "a" })).await;
    assert_eq!(alone["summary"], "No event is known to have led to seen (a).");
    let told = ask(&server, "explain_error", &json!({ "id": "b" })).await;
    assert_eq!(
        told["summary"],
        "None of the 1 events that led to seen (b) is known to have gone wrong."
    );
    assert_eq!((&told["silentCount"], &told["steps"]), (&json!(1), &json!([])));
}
