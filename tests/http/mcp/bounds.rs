//! Answers are bounded, and keep their form, whatever events hold.

use support::{Server, Value, json, on_both_databases};

use crate::http::mcp::client::{ask, links, pages, rows, text};

/// How much JSON one event may hold, in bytes, less what its other parts take here.
const LARGE: usize = 262_144 - 2_000;

/// Texts that take more room in an answer than they have, or would end a line, a text or a fence.
const TEXTS: [&str; 7] =
    ["plain ", "\"", "\\", "\n```\n", "\u{1}", "\u{202E}\u{2028}\u{E0041}", "字"];

/// As much of a text as an event holds.
fn much(text: &str) -> String {
    let written = json!(text).to_string().len() - 2;
    text.repeat(LARGE / written / 6)
}

fn huge(id: &str, text: &str, causes: &[String]) -> Value {
    let (text, length) = (much(text), text.len());
    let named = "n".repeat(256 - length % 7);
    json!({
        "id": id,
        "eventName": named,
        "source": named,
        "payload": { "a": text, "b": [1, { "c": null }] },
        "userIntent": { "goal": text, "expectedOutcome": text },
        "context": { "relatedEvents": causes, "decision": text, "outcome": text, "verdict": "NOT_MET" },
    })
}

/// A chain of huge events, with one of a kind of texts after the other. Returns the id of the last.
async fn chain(server: &Server) -> String {
    let mut causes = Vec::new();
    for round in 0..3 {
        for (number, text) in TEXTS.iter().enumerate() {
            let id = format!("{}{round}-{number}", "i".repeat(120));
            server.publish(huge(&id, text, &causes)).await;
            causes = vec![id];
        }
    }
    causes.remove(0)
}

on_both_databases! {
    async fn huge_events_make_short_answers(database: Database) {
        let server = Server::start(database).await;
        let last = chain(&server).await;
        let report = "mutation ($id: ID!, $input: OutcomeInput!) {
            updateOutcome(id: $id, input: $input) { changed }
        }";
        for (number, text) in TEXTS.iter().enumerate() {
            let outcome = format!("{number}{}", much(text));
            server.ask(report, json!({ "id": last, "input": { "outcome": outcome } })).await;
        }
        // Each answer is held to its bound, and to its form, by the client.
        let found = pages(&server, "search_events", json!({ "limit": 100 })).await;
        assert_eq!(rows(&found, "events").count(), 21);
        let workflow = pages(&server, "get_workflow", json!({ "id": last, "depth": 50 })).await;
        assert_eq!(rows(&workflow, "events").count(), 21);
        assert_eq!(links(&workflow).len(), 20);
        let steps = pages(&server, "explain_error", json!({ "id": last, "depth": 50, "limit": 100 })).await;
        assert_eq!(rows(&steps, "steps").count(), 20);
        for event in rows(&found, "events") {
            let told = ask(&server, "get_event", &json!({ "id": event["id"] })).await;
            assert_eq!(told["event"]["id"], event["id"]);
        }
        let stats = pages(&server, "event_stats", json!({ "by": "SOURCE", "limit": 100 })).await;
        assert_eq!(stats[0]["total"], 21);
    }

    async fn a_text_is_told_as_it_is_and_nothing_in_it_is_hidden(database: Database) {
        let server = Server::start(database).await;
        let goal = "a\u{202E}b\u{E0041}\u{2028}c\n```\n\"d\" é";
        server.publish(json!({
            "id": "a", "eventName": "a", "payload": { "k": goal }, "userIntent": { "goal": goal },
        })).await;
        for (tool, arguments) in [("search_events", json!({})), ("get_event", json!({ "id": "a" }))] {
            let text = text(&server, "", tool, &arguments).await;
            assert!(text.contains(r#"a\u202eb\udb40\udc41\u2028c\n```\n\"d\" é"#), "{text}");
        }
        let told = ask(&server, "get_event", &json!({ "id": "a" })).await;
        assert_eq!(told["event"]["userIntent"]["goal"], goal);
        assert_eq!(told["event"]["payload"]["k"], goal);
    }
}
