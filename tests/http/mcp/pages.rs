//! Cursors: through all pages of a tool, each row comes once.

use std::collections::BTreeSet;

use support::{Database, Server, Value, json, on_both_databases};

use crate::http::mcp::client::{ask, links, pages, refusal_to, rows};

/// More causes of one event than are on a page, with the links to them.
const HUB: usize = 300;

/// An event that led to many, all of which led to another.
async fn hub(server: &Server) {
    let event = |id: String, causes: Vec<String>| {
        json!({ "id": id, "eventName": "step", "payload": {}, "source": format!("s{}", id.len()),
            "userIntent": { "goal": "g".repeat(90), "expectedOutcome": "e".repeat(90) },
            "timestamp": 1_700_000_000_000_u64, "context": { "relatedEvents": causes } })
    };
    let middle: Vec<String> = (0..HUB).map(|number| format!("middle-{number}")).collect();
    let mut events = vec![event("first".to_owned(), Vec::new())];
    events.extend(middle.iter().map(|id| event(id.clone(), vec!["first".to_owned()])));
    events.push(event("last".to_owned(), middle));
    server.publish_many(events).await;
}

/// What each row says under a key, which must be another each time.
fn distinct(rows: Vec<String>) -> BTreeSet<String> {
    let count = rows.len();
    let distinct: BTreeSet<String> = rows.into_iter().collect();
    assert_eq!(distinct.len(), count, "some come twice");
    distinct
}

fn ids(pages: &[Value], key: &str) -> BTreeSet<String> {
    distinct(rows(pages, key).map(|row| row["id"].as_str().expect("an id").to_owned()).collect())
}

on_both_databases! {
    async fn each_event_and_each_link_comes_once(database: Database) {
        let server = Server::start(database).await;
        hub(&server).await;
        for limit in [1, 7, 100] {
            let found = pages(&server, "search_events", json!({ "limit": limit })).await;
            assert_eq!(ids(&found, "events").len(), HUB + 2, "{limit}");
        }
        for (id, direction) in [("last", "UPSTREAM"), ("first", "DOWNSTREAM"), ("middle-7", "BOTH")] {
            for limit in [7, 100] {
                let arguments = json!({ "id": id, "direction": direction, "limit": limit });
                let found = pages(&server, "get_workflow", arguments).await;
                let count = found[0]["eventCount"].as_u64().expect("a number");
                assert_eq!(ids(&found, "events").len() as u64, count, "{id} {limit}");
                let edges = distinct(links(&found));
                assert_eq!(edges.len(), 2 * HUB, "{id} {limit}");
            }
        }
        // Of those that led to it, the nearest 200.
        let steps = pages(&server, "explain_error", json!({ "id": "last" })).await;
        assert_eq!(ids(&steps, "steps").len(), 199);
        assert_eq!(steps[0]["truncatedBy"], json!(["NODE_LIMIT"]));
    }

    async fn rows_of_counts_come_once(database: Database) {
        let server = Server::start(database).await;
        let event = |number: usize| json!({
            "eventName": format!("{}{number}", "n".repeat(240)), "payload": {},
            "timestamp": 1_700_000_000_000_u64 + 3_600_000 * (number as u64 % 20),
        });
        server.publish_many((0..150).map(event).collect()).await;
        let stats = pages(&server, "event_stats", json!({ "limit": 100 })).await;
        assert!(stats.len() > 1);
        let groups = distinct(rows(&stats, "rows").map(|row| row["group"].to_string()).collect());
        assert_eq!(groups.len(), 101, "and the others");
        let counted: u64 = rows(&stats, "rows").map(|row| row["count"].as_u64().expect("a number")).sum();
        assert_eq!((counted, &stats[0]["total"]), (150, &json!(150)));
        let end = 1_700_000_000_000_u64 + 20 * 3_600_000;
        let hours = json!({ "limit": 1, "interval": "HOUR", "by": "SOURCE", "to": end });
        let stats = pages(&server, "event_stats", hours).await;
        let hours: Vec<&Value> = rows(&stats, "rows").filter(|row| row["count"] != 0).collect();
        assert_eq!(hours.len(), 20, "{stats:?}");
    }
}

#[tokio::test]
async fn a_cursor_is_of_its_tool_and_its_event() {
    let server = Server::start(Database::Sqlite).await;
    hub(&server).await;
    let found = ask(&server, "search_events", &json!({ "limit": 1 })).await;
    let workflow = ask(&server, "get_workflow", &json!({ "id": "last", "limit": 5 })).await;
    for (tool, id, cursor) in [
        ("search_events", None, &workflow["cursor"]),
        ("get_workflow", Some("last"), &found["cursor"]),
        ("get_workflow", Some("middle-7"), &workflow["cursor"]),
        ("explain_error", Some("middle-7"), &found["cursor"]),
        ("event_stats", None, &found["cursor"]),
    ] {
        let mut arguments = json!({ "cursor": cursor });
        if let Some(id) = id {
            arguments["id"] = json!(id);
        }
        let refusal = refusal_to(&server, "", tool, &arguments).await;
        assert_eq!(refusal["code"], "CURSOR_INVALID", "{tool}: {refusal}");
        assert_eq!(refusal["argument"], "cursor");
    }
}
