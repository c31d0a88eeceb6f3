//! Documents that are kept: they answer as they did the first time, whatever the variables are.

use std::io::Write as _;

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use support::reqwest::{Client, StatusCode};
use support::{Database, Server, Value, json};

/// A document, variables that fit, and others, some of which don't.
type Case = (&'static str, Value, Vec<Value>);

fn of_scalars() -> Vec<Case> {
    vec![
        (
            "query ($id: ID!) { event(id: $id) { id } }",
            json!({ "id": "a" }),
            vec![json!({}), json!({ "id": null }), json!({ "id": 1 }), json!({ "id": ["a"] })],
        ),
        (
            "query ($first: Int, $after: Cursor) { events(first: $first, after: $after) { totalCount } }",
            json!({ "first": 1 }),
            vec![
                json!({}),
                json!({ "first": "1" }),
                json!({ "first": 1.5 }),
                json!({ "first": 501 }),
                json!({ "first": -1 }),
                json!({ "after": "x" }),
                json!({ "after": 7 }),
                json!({ "first": 3_000_000_000_u64 }),
                json!({ "unknown": 1 }),
            ],
        ),
        (
            "query ($depth: Int = 1) { event(id: \"a\") { related(depth: $depth) { id } } }",
            json!({}),
            vec![json!({ "depth": null }), json!({ "depth": 51 }), json!({ "depth": "a" })],
        ),
        (
            "query ($name: String) { events(filter: { eventName: { eq: $name } }) { totalCount } }",
            json!({ "name": "a" }),
            vec![json!({}), json!({ "name": null }), json!({ "name": 1 }), json!({ "name": {} })],
        ),
        (
            // The flaw beside the variable hides as long as the variable has no value.
            "query ($name: String) { events(filter: { shouldDocument: 1, source: { eq: $name } }) { totalCount } }",
            json!({}),
            vec![json!({ "name": "a" }), json!({ "name": 1 })],
        ),
    ]
}

fn of_objects() -> Vec<Case> {
    let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    let event = |field: &str, value: Value| {
        let mut input = json!({ "eventName": "a", "payload": {} });
        input[field] = value;
        json!({ "input": input })
    };
    vec![
        (
            "query ($filter: EventFilter) { events(filter: $filter) { totalCount } }",
            json!({ "filter": { "eventName": { "eq": "a" } } }),
            vec![
                json!({ "filter": 1 }),
                json!({ "filter": { "nothing": 1 } }),
                json!({ "filter": { "and": { "shouldDocument": true } } }),
                json!({ "filter": { "and": [null] } }),
                json!({ "filter": { "payload": [{ "path": "a", "value": 1 }] } }),
                json!({ "filter": { "payload": [{ "path": ["a"], "op": "XX", "value": 1 }] } }),
                json!({ "filter": { "payload": [{ "path": ["a"], "op": "LT", "value": 1 }] } }),
            ],
        ),
        (
            publish,
            event("source", json!("b")),
            vec![
                json!({ "input": {} }),
                json!({ "input": { "eventName": "a" } }),
                event("eventName", json!(null)),
                event("eventName", json!(1)),
                event("timestamp", json!("x")),
                event("context", json!([])),
                event("context", json!({ "relatedEvents": [1, null] })),
                event("nothing", json!(1)),
            ],
        ),
        (
            "query ($yes: Boolean!) { __typename @include(if: $yes) viewer @skip(if: $yes) { role } }",
            json!({ "yes": true }),
            vec![json!({ "yes": false }), json!({ "yes": "true" }), json!({ "yes": null })],
        ),
        (
            "query ($direction: Direction!) { workflow(eventId: \"a\", direction: $direction) { isPartial } }",
            json!({ "direction": "BOTH" }),
            vec![json!({ "direction": "UP" }), json!({ "direction": 1 })],
        ),
        (
            "query A($a: Int) { events(first: $a) { totalCount } } query B($a: String) { events(filter: { eventName: { eq: $a } }) { totalCount } }",
            json!({}),
            vec![json!({ "a": 1 }), json!({ "a": "x" })],
        ),
    ]
}

#[tokio::test]
async fn a_document_answers_others_as_if_it_were_new() {
    let server = Server::start(Database::Sqlite).await;
    let mut fresh = 0;
    for (document, fitting, others) in [of_scalars(), of_objects()].concat() {
        for variables in others.iter().chain([&fitting]) {
            // A comment makes another document of it, which the server hasn't seen.
            fresh += 1;
            let unknown = server.answer(&format!("{document} # {fresh}"), variables.clone()).await;
            server.answer(document, fitting.clone()).await;
            let mut known = server.answer(document, variables.clone()).await;
            let mut unknown = unknown;
            for answer in [&mut known, &mut unknown] {
                answer["data"]["publish"]["created"].take();
            }
            assert_eq!(known, unknown, "{document} with {variables}");
        }
    }
}

#[tokio::test]
async fn variables_of_unknown_types_are_refused_in_whichever_operation() {
    let server = Server::start(Database::Sqlite).await;
    for ty in ["Nope", "[Nope]", "[[Nope!]!]!"] {
        let operation = format!("A($a: ID, $v: {ty} = []) {{ event(id: $v) {{ id }} }}");
        for query in
            [format!("query {operation}"), format!("query B {{ __typename }} query {operation}")]
        {
            let body = json!({ "query": query, "operationName": if query.starts_with("query B") { "B" } else { "A" } });
            let (_, answer) = ask(&server, &body).await;
            let error = &answer["errors"][0];
            assert_eq!(error["message"], "there is no type \"Nope\"");
            assert_eq!(error["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
        }
    }
}

/// Section 5.8.5 of the specification, "All Variable Usages Are Allowed".
#[tokio::test]
async fn variables_stand_where_their_types_allow_it_or_the_document_is_refused() {
    let server = Server::start(Database::Sqlite).await;
    let allowed = [
        "query ($v: ID!) { event(id: $v) { id } }",
        "query ($v: ID! = \"a\") { event(id: $v) { id } }",
        "query ($v: ID = \"a\") { event(id: $v) { id } }",
        "query ($v: Int) { event(id: \"a\") { related(depth: $v) { id } } }",
        "query ($v: [ID!]!) { nodes(ids: $v) { id } }",
        "query ($v: [String!]!) { events(filter: { source: { in: $v } }) { totalCount } }",
        "query ($v: String!) { events(filter: { source: { in: [$v] } }) { totalCount } }",
        "query ($v: Boolean) { events(filter: { and: [{ shouldDocument: $v }] }) { totalCount } }",
        "query ($v: EventOrderField) { events(orderBy: { field: $v }) { totalCount } }",
        "query ($v: String!) { __type(name: $v) { fields(includeDeprecated: true) { name } } }",
    ];
    let refused = [
        "query ($v: ID) { event(id: $v) { id } }",
        "query ($v: Int!) { event(id: $v) { id } }",
        "query ($v: [ID!]!) { event(id: $v) { id } }",
        "query ($v: ID!) { nodes(ids: $v) { id } }",
        "query ($v: [ID]!) { nodes(ids: $v) { id } }",
        "query ($v: StringFilter) { events(filter: $v) { totalCount } }",
        "query ($v: Int) { events(filter: { source: { eq: $v } }) { totalCount } }",
        "query ($v: String) { viewer @skip(if: $v) { role } }",
        "query ($v: Boolean) { viewer @skip(if: $v) { role } }",
        "query ($v: Int!) { ...F } fragment F on Query { event(id: $v) { id } }",
        "query ($v: Int!) { ... { ... on Query { event(id: $v) { id } } } }",
        "query ($v: Int) { __type(name: $v) { name } }",
        "query ($v: EventOrder) { events(filter: { and: [$v] }) { totalCount } }",
        "mutation ($v: EventOrder!) { updateOutcome(id: \"a\", input: $v) { event { id } } }",
    ];
    // Without values, and twice: a kept document is as valid as a new one.
    for query in allowed.iter().chain(&refused).flat_map(|query| [query, query]) {
        let (_, answer) = ask(&server, &json!({ "query": query })).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        let is_refused = *code == "GRAPHQL_VALIDATION_FAILED";
        assert_eq!(is_refused, refused.contains(query), "{query}: {answer}");
    }
}

/// Operations, the name of one, its variables, and what it answers.
#[tokio::test]
async fn defaults_and_other_operations_are_what_the_specification_makes_of_them() {
    let server = Server::start(Database::Sqlite).await;
    server.publish(json!({ "id": "a", "eventName": "x", "payload": 1 })).await;
    let cases = [
        (
            "query A($y: Boolean! = true) { viewer @include(if: $y) { role } }",
            json!({}),
            json!({ "viewer": { "role": "ANONYMOUS" } }),
        ),
        (
            "query A($y: Boolean! = true) { __typename viewer @skip(if: $y) { role } }",
            json!({}),
            json!({ "__typename": "Query" }),
        ),
        (
            "query A($d: Int) { event(id: \"a\") { related(depth: $d) { id } } }",
            json!({}),
            json!({ "event": { "related": [] } }),
        ),
        (
            "query A($f: EventOrderField) { events(orderBy: { field: $f }) { totalCount } }",
            json!({}),
            json!({ "events": { "totalCount": 1 } }),
        ),
        (
            "query A { __typename } query B($n: Int!) { events(first: $n) { totalCount } }",
            json!({}),
            json!({ "__typename": "Query" }),
        ),
        (
            "query A($x: Boolean!) { viewer @include(if: $x) { role } } query B($x: ID!) { ...F } fragment F on Query { event(id: $x) { id } }",
            json!({ "x": true }),
            json!({ "viewer": { "role": "ANONYMOUS" } }),
        ),
    ];
    for (query, variables, data) in cases {
        for _ in 0..2 {
            let body = json!({ "query": query, "operationName": "A", "variables": variables });
            let (_, answer) = ask(&server, &body).await;
            assert_eq!(answer, json!({ "data": data }), "{query}");
        }
    }
    let refused = [
        ("{ __witness: viewer { role } }", json!({})),
        ("{ __typename } fragment F on Query { viewer { role } }", json!({})),
        ("query ($n: Int) { events(first: $n) { totalCount } }", json!({ "n": 3_000_000_000_u64 })),
        (
            "query ($t: EpochMillis) { events(filter: { startTime: $t }) { totalCount } }",
            json!({ "t": "abc" }),
        ),
        ("query A { nothing } query B { __typename }", json!({})),
    ];
    for (query, variables) in refused {
        let body = json!({ "query": query, "variables": variables });
        let (status, answer) = ask(&server, &body).await;
        assert_eq!((status.as_u16(), answer.get("data")), (400, None), "{query}: {answer}");
    }
}

#[tokio::test]
async fn each_operation_of_a_document_is_found_by_its_name() {
    let server = Server::start(Database::Sqlite).await;
    let query = "query A { a: __typename } query B { b: __typename }";
    for _ in 0..2 {
        for (name, data) in [("A", json!({ "a": "Query" })), ("B", json!({ "b": "Query" }))] {
            let body = json!({ "query": query, "operationName": name });
            let request = Client::new().post(format!("{}/graphql", server.url)).json(&body);
            let answer: Value =
                request.send().await.expect("an answer").json().await.expect("JSON");
            assert_eq!(answer, json!({ "data": data }));
        }
    }
}

/// A file with these trusted documents.
fn trusted(documents: &Value) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(documents.to_string().as_bytes()).expect("it is written");
    file
}

async fn start(file: &tempfile::NamedTempFile) -> Result<App, String> {
    let mut settings = Settings::defaults().expect("the defaults");
    "sqlite::memory:".clone_into(&mut settings.database.url);
    settings.documents.trusted = file.path().to_owned();
    App::new(settings, Clock::system()).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn trusted_documents_that_are_none_stop_the_start() {
    let refused = [
        (json!({ "a": "{ viewer {" }), "the trusted document a is refused"),
        (json!({ "a": "{ nothing }" }), "the trusted document a is refused"),
        (json!({ "a": 1 }), "not a JSON object of ids and documents"),
        (json!(["{ __typename }"]), "not a JSON object of ids and documents"),
    ];
    for (documents, message) in refused {
        let error = start(&trusted(&documents)).await.expect_err("it is refused");
        assert!(error.contains(message), "{error}");
    }
    let mut settings = Settings::defaults().expect("the defaults");
    "sqlite::memory:".clone_into(&mut settings.database.url);
    settings.documents.only_trusted = true;
    let error = App::new(settings, Clock::system()).await.expect_err("there are none");
    assert!(error.to_string().contains("documents.trusted"), "{error}");
}

#[tokio::test]
async fn a_server_of_trusted_documents_runs_no_others() {
    let document = "query ($id: ID!) { event(id: $id) { id } }";
    let file = trusted(&json!({ "known": document }));
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.documents.trusted = file.path().to_owned();
        settings.documents.only_trusted = true;
    });
    let server = server.await;
    let variables = json!({ "id": "a" });
    let known = [
        json!({ "documentId": "known", "variables": variables }),
        json!({ "doc_id": "known", "variables": variables }),
        json!({ "query": document, "variables": variables }),
    ];
    let found = json!({ "data": { "event": null } });
    for body in known {
        assert_eq!(ask(&server, &body).await, (StatusCode::OK, found.clone()), "{body}");
    }
    let unknown = [
        (json!({ "query": "{ __typename }" }), 403, "FORBIDDEN"),
        (json!({ "documentId": "other" }), 400, "PERSISTED_QUERY_NOT_FOUND"),
        (json!({ "documentId": "known", "query": document }), 400, "BAD_USER_INPUT"),
    ];
    for (body, status, code) in unknown {
        let (got, answer) = ask(&server, &body).await;
        assert_eq!(
            (got.as_u16(), &answer["errors"][0]["extensions"]["code"]),
            (status, &json!(code))
        );
    }
}

async fn ask(server: &Server, body: &Value) -> (StatusCode, Value) {
    let request = Client::new().post(format!("{}/graphql", server.url)).json(body);
    let request = request.header("accept", "application/graphql-response+json");
    let response = request.send().await.expect("an answer");
    (response.status(), response.json().await.expect("JSON"))
}

/// A short document can ask for much: each name of a field is one more copy of what it holds.
#[tokio::test]
async fn answers_with_too_much_text_are_refused_field_by_field() {
    let start = |answer| {
        Server::start_with(Database::Sqlite, move |settings| settings.limits.answer = answer)
    };
    let server = start(10_000).await;
    let (text, limit) = ("x".repeat(1_000), json!("QUERY_TOO_COMPLEX"));
    let context = json!({ "decision": text, "extra": { "more": text } });
    let intent = json!({ "goal": text });
    let event = json!({
        "id": "a", "eventName": "x", "payload": text, "metadata": text, "context": context,
        "userIntent": intent,
    });
    server.publish(event).await;
    let names = |field: &str, count: usize| {
        (0..count).map(|index| format!("n{index}: {field}")).collect::<Vec<_>>().join(" ")
    };
    let within = [
        names("payload", 9),
        names("metadata", 9),
        format!("context {{ {} }}", names("decision", 9)),
        format!("userIntent {{ {} }}", names("goal", 8)),
    ];
    for fields in within {
        server.ask(&format!("{{ event(id: \"a\") {{ {fields} }} }}"), json!({})).await;
    }
    let beyond = [
        names("payload", 10),
        format!("payload {}", names("metadata", 9)),
        format!("context {{ {} }}", names("decision", 11)),
        format!("context {{ {} }}", names("extra", 10)),
        format!("userIntent {{ {} }}", names("goal", 10)),
        format!("workflow {{ {} }}", names("export(format: JSON)", 3)),
    ];
    for fields in beyond {
        let error =
            server.refusal(&format!("{{ event(id: \"a\") {{ {fields} }} }}"), json!({})).await;
        assert_eq!(error["extensions"]["code"], limit, "{fields}: {error}");
    }
}
