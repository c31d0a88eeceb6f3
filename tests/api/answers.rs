//! The form of answers, as the GraphQL specification has it.

use support::{Database, Server, Value, json, on_both_databases};

async fn raw(server: &Server, query: &str) -> String {
    let request = json!({ "query": query });
    let request =
        support::reqwest::Client::new().post(format!("{}/graphql", server.url)).json(&request);
    request.send().await.expect("an answer").text().await.expect("text")
}

async fn server_with_events() -> Server {
    let server = Server::start(Database::Sqlite).await;
    for id in ["a", "b"] {
        server
            .publish(json!({ "id": id, "eventName": "x", "payload": { "z": 1, "a": [null] } }))
            .await;
    }
    server
}

#[tokio::test]
async fn fields_come_in_the_order_in_which_they_were_asked_for() {
    let server = server_with_events().await;
    let query = "fragment More on Event { revision related { id } id }
        { z: event(id: \"a\") { __typename outcomeHistory { revision } ...More source }
          viewer { role } a: node(id: \"b\") { ... on Event { related { id } id } __typename } }";
    assert_eq!(
        raw(&server, query).await,
        r#"{"data":{"z":{"__typename":"Event","outcomeHistory":[],"revision":1,"related":[],"id":"a","source":"unknown"},"viewer":{"role":"ANONYMOUS"},"a":{"related":[],"id":"b","__typename":"Event"}}}"#
    );
}

#[tokio::test]
async fn a_field_that_is_left_out_sets_no_place_for_those_of_its_name() {
    let server = server_with_events().await;
    let cases = [
        (
            "{ viewer { id @skip(if: true) role id } }",
            r#"{"viewer":{"role":"ANONYMOUS","id":null}}"#,
        ),
        (
            "{ viewer { ... @include(if: false) { id } role id } }",
            r#"{"viewer":{"role":"ANONYMOUS","id":null}}"#,
        ),
        (
            "{ viewer { id @skip(if: false) role id } }",
            r#"{"viewer":{"id":null,"role":"ANONYMOUS"}}"#,
        ),
        (
            "query ($no: Boolean! = false) { viewer @include(if: $no) { id } event(id: \"a\") { id } viewer { role id } }",
            r#"{"event":{"id":"a"},"viewer":{"role":"ANONYMOUS","id":null}}"#,
        ),
        (
            "{ a: viewer { id @skip(if: true) } viewer @skip(if: true) { id } viewer { id } }",
            r#"{"a":{},"viewer":{"id":null}}"#,
        ),
    ];
    for (query, data) in cases {
        assert_eq!(raw(&server, query).await, format!(r#"{{"data":{data}}}"#), "{query}");
    }
}

#[tokio::test]
async fn escapes_in_documents_stand_for_any_character() {
    let server = Server::start(Database::Sqlite).await;
    let publish = r#"mutation { publish(input: { eventName: "x", payload: ["\u{1F600}", "\uD83D\uDE00", "\u00e9"] }) { event { payload } } }"#;
    let data = server.ask(publish, json!({})).await;
    assert_eq!(data["publish"]["event"]["payload"], json!(["😀", "😀", "é"]));
}

/// All that can be written as text, and what can't be where it is asked for through `node`.
const ALL: &str = "__typename id eventName source timestamp occurredAt recordedAt payload
    shouldDocument metadata userId tenantId revision
    userIntent { __typename problemSolved painPoint goal expectedOutcome impactMetric }
    context { __typename relatedEvents decision category outcome impactMetric extra }
    near: related { id payload } far: related(depth: 3, direction: BOTH) { id related { id } }";

on_both_databases! {
    async fn events_are_the_same_as_text_and_field_by_field(database: Database) {
        let server = Server::start(database).await;
        let words = "\" \\ \n \u{1} \u{7f} é 🦀 \u{2028} </script>";
        let label = "\" \\ é 🦀 </script>";
        let everything = json!({
            "id": "a",
            "eventName": label,
            "source": label,
            "timestamp": -62_135_596_800_000_i64,
            "payload": { words: [1, 0.5, -7, 1e-9, true, null, {}, [], words] },
            "shouldDocument": true,
            "metadata": words,
            "userIntent": { "problemSolved": words, "goal": "" },
            "context": { "decision": words, "category": label, "outcome": words, "extra": { words: {} } },
        });
        server.publish(everything).await;
        let mut linked = json!({ "id": "b", "eventName": "x", "payload": 0 });
        linked["context"] = json!({ "relatedEvents": ["a"] });
        server.publish(linked).await;
        linked = json!({ "id": "c", "eventName": "x", "payload": "", "userIntent": {} });
        linked["context"] = json!({ "relatedEvents": ["b", "a", "b"] });
        server.publish(linked).await;
        for id in ["a", "b", "c"] {
            let query = format!(
                "query ($id: ID!) {{ event(id: $id) {{ {ALL} }}
                    node(id: $id) {{ ... on Event {{ {ALL} }} }} }}"
            );
            let data = server.ask(&query, json!({ "id": id })).await;
            assert_eq!(data["event"], data["node"], "{id}");
            assert!(data["event"].is_object());
        }
        let lists = server.ask(&format!("{{ events {{ nodes {{ {ALL} }} edges {{ node {{ {ALL} }} }} }} }}"), json!({})).await;
        let nodes = lists["events"]["edges"].as_array().expect("edges").iter();
        assert_eq!(lists["events"]["nodes"], nodes.map(|edge| edge["node"].clone()).collect::<Value>());
    }
}

#[tokio::test]
async fn selections_of_one_field_are_merged_wherever_they_stand() {
    let server = server_with_events().await;
    let whole = json!({ "id": "a", "eventName": "x", "payload": { "z": 1, "a": [null] } });
    let documents = [
        "{ event(id: \"a\") { id ...Two } } fragment Two on Event { eventName payload id }",
        "{ event(id: \"a\") { id } event(id: \"a\") { eventName payload } }",
        "{ event(id: \"a\") { id } ...Rest }
            fragment Rest on Query { event(id: \"a\") { ...Name } ...Payload }
            fragment Payload on Query { event(id: \"a\") { ... { payload } } }
            fragment Name on Event { eventName }",
        "query ($no: Boolean = false) { event(id: \"a\") {
            id eventName @include(if: true) payload revision @include(if: $no) source @skip(if: true) } }",
    ];
    for document in documents {
        assert_eq!(server.ask(document, json!({})).await, json!({ "event": whole }), "{document}");
    }
    let twice = "{ x: events { ...Ids } y: events { ...Ids nodes { payload } } }
        fragment Ids on EventConnection { nodes { id } }";
    let lists = server.ask(twice, json!({})).await;
    assert_eq!(lists["x"]["nodes"], json!([{ "id": "b" }, { "id": "a" }]));
    assert_eq!(lists["y"]["nodes"][1], json!({ "id": "a", "payload": whole["payload"] }));
}

#[tokio::test]
async fn errors_in_text_say_where_they_happened() {
    let server = server_with_events().await;
    server
        .publish(json!({ "id": "c", "eventName": "x", "payload": 0, "context": { "relatedEvents": ["a"] } }))
        .await;
    let query = "query ($depth: Int!) { events(first: 1) { nodes { id up: related { far: related(depth: $depth) { id } } } } }";
    let answer = server.answer(query, json!({ "depth": 51 })).await;
    let path = json!(["events", "nodes", 0, "up", 0, "far"]);
    assert_eq!(answer["errors"][0]["path"], path, "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
    let wrong = [
        (
            "query ($n: Int) { event(id: \"c\") { related(depth: $n) { id } } }",
            json!({ "n": null }),
        ),
        (
            "query ($d: Direction) { event(id: \"c\") { related(direction: $d) { id } } }",
            json!({ "d": null }),
        ),
        (
            "query ($n: Int!) { event(id: \"c\") { related(depth: $n) { id } } }",
            json!({ "n": 3_000_000_000_u32 }),
        ),
    ];
    for (query, variables) in wrong {
        let error = server.refusal(query, variables).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error}");
    }
    let data = server.ask(query, json!({ "depth": 0 })).await;
    assert_eq!(data["events"]["nodes"][0]["up"], json!([{ "far": [] }]));
}

#[tokio::test]
async fn a_null_that_a_type_does_not_allow_goes_to_its_parent() {
    let server =
        Server::start_with(Database::Sqlite, |settings| settings.limits.answer = 10_000).await;
    server.publish(json!({ "id": "a", "eventName": "x", "payload": 1 })).await;
    let large = json!({ "id": "large", "eventName": "y", "payload": "x".repeat(20_000) });
    server.publish(large).await;
    let viewer = json!({ "role": "ANONYMOUS" });
    let cases = [
        // The mutation was done; its payload may be null, what is inside may not.
        (
            "mutation { updateOutcome(id: \"large\", input: { outcome: \"x\" }) { event { payload } } }",
            json!({ "updateOutcome": null }),
        ),
        (
            "{ event(id: \"large\") { id payload } viewer { role } }",
            json!({ "event": null, "viewer": viewer }),
        ),
        (
            "{ node(id: \"large\") { ... on Event { id payload } } viewer { role } }",
            json!({ "node": null, "viewer": viewer }),
        ),
        (
            "{ nodes(ids: [\"a\", \"large\"]) { ... on Event { payload } } viewer { role } }",
            json!({ "nodes": [{ "payload": 1 }, null], "viewer": viewer }),
        ),
        (
            "{ events { edges { node { payload } } } viewer { role } }",
            json!({ "events": null, "viewer": viewer }),
        ),
        (
            "{ workflow(eventId: \"large\") { export(format: JSON) } viewer { role } }",
            json!({ "workflow": null, "viewer": viewer }),
        ),
        (
            "mutation { publish(input: { eventName: \"\", payload: 1 }) { created } other: updateOutcome(id: \"a\", input: { outcome: \"x\" }) { event { revision } } }",
            json!({ "publish": null, "other": { "event": { "revision": 2 } } }),
        ),
    ];
    for (query, data) in cases {
        let answer = server.answer(query, json!({})).await;
        assert_eq!(answer["data"], data, "{query}: {answer}");
        assert!(answer["errors"].is_array());
    }
}

#[tokio::test]
async fn a_field_that_a_directive_leaves_out_is_not_missed() {
    let server = server_with_events().await;
    let query = "query ($no: Boolean!) { event(id: \"a\") { id @include(if: $no) payload ... @skip(if: true) { source } } }";
    let answer = server.answer(query, json!({ "no": false })).await;
    assert_eq!(answer, json!({ "data": { "event": { "payload": { "z": 1, "a": [null] } } } }));
    let nothing = [
        ("{ viewer { role @skip(if: true) } }", json!({ "viewer": {} })),
        ("{ viewer @skip(if: true) { role } }", json!({})),
        ("{ events { nodes { id @skip(if: true) } } }", json!({ "events": { "nodes": [{}, {}] } })),
        (
            "{ event(id: \"a\") { id @skip(if: true) } event(id: \"a\") { eventName } }",
            json!({ "event": { "eventName": "x" } }),
        ),
        ("{ event(id: \"no\") { id @skip(if: true) } }", json!({ "event": null })),
    ];
    for (query, data) in nothing {
        assert_eq!(server.answer(query, json!({})).await, json!({ "data": data }), "{query}");
    }
}

#[tokio::test]
async fn a_mutation_never_runs_twice_for_one_field_of_the_answer() {
    let server = server_with_events().await;
    let cases = [
        (
            "{ REPORT { event { id } } REPORT { event { revision } } }",
            json!({ "id": "a", "revision": 2 }),
        ),
        (
            "{ ...F ... { REPORT { event { id } } } } fragment F on Mutation { REPORT { event { revision } } }",
            json!({ "revision": 3, "id": "a" }),
        ),
        (
            "{ ...F ...F } fragment F on Mutation { REPORT { event { revision } } }",
            json!({ "revision": 4 }),
        ),
        (
            "($no: Boolean!) { REPORT @include(if: $no) { event { id } } REPORT { event { revision } } }",
            json!({ "revision": 5 }),
        ),
        (
            "($no: Boolean!) { REPORT { event { revision } } ... @include(if: $no) { REPORT { event { id } } } }",
            json!({ "revision": 6 }),
        ),
    ];
    for (revision, (rest, event)) in (2..).zip(cases) {
        let report = format!("updateOutcome(id: \"a\", input: {{ outcome: \"{revision}\" }})");
        let query = format!("mutation {}", rest.replace("REPORT", &report));
        let variables = if rest.starts_with('(') { json!({ "no": false }) } else { json!({}) };
        let data = server.ask(&query, variables).await;
        assert_eq!(data, json!({ "updateOutcome": { "event": event } }), "{query}");
        let stored = server.ask("{ event(id: \"a\") { revision } }", json!({})).await;
        assert_eq!(stored["event"]["revision"], revision, "{query}");
    }
}

#[tokio::test]
async fn json_is_answered_as_it_is_whatever_its_keys() {
    let server = server_with_events().await;
    let payload = json!({ "__witness": 1, "__typename": "x", "a": { "__witness": null } });
    server.publish(json!({ "id": "c", "eventName": "x", "payload": payload })).await;
    let answer = server.ask("{ event(id: \"c\") { payload } }", json!({})).await;
    assert_eq!(answer["event"]["payload"], payload);
}

#[tokio::test]
async fn a_short_document_can_not_ask_for_very_many_events() {
    let server =
        Server::start_with(Database::Sqlite, |settings| settings.limits.walk_nodes = 1_000).await;
    let leaf = |index: u32| json!({ "eventName": "leaf", "payload": 1, "context": { "relatedEvents": ["hub"] }, "id": index.to_string() });
    server.publish(json!({ "id": "hub", "eventName": "hub", "payload": 1 })).await;
    server.publish_many((0..100).map(leaf).collect()).await;
    let queries = [
        "{ event(id: \"hub\") { related(direction: DOWNSTREAM) { related { related(direction: DOWNSTREAM) { id } } } } }",
        "{ events { nodes { related(depth: 2, direction: BOTH) { id } } } }",
        "{ events { nodes { workflow(maxDepth: 2) { isPartial } } } }",
        // What is read for deeper fields counts before any is written.
        "{ events { nodes { related { payload related(depth: 2, direction: BOTH) { related(depth: 2, direction: BOTH) { related(depth: 2, direction: BOTH) { id } } } } } } }",
    ];
    for query in queries {
        let error = server.refusal(query, json!({})).await;
        assert_eq!(error["extensions"]["code"], "QUERY_TOO_COMPLEX", "{query}");
    }
}

#[tokio::test]
async fn an_event_with_too_many_related_ones_does_not_spoil_its_siblings() {
    let server =
        Server::start_with(Database::Sqlite, |settings| settings.limits.workflow_nodes = 2).await;
    let event = |id: &str, related: &str| json!({ "id": id, "eventName": "x", "payload": 1, "context": { "relatedEvents": [related] } });
    for id in ["hub", "small"] {
        server.publish(json!({ "id": id, "eventName": "x", "payload": 1 })).await;
    }
    server
        .publish_many(vec![
            event("1", "hub"),
            event("2", "hub"),
            event("3", "hub"),
            event("4", "small"),
        ])
        .await;
    let query = "{ hub: event(id: \"hub\") { related(direction: DOWNSTREAM) { id } }
        small: event(id: \"small\") { related(direction: DOWNSTREAM) { id } } }";
    let answer = server.answer(query, json!({})).await;
    assert_eq!(
        answer["data"],
        json!({ "hub": { "related": null }, "small": { "related": [{ "id": "4" }] } })
    );
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
}
