//! What the API tells of a history that was taken over.

use event_mesh::domain::viewer::Viewer;
use support::{BareDatabase, Value, json};

use crate::adoption::history::{self, ALICE, BOB, app, ask, user};

async fn taken() -> BareDatabase {
    let database = history::small().await;
    database.migrations().await.up("sub").await.expect("an adoption");
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_their_own_events() {
    let database = taken().await;
    let app = app(&database).await;
    let query = "{ events { totalCount } }";
    for (viewer, count) in [(user(ALICE), 7), (user(BOB), 1), (Viewer::Service, 11)] {
        let seen = ask(&app, viewer, query).await;
        assert_eq!(seen["events"]["totalCount"], count, "{viewer:?}");
    }
    let others = ask(&app, user(ALICE), "{ event(id: \"b1\") { id } }").await;
    assert_eq!(others, json!({ "event": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_an_event_is_as_it_was() {
    let database = taken().await;
    let app = app(&database).await;
    let query = "{ event(id: \"a2\") {
        id eventName source timestamp payload shouldDocument metadata userId revision recordedAt
        userIntent { goal }
        context { relatedEvents decision category outcome impactMetric extra }
    } }";
    let seen = ask(&app, user(ALICE), query).await;
    assert_eq!(
        seen["event"],
        json!({
            "id": "a2", "eventName": "widget.created", "source": "wizard",
            "timestamp": 1_700_000_000_002_i64, "payload": [], "shouldDocument": true,
            "metadata": { "k": null }, "userId": ALICE, "revision": 1,
            "recordedAt": "2023-11-14T22:13:20.002Z", "userIntent": null,
            "context": {
                "relatedEvents": ["a1", "gone", "a1", "b1", "no id at all", "a2"],
                "decision": null, "category": "feature", "outcome": "it works",
                "impactMetric": null, "extra": { "mood": { "x": 1 } },
            },
        })
    );
    let query =
        "{ event(id: \"a1\") { payload shouldDocument userIntent { goal } context { outcome } } }";
    let seen = ask(&app, user(ALICE), query).await;
    assert_eq!(
        seen["event"],
        json!({
            "payload": { "n": 1.5 }, "shouldDocument": false,
            "userIntent": { "goal": "see payments" }, "context": null,
        })
    );
}

/// Nulls and objects where the other is expected, empty text, dates at both ends, a megabyte, depth
/// and numbers that a publisher may not send.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_original_let_in_can_be_read() {
    let database = taken().await;
    let app = app(&database).await;
    let everything = "{ events(first: 100) { nodes {
        id eventName source timestamp occurredAt payload metadata userIntent { goal }
        context { relatedEvents outcome extra } outcomeHistory { revision }
        related(depth: 5, direction: BOTH) { id }
    } } }";
    let seen = ask(&app, Viewer::Service, everything).await;
    let event = |id: &str| {
        let nodes = seen["events"]["nodes"].as_array().expect("events");
        nodes.iter().find(|node| node["id"] == id).expect("the event").clone()
    };
    for (id, millis) in [("a5", 8_640_000_000_000_000_i64), ("a6", -8_640_000_000_000_000)] {
        let (timestamp, instant) = (&event(id)["timestamp"], &event(id)["occurredAt"]);
        assert_eq!((timestamp, instant), (&json!(millis), &Value::Null));
    }
    assert_eq!(event("a7")["payload"]["text"], "ab\"c".repeat(262_144));
    let depth = event("n-3")["metadata"].to_string();
    assert_eq!(depth, "[".repeat(127) + &"]".repeat(127));
    assert_eq!(event("a5")["payload"], json!(false));
    assert_eq!(
        event("n:1")["payload"],
        json!({ "big": 1.234_567_890_123_456_8e29, "most": f64::MAX })
    );
    assert_eq!(event("a3")["metadata"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn walks_over_adopted_links_end() {
    let database = taken().await;
    let app = app(&database).await;
    let query = "{
        up: event(id: \"a7\") { related(depth: 50) { id } }
        down: event(id: \"a1\") { related(depth: 50, direction: DOWNSTREAM) { id } }
        workflow(eventId: \"a1\", direction: BOTH) { events { id } edges { from to } isPartial }
        path(from: \"a1\", to: \"a7\") { id }
        foreign: path(from: \"a2\", to: \"b1\") { id }
    }";
    let seen = ask(&app, user(ALICE), query).await;
    let ids = |ids: &[&str]| json!(ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>());
    // a4 has a list that is not all text, so that it has no links.
    assert_eq!(seen["up"]["related"], ids(&["a4", "a1", "a2", "a3"]));
    assert_eq!(seen["down"]["related"], ids(&["a2", "a3", "a7"]));
    assert_eq!(seen["workflow"]["isPartial"], false);
    let edges = json!([
        { "from": "a1", "to": "a2" }, { "from": "a2", "to": "a2" }, { "from": "a4", "to": "a3" },
        { "from": "a2", "to": "a3" }, { "from": "a3", "to": "a7" },
    ]);
    assert_eq!(seen["workflow"]["edges"], edges);
    assert_eq!(seen["path"], ids(&["a1", "a2", "a3", "a7"]));
    assert_eq!(seen["foreign"], json!([]));
    let circle =
        ask(&app, Viewer::Service, "{ event(id: \"n-2\") { related(depth: 50) { id } } }").await;
    assert_eq!(circle["event"]["related"], ids(&["n:1", "n-3"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_the_rows_that_publishing_would_have_written() {
    let database = taken().await;
    let rows = "SELECT format('%s %s %s', event_id, related_id, ordinal) FROM event_relation
                ORDER BY event_id, ordinal";
    assert_eq!(
        database.texts(rows).await,
        [
            "a2 a1 0",
            "a2 gone 1",
            "a2 b1 3",
            "a2 a2 5",
            "a3 a2 0",
            "a3 a4 1",
            "a7 a3 0",
            "b1 b1 0",
            "b1 a1 1",
            "n-2 n:1 0",
            "n-2 n-3 1",
            "n-3 n-2 0",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_begin_their_history_and_go_on_with_it() {
    let database = taken().await;
    let app = app(&database).await;
    let history = "outcomeHistory { revision outcome impactMetric recordedAt }";
    let query = format!(
        "{{ a1: event(id: \"a1\") {{ {history} }} a2: event(id: \"a2\") {{ {history} }}
            a3: event(id: \"a3\") {{ {history} }} a5: event(id: \"a5\") {{ {history} }} }}"
    );
    let seen = ask(&app, user(ALICE), &query).await;
    let first = |outcome, impact, at| {
        json!({ "outcomeHistory": [
            { "revision": 1, "outcome": outcome, "impactMetric": impact, "recordedAt": at },
        ] })
    };
    let none = json!({ "outcomeHistory": [] });
    assert_eq!(
        seen,
        json!({
            "a1": none, "a2": first(json!("it works"), json!(null), "2023-11-14T22:13:20.002Z"),
            "a3": first(json!(null), json!(""), "2023-11-14T22:13:20.003Z"), "a5": none,
        })
    );
    let update = "mutation { updateOutcome(id: \"a2\", input: { outcome: \"better\" }) {
        event { revision outcomeHistory { outcome } }
    } }";
    let seen = ask(&app, user(ALICE), update).await;
    let event = json!({
        "revision": 2, "outcomeHistory": [{ "outcome": "it works" }, { "outcome": "better" }],
    });
    assert_eq!(seen["updateOutcome"]["event"], event);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_narratives_become_the_equal_json() {
    let database = taken().await;
    let rows = "SELECT jsonb_build_array(tenant_id, event_id, long_description, screenshots,
                    code_snippets, ai_narrative, ai_summary, ai_tags, recorded_at)::text
                FROM narrative_context ORDER BY id";
    let parse = |row: &String| -> support::Value { serde_json::from_str(row).expect("JSON") };
    let rows: Vec<_> = database.texts(rows).await.iter().map(parse).collect();
    assert_eq!(
        rows,
        [
            json!([ALICE, "a1", "long", ["one.png", "", "NULL", "a,b\"c"],
                [{ "language": "rust" }], "told", "short", [], 1_700_000_000_001_i64]),
            json!([ALICE, "a2", null, [], [], null, "", [], 1_700_000_000_002_i64]),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_up_changes_nothing() {
    let database = taken().await;
    let before = history::facts(&database).await;
    database.migrations().await.up("sub").await.expect("nothing to do");
    assert_eq!(history::facts(&database).await, before);
}

/// Databases that had our tables before there was an adoption.
#[tokio::test(flavor = "multi_thread")]
async fn tables_that_are_ours_already_are_left_alone() {
    let database = BareDatabase::create().await;
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("a schema");
    let app = app(&database).await;
    let publish = "mutation { publish(input: { eventName: \"x\", payload: 1 }) { created } }";
    ask(&app, Viewer::Service, publish).await;
    app.close().await;
    let before = history::facts(&database).await;
    database.execute("DELETE FROM seaql_migrations WHERE version ~ '_(000000|000005)_'").await;
    assert!(!migrations.would_adopt().await.expect("an answer"));
    migrations.up("sub").await.expect("nothing to adopt");
    assert_eq!(history::facts(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_adopt_once() {
    let database = history::small().await;
    let (one, other) = (database.migrations().await, database.migrations().await);
    let (one, other) = tokio::join!(one.up("sub"), other.up("sub"));
    one.and(other).expect("both end well");
    assert_eq!(database.texts("SELECT count(*)::text FROM event_history").await, ["11"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_without_narratives_is_taken_too() {
    let database = history::on_supabase().await;
    database.execute("DROP TABLE narrative_context").await;
    let before = history::facts(&database).await;
    let migrations = database.migrations().await;
    assert!(migrations.would_adopt().await.expect("an answer"));
    migrations.up("sub").await.expect("an adoption");
    assert!(!migrations.would_adopt().await.expect("an answer"));
    migrations.down(history::ALL).await.expect("the way back");
    assert_eq!(history::facts(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_history_gets_the_schema_alone() {
    let database = BareDatabase::create().await;
    let before = history::facts(&database).await;
    let migrations = database.migrations().await;
    assert!(!migrations.would_adopt().await.expect("an answer"));
    migrations.up("sub").await.expect("a schema");
    let schemas = "SELECT nspname::text FROM pg_namespace WHERE nspname = 'event_mesh_original'";
    assert_eq!(database.texts(schemas).await, [""; 0]);
    migrations.down(history::ALL).await.expect("the way back");
    assert_eq!(history::facts(&database).await, before);
}
