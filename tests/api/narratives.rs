//! What is told about events beyond what was published with them.

use support::{Database, Server, Value, json, on_both_databases};

const SET: &str = "mutation ($id: ID!, $input: NarrativeInput!) {
    setNarrative(eventId: $id, input: $input) {
        event { id narrative { ...all } } narrative { ...all event { id payload } } } }
    fragment all on NarrativeContext { id longDescription screenshots aiNarrative aiSummary aiTags
        codeSnippets { language code caption } generatedBy generatedAt }";

const GET: &str =
    "query ($id: ID!) { event(id: $id) { narrative { ...all event { id payload } } } }
    fragment all on NarrativeContext { id longDescription screenshots aiNarrative aiSummary aiTags
        codeSnippets { language code caption } generatedBy generatedAt }";

async fn server_with_an_event(database: Database) -> Server {
    let server = Server::start(database).await;
    server.publish(json!({ "id": "a", "eventName": "x", "payload": { "b": 1 } })).await;
    server
}

async fn set(server: &Server, input: Value) -> Value {
    let mut data = server.ask(SET, json!({ "id": "a", "input": input })).await;
    data["setNarrative"]["narrative"].take()
}

async fn stored(server: &Server) -> Value {
    server.ask(GET, json!({ "id": "a" })).await["event"]["narrative"].take()
}

/// The code of the refusal of an input, and where it is wrong.
async fn refusal(server: &Server, id: &str, input: Value) -> (Value, Value) {
    let error = server.refusal(SET, json!({ "id": id, "input": input })).await;
    (error["extensions"]["code"].clone(), error["extensions"]["inputPath"].clone())
}

on_both_databases! {
    async fn a_narrative_is_written_and_changed_part_by_part(database: Database) {
        let server = server_with_an_event(database).await;
        assert_eq!(stored(&server).await, Value::Null);
        let first = json!({
            "longDescription": "Once \u{1F980}",
            "screenshots": ["https://a.example/1.png", "2"],
            "codeSnippets": [{ "language": "rust", "code": "fn a() {}", "caption": "c" }, { "code": "" }],
            "aiNarrative": "told", "aiSummary": "short", "aiTags": ["t"],
        });
        let written = set(&server, first.clone()).await;
        assert_eq!(written["longDescription"], first["longDescription"]);
        assert_eq!(written["screenshots"], first["screenshots"]);
        assert_eq!(written["codeSnippets"][0], first["codeSnippets"][0]);
        let bare = json!({ "language": null, "code": "", "caption": null });
        assert_eq!(written["codeSnippets"][1], bare);
        assert_eq!(written["event"], json!({ "id": "a", "payload": { "b": 1 } }));
        assert_eq!(stored(&server).await, written);

        // What is left out stays, null and nothing empty it.
        let changed = set(&server, json!({
            "longDescription": null, "screenshots": null, "aiSummary": "", "aiTags": [],
        }));
        let mut expected = written;
        expected["longDescription"] = Value::Null;
        expected["screenshots"] = json!([]);
        expected["aiSummary"] = Value::Null;
        expected["aiTags"] = json!([]);
        assert_eq!(changed.await, expected);
        assert_eq!(stored(&server).await, expected);
        assert_eq!(server.database.number("SELECT count(*) FROM narrative_context").await, 1);
    }

    async fn a_narrative_counts_its_changes_and_is_a_node(database: Database) {
        let server = server_with_an_event(database).await;
        let input = json!({ "aiSummary": "short", "expectedRevision": 0 });
        let data = server.ask(SET, json!({ "id": "a", "input": input })).await;
        let written = &data["setNarrative"];
        // What a client with a cache keeps of the event holds it from now on.
        assert_eq!(written["event"]["narrative"]["id"], written["narrative"]["id"]);
        assert_eq!(written["event"]["narrative"]["aiSummary"], "short");
        let node = "query ($id: ID!) { node(id: $id) { __typename id
            ... on NarrativeContext { revision updatedAt aiSummary event { id } } } }";
        let variables = json!({ "id": written["narrative"]["id"] });
        let first = server.ask(node, variables.clone()).await["node"].take();
        assert_eq!(first["revision"], 1);
        assert_eq!((&first["__typename"], &first["event"]["id"]), (&json!("NarrativeContext"), &json!("a")));
        // A retry, and what says nothing new, change nothing.
        for same in [input, json!({ "aiSummary": "short" }), json!({ "aiTags": null, "aiNarrative": "" })] {
            set(&server, same).await;
            assert_eq!(server.ask(node, variables.clone()).await["node"], first);
        }
        let stale = refusal(&server, "a", json!({ "aiSummary": "x", "expectedRevision": 0 })).await;
        assert_eq!(stale, ("CONFLICT".into(), json!(["input", "expectedRevision"])));
        set(&server, json!({ "aiSummary": "longer", "expectedRevision": 1 })).await;
        let second = server.ask(node, variables.clone()).await["node"].take();
        assert_eq!((&second["revision"], &second["aiSummary"]), (&json!(2), &json!("longer")));
        assert_eq!(server.database.number("SELECT count(*) FROM event_log").await, 3);
        let none = server.ask(node, json!({ "id": "narrative/b" })).await;
        assert_eq!(none["node"], Value::Null);
        server.publish(json!({ "id": "b", "eventName": "x", "payload": 0 })).await;
        let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let ids = json!(["narrative/b", "b", "narrative/a", "a", "narrative/"]);
        let nodes = server.ask(nodes, json!({ "ids": ids })).await["nodes"].take();
        assert_eq!(nodes, json!([
            null, { "__typename": "Event", "id": "b" },
            { "__typename": "NarrativeContext", "id": "narrative/a" },
            { "__typename": "Event", "id": "a" }, null,
        ]));
    }

    async fn narratives_written_at_the_same_time_are_merged(database: Database) {
        let server = server_with_an_event(database).await;
        let fields = ["longDescription", "aiNarrative", "aiSummary"];
        let writes = (0..30).map(|number| {
            let (field, server) = (fields[number % 3], &server);
            async move { set(server, json!({ field: field })).await }
        });
        let written = futures_util::future::join_all(writes).await;
        let narrative = stored(&server).await;
        for field in fields {
            assert_eq!(narrative[field], field);
        }
        assert!(written.iter().all(|one| one["id"] == narrative["id"]));
    }

    async fn what_cannot_be_stored_is_refused_by_its_place(database: Database) {
        let server = server_with_an_event(database).await;
        let long = "x".repeat(200_000);
        let bad = "BAD_USER_INPUT";
        for (input, code, path) in [
            (json!({}), bad, json!(["input"])),
            (json!({ "aiSummary": "\0" }), bad, json!(["input", "aiSummary"])),
            (json!({ "aiTags": ["a", "\0"] }), bad, json!(["input", "aiTags", 1])),
            (json!({ "screenshots": vec!["a"; 101] }), bad, json!(["input", "screenshots"])),
            (
                json!({ "codeSnippets": [{ "code": "a", "caption": "\0" }] }),
                bad,
                json!(["input", "codeSnippets", 0, "caption"]),
            ),
            (
                json!({ "longDescription": long, "aiNarrative": long }),
                "PAYLOAD_TOO_LARGE",
                json!(["input"]),
            ),
        ] {
            assert_eq!(refusal(&server, "a", input).await, (code.into(), path));
        }
        for id in ["b", "", "not an id"] {
            let refused = refusal(&server, id, json!({ "aiSummary": "a" })).await;
            assert_eq!(refused, ("NOT_FOUND".into(), json!(["eventId"])));
        }
        // Too large only with what is there.
        set(&server, json!({ "longDescription": long })).await;
        let refused = refusal(&server, "a", json!({ "aiNarrative": long })).await;
        assert_eq!(refused, ("PAYLOAD_TOO_LARGE".into(), json!(["input"])));
        assert_eq!(stored(&server).await["aiNarrative"], Value::Null);
    }

    async fn code_that_was_adopted_in_another_form_is_code(database: Database) {
        let server = server_with_an_event(database).await;
        set(&server, json!({ "aiTags": ["t"] })).await;
        let other = r#"["a()", {"code":"b()","x":1}, {"file":"c"}, null]"#;
        server
            .database
            .execute(&format!("UPDATE narrative_context SET code_snippets = '{other}'"))
            .await;
        let narrative = set(&server, json!({ "aiSummary": "s" })).await;
        let code = narrative["codeSnippets"].as_array().expect("a list").iter();
        let code: Vec<&Value> = code.map(|snippet| &snippet["code"]).collect();
        assert_eq!(code, ["a()", "b()", r#"{"file":"c"}"#]);
        // It keeps the form in which it was found.
        let kept = server.database.number(
            "SELECT count(*) FROM narrative_context WHERE CAST(code_snippets AS text) LIKE '%file%'",
        );
        assert_eq!(kept.await, 1);
    }
}
