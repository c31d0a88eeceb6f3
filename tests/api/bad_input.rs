//! Bad input: each refusal has a code and names the field, and nothing is stored.

use support::{Server, Value, json, on_both_databases};

const PUBLISH: &str =
    "mutation ($input: PublishInput!) { publish(input: $input) { event { id } } }";

/// The smallest event, with one field of its input replaced.
fn with(field: &str, value: Value) -> Value {
    let mut input = json!({ "eventName": "widget.created", "payload": {} });
    input[field] = value;
    json!({ "input": input })
}

/// What a refusal says: its code, and the path of the input it is about.
fn said(error: &Value) -> (&str, String) {
    let code = error["extensions"]["code"].as_str().expect("a code");
    let path = error["extensions"]["inputPath"].as_array().into_iter().flatten();
    let segments = path.map(|segment| segment.as_str().map_or(segment.to_string(), str::to_owned));
    (code, segments.collect::<Vec<_>>().join("."))
}

async fn refuses(server: &Server, query: &str, variables: Value, code: &str, path: &str) {
    let error = server.refusal(query, variables.clone()).await;
    assert_eq!(said(&error), (code, path.to_owned()), "{error} for {variables}");
}

async fn stores_nothing(server: &Server) {
    assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 0);
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!(1), |inner, _| json!([inner]))
}

on_both_databases! {
    async fn text_that_is_empty_too_long_or_holds_nul_is_refused(database: Database) {
        let server = Server::start(database).await;
        for field in ["eventName", "source"] {
            for text in [String::new(), "é".repeat(129), "a\0b".to_owned()] {
                let path = format!("input.{field}");
                refuses(&server, PUBLISH, with(field, json!(text)), "BAD_USER_INPUT", &path).await;
            }
        }
        for field in ["problemSolved", "painPoint", "goal", "expectedOutcome", "impactMetric"] {
            let (intent, path) = (json!({ field: "\0" }), format!("input.userIntent.{field}"));
            refuses(&server, PUBLISH, with("userIntent", intent), "BAD_USER_INPUT", &path).await;
        }
        for field in ["decision", "category", "outcome", "impactMetric"] {
            let (context, path) = (json!({ field: "\0" }), format!("input.context.{field}"));
            refuses(&server, PUBLISH, with("context", context), "BAD_USER_INPUT", &path).await;
        }
        stores_nothing(&server).await;
        server.publish(json!({ "eventName": "é".repeat(128), "payload": null_inside() })).await;
    }

    /// Read back, such an object would be taken for the JSON that its text is, and where that is
    /// none the event could not be read at all.
    async fn the_key_that_stands_for_json_text_is_refused(database: Database) {
        let server = Server::start(database).await;
        for text in ["[1", "[1, 2]"] {
            let hidden = json!({ "$serde_json::private::RawValue": text });
            for (field, value) in [("payload", &hidden), ("metadata", &json!({ "a": [hidden] }))] {
                let path = format!("input.{field}");
                let variables = with(field, value.clone());
                refuses(&server, PUBLISH, variables, "BAD_USER_INPUT", &path).await;
            }
            let publish = "mutation ($payload: JSON!) {
                publish(input: { eventName: \"a\", payload: $payload }) { event { id } }
            }";
            let variables = json!({ "payload": hidden });
            refuses(&server, publish, variables, "BAD_USER_INPUT", "payload").await;
        }
        stores_nothing(&server).await;
        let ask = "{ events { nodes { id } } }";
        assert_eq!(server.ask(ask, json!({})).await, json!({ "events": { "nodes": [] } }));
    }

    async fn ids_are_held_to_their_alphabet(database: Database) {
        let server = Server::start(database).await;
        for id in ["", ".", "..", "a b", "ä", "a/b", "\0", &"x".repeat(129)] {
            refuses(&server, PUBLISH, with("id", json!(id)), "BAD_USER_INPUT", "input.id").await;
            let context = json!({ "relatedEvents": ["fine", id] });
            let path = "input.context.relatedEvents.1";
            refuses(&server, PUBLISH, with("context", context), "BAD_USER_INPUT", path).await;
            let nothing = server.ask("query ($id: ID!) { event(id: $id) { id } }", json!({ "id": id }));
            assert_eq!(nothing.await["event"], Value::Null);
        }
        stores_nothing(&server).await;
        server.publish(json!({ "id": "x".repeat(128), "eventName": "a", "payload": {} })).await;
        server.publish(json!({ "id": "A.b_c:d-9", "eventName": "a", "payload": {} })).await;
    }

    async fn names_are_seen_in_one_line(database: Database) {
        let server = Server::start(database).await;
        let bad = ["", "   ", "\n", "\u{a0}", "\u{200b}\u{feff}", "a\u{7}", "a\u{85}b", "\u{202e}a", "a\u{2069}", "a\u{2028}b"];
        for text in bad {
            for field in ["eventName", "source"] {
                let path = format!("input.{field}");
                refuses(&server, PUBLISH, with(field, json!(text)), "BAD_USER_INPUT", &path).await;
            }
            let context = with("context", json!({ "category": text }));
            refuses(&server, PUBLISH, context, "BAD_USER_INPUT", "input.context.category").await;
        }
        stores_nothing(&server).await;
        // What people write, and what joins characters to one.
        let good = " שלום, 世界! \u{1f468}\u{200d}\u{1f469} ";
        let mut input = with("eventName", json!(good))["input"].take();
        input["source"] = json!(good);
        input["context"] = json!({ "category": good, "decision": "two\nlines" });
        server.publish(input).await;
    }

    async fn timestamps_are_whole_milliseconds_within_the_years_0_to_9999(database: Database) {
        let server = Server::start(database).await;
        let bad = [
            json!(253_402_300_800_000_i64), json!(-62_167_219_200_001_i64), json!(1.5),
            json!(1e300), json!("1.5"), json!(""), json!("-"), json!("9".repeat(30)), json!("1e3"),
        ];
        for timestamp in bad {
            let variables = with("timestamp", timestamp);
            refuses(&server, PUBLISH, variables, "BAD_USER_INPUT", "input.timestamp").await;
        }
        stores_nothing(&server).await;
        let query = "query ($id: ID!) { event(id: $id) { timestamp occurredAt } }";
        let good = [
            (json!(253_402_300_799_999_i64), "9999-12-31T23:59:59.999Z"),
            (json!("-62167219200000"), "0000-01-01T00:00:00.000Z"),
            (json!(1.7e12), "2023-11-14T22:13:20.000Z"),
            (json!(-1), "1969-12-31T23:59:59.999Z"),
        ];
        for (timestamp, instant) in good {
            let input = with("timestamp", timestamp)["input"].take();
            let id = server.publish(input).await;
            let event = server.ask(query, json!({ "id": id })).await;
            assert_eq!(event["event"]["occurredAt"], instant);
        }
    }

    async fn microseconds_are_taken_for_what_they_are(database: Database) {
        let server = Server::start(database).await;
        let micros = 1_795_000_000_000_000_i64;
        let error = server.refusal(PUBLISH, with("timestamp", json!(micros))).await;
        assert!(error["message"].as_str().is_some_and(|text| text.contains("microseconds")), "{error}");
        let literal = format!("{{ events(filter: {{ startTime: {micros} }}) {{ nodes {{ id }} }} }}");
        let error = server.refusal(&literal, json!({})).await;
        assert_eq!(said(&error), ("BAD_USER_INPUT", "filter.startTime".to_owned()));
        assert!(error["message"].as_str().is_some_and(|text| text.contains("microseconds")), "{error}");
        // An imported one is shown.
        server.publish(json!({ "id": "late", "eventName": "a", "payload": {} })).await;
        server.database.execute(&format!("UPDATE event_history SET timestamp = {micros}")).await;
        let query = "{ events { nodes { timestamp occurredAt } } node(id: \"late\") { ... on Event { timestamp occurredAt } } }";
        let shown = server.ask(query, json!({})).await;
        let late = json!({ "timestamp": micros, "occurredAt": null });
        assert_eq!(shown, json!({ "events": { "nodes": [late] }, "node": late }));
        let story = server.ask("{ workflow(eventId: \"late\") { export(format: MARKDOWN) } }", json!({})).await;
        assert!(story["workflow"]["export"].as_str().is_some_and(|text| text.contains("1795000000000000 ms")));
    }

    async fn json_that_a_database_or_a_client_would_change_is_refused(database: Database) {
        let server = Server::start(database).await;
        let bad = [
            nested(65), json!({ "a": "\0" }), json!({ "\0": 1 }),
            json!([9_007_199_254_740_993_i64]), json!([-9_007_199_254_740_993_i64]), json!(1.5e300),
        ];
        for value in bad {
            for field in ["payload", "metadata"] {
                let path = format!("input.{field}");
                let variables = with(field, value.clone());
                refuses(&server, PUBLISH, variables, "BAD_USER_INPUT", &path).await;
            }
            let context = json!({ "extra": { "inside": value } });
            let path = "input.context.extra";
            refuses(&server, PUBLISH, with("context", context), "BAD_USER_INPUT", path).await;
        }
        let taken = json!({ "extra": { "decision": "twice" } });
        refuses(&server, PUBLISH, with("context", taken), "BAD_USER_INPUT", "input.context.extra").await;
        let list = json!({ "extra": [1] });
        refuses(&server, PUBLISH, with("context", list), "BAD_USER_INPUT", "input.context.extra").await;
        stores_nothing(&server).await;
        let edge = json!([nested(63), 9_007_199_254_740_992_i64, 1.5e-300, "\u{10FFFF}"]);
        let id = server.publish(with("payload", edge.clone())["input"].take()).await;
        let event = server.ask("query ($id: ID!) { event(id: $id) { payload } }", json!({ "id": id }));
        assert_eq!(event.await["event"]["payload"], edge);
    }

    async fn an_event_holds_256_kib_of_json(database: Database) {
        let server = Server::start(database).await;
        let most = 256 * 1024 - 2;
        let variables = with("payload", json!("x".repeat(most + 1)));
        refuses(&server, PUBLISH, variables, "PAYLOAD_TOO_LARGE", "input.payload").await;
        let mut together = with("payload", json!("x".repeat(200 * 1024)));
        together["input"]["metadata"] = json!("x".repeat(57 * 1024));
        refuses(&server, PUBLISH, together, "PAYLOAD_TOO_LARGE", "input.payload").await;
        stores_nothing(&server).await;
        let id = server.publish(with("payload", json!("x".repeat(most)))["input"].take()).await;
        let update = "mutation ($id: ID!) { updateOutcome(id: $id, input: { outcome: \"ok\" }) { event { id } } }";
        refuses(&server, update, json!({ "id": id }), "PAYLOAD_TOO_LARGE", "input").await;
    }

    async fn links_to_nothing_and_to_itself_are_refused(database: Database) {
        let server = Server::start(database).await;
        let known = server.publish(json!({ "eventName": "a", "payload": {} })).await;
        let context = json!({ "relatedEvents": [known, "no-such-event", "nor-this"] });
        let error = server.refusal(PUBLISH, with("context", context)).await;
        let path = "input.context.relatedEvents".to_owned();
        assert_eq!(said(&error), ("RELATED_EVENT_NOT_FOUND", path));
        assert_eq!(error["extensions"]["ids"], json!(["no-such-event", "nor-this"]));
        let mut own = with("context", json!({ "relatedEvents": ["me"] }));
        own["input"]["id"] = json!("me");
        refuses(&server, PUBLISH, own, "BAD_USER_INPUT", "input.context.relatedEvents.0").await;
    }

    async fn an_outcome_must_say_something_about_an_event_that_is_there(database: Database) {
        let server = Server::start(database).await;
        let update = "mutation ($id: ID!, $input: OutcomeInput!) {
            updateOutcome(id: $id, input: $input) { event { revision } }
        }";
        let outcome = json!({ "outcome": "done" });
        for id in ["no-such-event", "not an id", ""] {
            let variables = json!({ "id": id, "input": outcome });
            refuses(&server, update, variables, "NOT_FOUND", "id").await;
        }
        let id = server.publish(json!({ "eventName": "a", "payload": {} })).await;
        refuses(&server, update, json!({ "id": id, "input": {} }), "BAD_USER_INPUT", "input").await;
        let nul = json!({ "id": id, "input": { "outcome": "\0" } });
        refuses(&server, update, nul, "BAD_USER_INPUT", "input.outcome").await;
        let stale = json!({ "id": id, "input": { "outcome": "done", "expectedRevision": 2 } });
        refuses(&server, update, stale, "CONFLICT", "input.expectedRevision").await;
        let right = json!({ "id": id, "input": { "outcome": "done", "expectedRevision": 1 } });
        assert_eq!(server.ask(update, right).await["updateOutcome"]["event"]["revision"], 2);
    }

    async fn pages_are_bounded_and_cursors_belong_to_their_list(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({ "eventName": "a", "payload": {} })).await;
        let list = "query ($first: Int, $last: Int, $after: Cursor, $before: Cursor, $orderBy: EventOrder) {
            events(first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy) {
                pageInfo { endCursor }
            }
        }";
        let bad = [
            (json!({ "first": 100_000 }), "BAD_USER_INPUT", "first"),
            (json!({ "first": 501 }), "BAD_USER_INPUT", "first"),
            (json!({ "first": -1 }), "BAD_USER_INPUT", "first"),
            (json!({ "last": 501 }), "BAD_USER_INPUT", "last"),
            (json!({ "first": 1, "last": 1 }), "BAD_USER_INPUT", "last"),
            (json!({ "after": "garbage" }), "CURSOR_INVALID", "after"),
            (json!({ "before": "" }), "CURSOR_INVALID", "before"),
            (json!({ "before": "AQEB" }), "CURSOR_INVALID", "before"),
            (json!({ "after": "\0" }), "CURSOR_INVALID", "after"),
        ];
        for (variables, code, path) in bad {
            refuses(&server, list, variables, code, path).await;
        }
        let data = server.ask(list, json!({})).await;
        let cursor = &data["events"]["pageInfo"]["endCursor"];
        let other = json!({ "after": cursor, "orderBy": { "field": "RECORDED_AT" } });
        refuses(&server, list, other, "CURSOR_INVALID", "after").await;
        let other = json!({ "after": cursor, "orderBy": { "direction": "ASC" } });
        refuses(&server, list, other, "CURSOR_INVALID", "after").await;
    }

    async fn filters_are_checked_where_they_are_wrong(database: Database) {
        let server = Server::start(database).await;
        let list = "query ($filter: EventFilter) { events(filter: $filter) { totalCount nodes { id } } }";
        let many: Vec<Value> = (0..101).map(|_| json!({ "shouldDocument": true })).collect();
        let test = |path: Value, op: &str, value: Value| json!({ "path": path, "op": op, "value": value });
        let bad = [
            (json!({ "eventName": { "eq": "\0" } }), "filter.eventName.eq"),
            (json!({ "source": { "in": ["a", "\0"] } }), "filter.source.in"),
            (json!({ "category": { "startsWith": "\0" } }), "filter.category.startsWith"),
            (json!({ "startTime": 0.5 }), "filter.startTime"),
            (json!({ "and": [{}, { "not": { "endTime": "x" } }] }), "filter.and.1.not.endTime"),
            (json!({ "payload": [test(json!([]), "EQ", json!(1))] }), "filter.payload.0.path"),
            (json!({ "payload": [test(json!(["\0"]), "EQ", json!(1))] }), "filter.payload.0.path.0"),
            (json!({ "payload": [test(json!(["a"]), "LT", json!(true))] }), "filter.payload.0.value"),
            (json!({ "payload": [test(json!(["a"]), "EXISTS", json!(1))] }), "filter.payload.0.value"),
            (json!({ "payload": [{ "path": ["a"] }] }), "filter.payload.0.value"),
            (json!({ "payload": [test(json!(["a"]), "EQ", json!("\0"))] }), "filter.payload.0.value"),
            (json!({ "or": many }), "filter"),
        ];
        for (filter, path) in bad {
            refuses(&server, list, json!({ "filter": filter }), "BAD_USER_INPUT", path).await;
        }
        let user = json!({ "not": { "userId": "me" } });
        refuses(&server, list, json!({ "filter": user }), "BAD_USER_INPUT", "filter.not.userId").await;
        refuses(&server, PUBLISH, with("userId", json!("me")), "BAD_USER_INPUT", "input.userId").await;
    }

    async fn wrong_types_and_wrong_documents_have_codes_of_their_own(database: Database) {
        let server = Server::start(database).await;
        let wrong = [
            ("{ events(", "GRAPHQL_PARSE_FAILED"),
            ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ event(id: {}) { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ events(first: \"1\") { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
            ("mutation { publish(input: { eventName: 5, payload: 1 }) { created } }", "GRAPHQL_VALIDATION_FAILED"),
            ("mutation { publish(input: { eventName: \"a\", payload: 1, timestamp: true }) { created } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ events(first: 500) { nodes { related(depth: 50) { related(depth: 50) { id } } } } }", "QUERY_TOO_COMPLEX"),
        ];
        for (query, code) in wrong {
            let error = server.refusal(query, json!({})).await;
            assert_eq!(error["extensions"]["code"], code, "{query}: {error}");
        }
    }
}

/// JSON `null` is fine anywhere but at the top.
fn null_inside() -> Value {
    json!({ "nothing": null })
}
