//! Tenants: agents see what those see for whom they ask, and nothing of others.

use event_mesh::config::Settings;
use event_mesh::config::Switch;
use support::{Database, Server, Value, json, on_both_databases};

use crate::http::mcp::client::{ask_as, refusal_to};
use crate::isolation::token::{SECRET, token};

const ALICE: &str = "00000000-0000-4000-8000-00000000000a";
const BOB: &str = "00000000-0000-4000-8000-00000000000b";

fn asking(settings: &mut Settings) {
    SECRET.clone_into(&mut settings.auth.jwt_secret);
    settings.mcp.enabled = Switch::True;
}

/// What is in the history: an event of each user that only they have, each the effect of one that both have.
async fn server(database: Database) -> (Server, [String; 3]) {
    let server = Server::start_with(database, asking).await;
    let tokens = [Some(ALICE.to_owned()), Some(BOB.to_owned()), None].map(token);
    for (token, own) in [(&tokens[0], "of-alice"), (&tokens[1], "of-bob")] {
        let outcome = json!({ "outcome": format!("secret {own}"), "verdict": "NOT_MET" });
        let mut effect = outcome.clone();
        effect["relatedEvents"] = json!(["shared"]);
        let inputs = json!([
            { "id": "shared", "eventName": format!("begun.{own}"), "payload": {}, "context": outcome },
            { "id": own, "eventName": "ended", "payload": { "whose": own }, "context": effect },
        ]);
        let query = "mutation ($inputs: [PublishInput!]!) {
            publishMany(inputs: $inputs) { results { created } }
        }";
        let answer = server.answer_as(token, query, json!({ "inputs": inputs })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
    }
    (server, tokens)
}

/// Each tool, about an event.
fn calls(id: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("get_event", json!({ "id": id })),
        ("get_workflow", json!({ "id": id, "direction": "BOTH" })),
        ("explain_error", json!({ "id": id })),
        ("search_events", json!({ "causedBy": id })),
        ("search_events", json!({ "ledTo": id })),
        ("search_events", json!({})),
        ("search_events", json!({ "text": "secret" })),
        ("event_stats", json!({})),
        ("event_stats", json!({ "text": "secret", "interval": "DAY" })),
    ]
}

on_both_databases! {
    async fn nothing_of_others_is_told(database: Database) {
        let (server, [alice, bob, _]) = server(database).await;
        for (token, own, others) in [(&alice, "of-alice", "of-bob"), (&bob, "of-bob", "of-alice")] {
            for (tool, arguments) in calls("shared").into_iter().chain(calls(own)) {
                let told = ask_as(&server, token, tool, &arguments).await.to_string();
                assert!(!told.contains(others), "{tool} {arguments}: {told}");
                assert!(!told.contains("tenantId"), "{tool} {arguments}: {told}");
            }
            for (tool, arguments) in &calls(others)[..3] {
                let refusal = refusal_to(&server, token, tool, arguments).await;
                let missing = refusal_to(&server, token, tool, &json!({ "id": "nowhere" })).await;
                assert_eq!(refusal["code"], "NOT_FOUND", "{tool}: {refusal}");
                assert_eq!(refusal["argument"], "id");
                assert_eq!(refusal, missing);
            }
            for (tool, arguments) in &calls(others)[3..5] {
                let none = ask_as(&server, token, tool, arguments).await;
                assert_eq!(none, json!({ "events": [] }), "{arguments}");
            }
            let count = ask_as(&server, token, "event_stats", &json!({})).await;
            assert_eq!(count["total"], 2);
        }
    }

    async fn a_cursor_of_another_tenant_leads_nowhere_else(database: Database) {
        let (server, [alice, bob, _]) = server(database).await;
        let page = ask_as(&server, &alice, "search_events", &json!({ "limit": 1 })).await;
        let next = json!({ "cursor": page["cursor"] });
        let told = ask_as(&server, &bob, "search_events", &next).await.to_string();
        assert!(!told.contains("of-alice"), "{told}");
        let page = ask_as(&server, &alice, "get_workflow", &json!({ "id": "of-alice", "limit": 1 })).await;
        let next = json!({ "id": "of-bob", "cursor": page["cursor"] });
        let refusal = refusal_to(&server, &bob, "get_workflow", &next).await;
        assert_eq!(refusal["code"], "CURSOR_INVALID", "{refusal}");
    }

    async fn services_say_whose_events_they_mean(database: Database) {
        let (server, [alice, _, service]) = server(database).await;
        for (tool, arguments) in &calls("shared")[..5] {
            let refusal = refusal_to(&server, &service, tool, arguments).await;
            assert_eq!(refusal["code"], "CONFLICT", "{tool}: {refusal}");
            let mut chosen = arguments.clone();
            chosen["tenantId"] = json!(ALICE);
            let told = ask_as(&server, &service, tool, &chosen).await.to_string();
            assert!(!told.contains("of-bob"), "{tool}: {told}");
        }
        for (tool, mut arguments) in calls("shared") {
            arguments["tenantId"] = json!(ALICE);
            let refusal = refusal_to(&server, &alice, tool, &arguments).await;
            assert_eq!((&refusal["code"], &refusal["argument"]), (&json!("FORBIDDEN"), &json!("tenantId")));
            arguments["tenantId"] = json!("nobody");
            let refusal = refusal_to(&server, &service, tool, &arguments).await;
            assert_eq!((&refusal["code"], &refusal["argument"]), (&json!("BAD_USER_INPUT"), &json!("tenantId")));
        }
        let all = ask_as(&server, &service, "search_events", &json!({})).await;
        let tenants: Vec<_> = all["events"].as_array().expect("events").iter().map(|event| &event["tenantId"]).collect();
        assert_eq!(tenants.iter().filter(|tenant| ***tenant == json!(BOB)).count(), 2, "{all}");
    }
}
