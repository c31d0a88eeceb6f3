//! Which requests are taken, and in which form they are answered.

use support::reqwest::header::{ACCEPT, ALLOW, CONTENT_TYPE, VARY};
use support::reqwest::{Client, Method, RequestBuilder, Response};
use support::{Database, Server, Value, json};

use crate::http::wire::Wire;

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const EVENTS: &str = "text/event-stream; charset=utf-8";

fn post(server: &Server, query: &str) -> RequestBuilder {
    Client::new().post(format!("{}/graphql", server.url)).json(&json!({ "query": query }))
}

fn get(server: &Server, parameters: &[(&str, &str)]) -> RequestBuilder {
    let parameters = parameters.iter().map(|(name, value)| {
        let encoded = value.bytes().map(|byte| format!("%{byte:02X}"));
        format!("{name}={}", encoded.collect::<String>())
    });
    let query = parameters.collect::<Vec<_>>().join("&");
    Client::new().get(format!("{}/graphql?{query}", server.url))
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

/// A response's status, type and body.
async fn told(request: RequestBuilder) -> (u16, String, Value) {
    let response = send(request).await;
    let content_type = response.headers()[CONTENT_TYPE].to_str().expect("text").to_owned();
    (response.status().as_u16(), content_type, response.json().await.expect("JSON"))
}

#[tokio::test]
async fn the_answer_has_the_form_that_the_client_likes_best() {
    let server = Server::start(Database::Sqlite).await;
    let forms = [
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL_RESPONSE),
        ("text/event-stream", EVENTS),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", EVENTS),
        ("", JSON),
        ("text/html, */*;q=0.1", JSON),
        ("application/json, application/graphql-response+json", GRAPHQL_RESPONSE),
        ("application/json;q=0.9, application/graphql-response+json;q=0.8", JSON),
        ("application/graphql-response+json;q=0.5, */*", JSON),
        ("application/json;q=0, */*", GRAPHQL_RESPONSE),
        ("APPLICATION/JSON ; q=1.000 ; charset=UTF-8", JSON),
        ("application/json;charset=latin1, text/event-stream", EVENTS),
        (
            "application/graphql-response+json, application/json;q=0.9, text/event-stream",
            GRAPHQL_RESPONSE,
        ),
    ];
    for (accept, content_type) in forms {
        let response = send(post(&server, "{ __typename }").header(ACCEPT, accept)).await;
        assert_eq!(response.status(), 200, "{accept}");
        assert_eq!(response.headers()[CONTENT_TYPE], content_type, "{accept}");
        let vary: Vec<_> = response.headers().get_all(VARY).iter().collect();
        assert!(vary.iter().any(|value| *value == "accept"), "{vary:?}");
    }
    let refused = ["text/html", "application/json;q=0", "image/*", "json", "*/json", "a/b;q=2, ;,"];
    for accept in refused {
        let (status, content_type, answer) =
            told(post(&server, "{ __typename }").header(ACCEPT, accept)).await;
        assert_eq!((status, content_type.as_str()), (406, JSON), "{accept}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn refused_requests_have_no_data_and_a_status_that_depends_on_the_form() {
    let server = Server::start(Database::Sqlite).await;
    let variables = "query ($id: ID!) { event(id: $id) { id } }";
    let refused = [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (variables, "BAD_USER_INPUT"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT"),
        (
            "{ events(first: 100) { nodes { related(depth: 50) { related(depth: 50) { id } } } } }",
            "QUERY_TOO_COMPLEX",
        ),
        (
            "subscription { a: eventStream { __typename } b: eventStream { __typename } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ];
    for (query, code) in refused {
        for (accept, status) in
            [("application/json", 200), ("application/graphql-response+json", 400)]
        {
            let (got, _, answer) = told(post(&server, query).header(ACCEPT, accept)).await;
            assert_eq!(got, status, "{query}");
            assert!(answer.get("data").is_none(), "{answer}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
        }
    }
    // What was executed has data, even when all of it failed.
    let request =
        post(&server, "mutation { publish(input: { eventName: \"\", payload: 1 }) { created } }");
    let (status, _, answer) =
        told(request.header(ACCEPT, "application/graphql-response+json")).await;
    assert_eq!((status, &answer["data"]), (200, &json!({ "publish": null })));
}

#[tokio::test]
async fn queries_may_come_by_get_and_nothing_else() {
    let server = Server::start(Database::Sqlite).await;
    let query = "query One($id: ID!) { event(id: $id) { id } } query Two { __typename }";
    let (status, _, answer) =
        told(get(&server, &[("query", query), ("operationName", "Two")])).await;
    assert_eq!((status, answer), (200, json!({ "data": { "__typename": "Query" } })));
    let parameters = [("query", query), ("operationName", "One"), ("variables", "{\"id\":\"ä\"}")];
    let (status, _, answer) = told(get(&server, &parameters)).await;
    assert_eq!((status, answer), (200, json!({ "data": { "event": null } })));

    let publish = "mutation { publish(input: { eventName: \"a\", payload: 1 }) { created } }";
    let response = send(get(&server, &[("query", publish)])).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()[ALLOW]),
        (405, &"POST".parse().expect("text"))
    );
    assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 0);

    let bad: [&[(&str, &str)]; 5] = [
        &[],
        &[("query", "{ __typename }"), ("query", "{ __typename }")],
        &[("query", "{ __typename }"), ("variables", "[]")],
        &[("query", "{ __typename }"), ("variables", "{")],
        &[("query", "{ __typename }"), ("extensions", "1")],
    ];
    for parameters in bad {
        let (status, _, answer) = told(get(&server, parameters)).await;
        assert_eq!(status, 400, "{parameters:?}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::HEAD] {
        let response = send(Client::new().request(method, format!("{}/graphql", server.url))).await;
        assert_eq!(response.status(), 405);
        assert_eq!(response.headers()[ALLOW], "GET, POST, OPTIONS");
    }
}

#[tokio::test]
async fn parameters_of_the_wrong_type_are_named() {
    let server = Server::start(Database::Sqlite).await;
    let bodies = [
        (json!({}), "query is missing"),
        (json!({ "query": 1 }), "query must be a string"),
        (
            json!({ "query": "{ __typename }", "operationName": [] }),
            "operationName must be a string",
        ),
        (json!({ "query": "{ __typename }", "variables": [1] }), "variables must be a JSON object"),
        (
            json!({ "query": "{ __typename }", "extensions": "a" }),
            "extensions must be a JSON object",
        ),
        (json!([{ "query": "{ __typename }" }]), "batches are not supported"),
    ];
    for (body, message) in bodies {
        let request = Client::new().post(format!("{}/graphql", server.url)).json(&body);
        let (status, _, answer) = told(request).await;
        assert_eq!(status, 400, "{body}");
        let told = answer["errors"][0]["message"].as_str().expect("a message");
        assert!(told.contains(message), "{told}");
    }
    let null = json!({ "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null });
    let request = Client::new().post(format!("{}/graphql", server.url)).json(&null);
    assert_eq!(told(request).await.0, 200);
}

#[tokio::test]
async fn requests_have_an_id_that_clients_may_choose() {
    let server = Server::start(Database::Sqlite).await;
    let id =
        |response: &Response| response.headers()["x-request-id"].to_str().expect("text").to_owned();
    let chosen = post(&server, "{ __typename }").header("x-request-id", "mine-1");
    assert_eq!(id(&send(chosen).await), "mine-1");
    let made = id(&send(post(&server, "{ __typename }")).await);
    assert_eq!(made.len(), 36, "a UUID: {made}");
    for unfit in ["", "a b", &"x".repeat(129)] {
        let response = send(post(&server, "{ __typename }").header("x-request-id", unfit)).await;
        assert_eq!(id(&response).len(), 36, "{unfit}");
    }
}

#[tokio::test]
async fn bodies_that_come_too_slowly_are_refused() {
    use tokio::io::AsyncReadExt as _;

    let server = Server::start_with(Database::Sqlite, |settings| settings.server.body_seconds = 1);
    let server = server.await;
    let head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
        content-length: 100\r\n\r\n{";
    let mut wire = Wire::with(&server, head.as_bytes()).await;
    let mut answer = String::new();
    wire.0.read_to_string(&mut answer).await.expect("an answer, and the end");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"TIMEOUT\""), "{answer}");
}

#[tokio::test]
async fn large_answers_are_compressed_where_the_client_understands_it() {
    let server = Server::start(Database::Sqlite).await;
    let introspection = "{ __schema { types { name description fields { name description } } } }";
    let request = post(&server, introspection).header("accept-encoding", "gzip");
    let response = send(request).await;
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let body = response.bytes().await.expect("a body");
    assert_eq!(body[..2], [0x1f, 0x8b]);
    let plain = send(post(&server, introspection)).await;
    assert!(plain.headers().get("content-encoding").is_none());
    assert!(plain.bytes().await.expect("a body").len() > 2 * body.len());
}

#[tokio::test]
async fn bodies_that_arrive_take_a_bounded_share_of_memory_together() {
    let server = Server::start_with(Database::Sqlite, |settings| settings.limits.bodies_kib = 100);
    let server = server.await;
    let head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
        content-length: 100000\r\n\r\n";
    let mut slow = Wire::with(&server, head.as_bytes()).await;
    slow.send(" ".repeat(90_000).as_bytes()).await;
    let query = format!("{{ __typename }} # {}", "x".repeat(50_000));
    // As soon as the server has read what was sent.
    let refused = loop {
        let (status, _, answer) = told(post(&server, &query)).await;
        if status != 200 {
            break (status, answer);
        }
    };
    assert_eq!(refused.0, 503, "{}", refused.1);
    assert_eq!(refused.1["errors"][0]["extensions"]["code"], "OVERLOADED");
    drop(slow);
    while told(post(&server, &query)).await.0 != 200 {}
}
