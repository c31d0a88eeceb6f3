//! What the tools say of themselves, and of what is wrong with a call.

use support::{Database, Server, Value, json, on_both_databases};

use crate::http::mcp::client::{ask, call, json_of, post, refusal_to, rows};

/// The most that models read of tools, in bytes: less than 1,500 tokens.
const LISTED: usize = 5_200;

const TOOLS: [&str; 5] =
    ["search_events", "get_event", "get_workflow", "explain_error", "event_stats"];

#[tokio::test]
async fn tools_are_told_in_few_words() {
    let server = Server::start(Database::Sqlite).await;
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let listed = json_of(post(&server, &list).send().await.expect("an answer")).await;
    let length = listed.to_string().len();
    assert!(length <= LISTED, "{length} bytes");
    let tools = listed["result"]["tools"].as_array().expect("tools");
    assert_eq!(tools.iter().map(|tool| &tool["name"]).collect::<Vec<_>>(), TOOLS);
    for tool in tools {
        assert_eq!(tool["annotations"], json!({ "readOnlyHint": true, "openWorldHint": false }));
        assert!(tool["description"].as_str().expect("a text").contains("untrusted"), "{tool}");
        assert_eq!(tool["inputSchema"]["type"], "object");
        for (name, schema) in tool["inputSchema"]["properties"].as_object().expect("properties") {
            assert!(schema["type"].is_string(), "{name}: {schema}");
        }
    }
}

/// Calls that are wrong, with the code, and the argument that is named.
fn wrong() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let bad = "BAD_USER_INPUT";
    let many = vec!["a"; 51];
    vec![
        ("get_event", json!({}), bad, "id"),
        ("get_event", json!({ "id": 1 }), bad, "id"),
        ("get_event", json!({ "id": null }), bad, "id"),
        ("get_event", json!({ "id": "a", "limit": 1 }), bad, ""),
        ("get_event", json!({ "id": "nowhere" }), "NOT_FOUND", "id"),
        ("get_event", json!({ "id": "no id" }), "NOT_FOUND", "id"),
        ("get_event", json!({ "id": "a".repeat(100_000) }), "NOT_FOUND", "id"),
        ("get_event", json!({ "id": "a", "tenantId": "a" }), bad, "tenantId"),
        ("get_workflow", json!({ "id": "a", "depth": 0 }), bad, "depth"),
        ("get_workflow", json!({ "id": "a", "depth": 51 }), bad, "depth"),
        ("get_workflow", json!({ "id": "a", "depth": 1.5 }), bad, "depth"),
        ("get_workflow", json!({ "id": "a", "direction": "SIDEWAYS" }), bad, "direction"),
        ("get_workflow", json!({ "id": "a", "cursor": "b" }), "CURSOR_INVALID", "cursor"),
        ("get_workflow", json!({ "id": "a", "cursor": "-1.b" }), "CURSOR_INVALID", "cursor"),
        ("explain_error", json!({ "id": "a", "limit": 101 }), bad, "limit"),
        ("explain_error", json!({ "id": "a", "limit": "ten" }), bad, "limit"),
        ("explain_error", json!({ "id": "a", "cursor": "b" }), "CURSOR_INVALID", "cursor"),
        ("search_events", json!({ "limit": 0 }), bad, "limit"),
        ("search_events", json!({ "limit": -1 }), bad, "limit"),
        ("search_events", json!({ "limit": 1e300 }), bad, "limit"),
        ("search_events", json!({ "cursor": "b" }), "CURSOR_INVALID", "cursor"),
        ("search_events", json!({ "cursor": [] }), bad, "cursor"),
        ("search_events", json!({ "text": "-only" }), bad, "text"),
        ("search_events", json!({ "text": "a".repeat(300) }), bad, "text"),
        ("search_events", json!({ "names": many }), bad, "names"),
        ("search_events", json!({ "names": [1] }), bad, "names"),
        ("search_events", json!({ "sources": ["\u{0}"] }), bad, "sources"),
        ("search_events", json!({ "states": ["GOOD"] }), bad, "states.0"),
        ("search_events", json!({ "from": "yesterday" }), bad, "from"),
        ("search_events", json!({ "from": 1e300 }), bad, "from"),
        ("search_events", json!({ "to": {} }), bad, "to"),
        ("search_events", json!({ "words": "a" }), bad, ""),
        ("event_stats", json!({ "by": "COLOUR" }), bad, "by"),
        ("event_stats", json!({ "interval": "SECOND" }), bad, "interval"),
        (
            "event_stats",
            json!({ "interval": "HOUR", "from": "0001-01-01T00:00:00Z" }),
            bad,
            "interval",
        ),
        ("event_stats", json!({ "cursor": "-1" }), "CURSOR_INVALID", "cursor"),
    ]
}

on_both_databases! {
    async fn what_is_wrong_with_a_call_is_named(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({ "id": "a", "eventName": "a", "payload": {} })).await;
        for (tool, arguments, code, argument) in wrong() {
            let refusal = refusal_to(&server, "", tool, &arguments).await;
            assert_eq!(refusal["code"], code, "{tool} {arguments}: {refusal}");
            assert_eq!(refusal["argument"].as_str().unwrap_or_default(), argument, "{tool} {arguments}: {refusal}");
            let message = refusal["message"].as_str().expect("a message");
            assert!(message.len() < 300, "{message}");
        }
    }
}

#[tokio::test]
async fn there_are_no_other_tools() {
    let server = Server::start(Database::Sqlite).await;
    let call = call("publish", &json!({}));
    let answer = json_of(post(&server, &call).send().await.expect("an answer")).await;
    assert_eq!(answer["error"]["code"], -32_602, "{answer}");
}

on_both_databases! {
    async fn events_are_found_by_all_conditions(database: Database) {
        let server = Server::start(database).await;
        let inputs = [
            json!({ "id": "a", "eventName": "mail.sent", "source": "mail", "payload": { "to": "Ada" },
                "timestamp": 1_000_000, "context": { "category": "feature" } }),
            json!({ "id": "b", "eventName": "mail.read", "source": "mail", "payload": { "by": "Ada" },
                "timestamp": 2_000_000, "context": { "relatedEvents": ["a"] },
                "userIntent": { "expectedOutcome": "It is answered" } }),
            json!({ "id": "c", "eventName": "page.seen", "source": "web", "payload": {},
                "timestamp": 3_000_000, "context": { "relatedEvents": ["b"], "outcome": "Nothing", "verdict": "NOT_MET" } }),
        ];
        server.publish_many(inputs.to_vec()).await;
        let conditions = [
            (json!({}), "cba"),
            (json!({ "names": ["mail.sent", "page.seen"] }), "ca"),
            (json!({ "names": "page.seen" }), "c"),
            (json!({ "names": [] }), ""),
            (json!({ "sources": ["mail"] }), "ba"),
            (json!({ "categories": ["feature"] }), "a"),
            (json!({ "states": ["PENDING", "not_met"] }), "cb"),
            (json!({ "from": "1970-01-01T00:33:20Z" }), "cb"),
            (json!({ "from": 2_000_000, "to": "2000000" }), "b"),
            (json!({ "text": "ada" }), "ba"),
            (json!({ "text": "ada -sent" }), "b"),
            (json!({ "text": " " }), "cba"),
            (json!({ "causedBy": "a" }), "b"),
            (json!({ "ledTo": "c" }), "b"),
            (json!({ "causedBy": "nowhere" }), ""),
            (json!({ "sources": ["mail"], "text": "ada", "states": ["PENDING"] }), "b"),
        ];
        for (arguments, expected) in conditions {
            let found = ask(&server, "search_events", &arguments).await;
            let pages = [found];
            let ids: String = rows(&pages, "events").map(|event| event["id"].as_str().expect("an id")).collect();
            assert_eq!(ids, expected, "{arguments}");
            let mut counted = arguments.clone();
            let has_links = ["causedBy", "ledTo"].iter().any(|name| arguments.get(name).is_some());
            if !has_links {
                counted["by"] = json!("SOURCE");
                let total = ask(&server, "event_stats", &counted).await["total"].as_u64();
                assert_eq!(total, Some(expected.len() as u64), "{arguments}");
            }
        }
    }
}
