//! How requests say who they are, and what those are told that can't be let in.

use support::reqwest::{Client, Method, RequestBuilder, Response};
use support::{Database, Server, Value, json, on_both_databases};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::auth::publisher::{Publisher, Reply};
use crate::auth::signer::{SECRET, Signer, claims_with};
use crate::auth::time::{NOW, Time};

const QUERY: &str = "{ viewer { role } }";

async fn server() -> Server {
    Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        SECRET.clone_into(&mut settings.auth.jwt_secret);
    })
    .await
}

fn post(server: &Server) -> RequestBuilder {
    let request = Client::new().post(format!("{}/graphql", server.url));
    request.json(&json!({ "query": QUERY }))
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().expect("text"))
}

#[tokio::test]
async fn a_refusal_has_the_form_that_the_client_asks_for() {
    let server = server().await;
    let forms = [
        ("application/graphql-response+json", "application/graphql-response+json; charset=utf-8"),
        ("application/json", "application/json; charset=utf-8"),
        ("text/event-stream", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
    ];
    for (accept, content_type) in forms {
        let get = Client::new().get(format!("{}/graphql?query={{__typename}}", server.url));
        for request in [post(&server), get] {
            let response = send(request.header("accept", accept)).await;
            assert_eq!(response.status(), 401, "{accept}");
            assert_eq!(header(&response, "content-type"), Some(content_type));
            assert_eq!(header(&response, "www-authenticate"), Some("Bearer"));
            assert_eq!(header(&response, "cache-control"), Some("no-store"));
            let answer: Value = response.json().await.expect("JSON");
            assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "UNAUTHENTICATED" }));
            assert!(answer.get("data").is_none(), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_wrong_token_is_told_from_a_missing_one() {
    let server = server().await;
    let expired = Signer::secret().sign(&claims_with("exp", json!(NOW - 60)));
    let response = send(post(&server).bearer_auth(&expired)).await;
    assert_eq!(response.status(), 401);
    assert_eq!(header(&response, "www-authenticate"), Some("Bearer error=\"invalid_token\""));
    let answer: Value = response.json().await.expect("JSON");
    assert_eq!(answer["errors"][0]["message"], "the token has expired");
}

#[tokio::test]
async fn the_scheme_is_bearer_in_any_letter_case_and_no_other() {
    let server = server().await;
    let token = Signer::secret().token();
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer ", " bEaReR  "] {
        let request = post(&server).header("authorization", format!("{scheme} {token}"));
        assert_eq!(send(request).await.status(), 200, "{scheme}");
    }
    let others = [
        token.clone(),
        format!("Basic {token}"),
        format!("Bearer{token}"),
        format!("Bearer {token}, Bearer {token}"),
        format!("Bearer {token} {token}"),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Basic bWU6c2VjcmV0".to_owned(),
        String::new(),
    ];
    for other in others {
        let response = send(post(&server).header("authorization", &other)).await;
        assert_eq!(response.status(), 401, "{other}");
        assert!(!response.text().await.expect("text").contains(&token));
    }
}

#[tokio::test]
async fn several_authorization_headers_are_refused() {
    let server = server().await;
    let token = Signer::secret().token();
    let request = post(&server).bearer_auth(&token).bearer_auth(&token);
    assert_eq!(send(request).await.status(), 401);
}

#[tokio::test]
async fn a_token_in_the_address_is_none() {
    let server = server().await;
    let token = Signer::secret().token();
    let url = format!("{}/graphql?query={{__typename}}&access_token={token}", server.url);
    assert_eq!(send(Client::new().get(url)).await.status(), 401);
}

#[tokio::test]
async fn gets_and_streams_are_let_in_as_posts_are() {
    let server = server().await;
    let token = Signer::secret().token();
    let url = format!("{}/graphql?query={{viewer{{role}}}}", server.url);
    let get = send(Client::new().get(url).bearer_auth(&token)).await;
    assert_eq!(get.text().await.expect("text"), r#"{"data":{"viewer":{"role":"USER"}}}"#);
    let events = post(&server).header("accept", "text/event-stream").bearer_auth(&token);
    let events = send(events).await.text().await.expect("text");
    assert!(events.contains(r#"{"data":{"viewer":{"role":"USER"}}}"#), "{events}");
}

#[tokio::test]
async fn who_may_not_ask_is_told_before_the_body_is_read() {
    let server = server().await;
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
        content-length: 1000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("the server reads");
    // No body comes, and yet the answer does.
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 401");
}

#[tokio::test]
async fn metrics_are_for_those_who_see_every_tenant() {
    let server = server().await;
    let get = || Client::new().get(format!("{}/metrics", server.url));
    assert_eq!(send(get()).await.status(), 401);
    for (role, status) in [("authenticated", 403), ("service_role", 200)] {
        let token = Signer::secret().sign(&claims_with("role", json!(role)));
        assert_eq!(send(get().bearer_auth(token)).await.status(), status, "{role}");
    }
}

#[tokio::test]
async fn pages_health_and_preflights_need_no_credentials() {
    let server = server().await;
    let status = async |method: Method, path: &str, headers: &[(&str, &str)]| {
        let mut request = Client::new().request(method, format!("{}{path}", server.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(request).await.status().as_u16()
    };
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(status(Method::GET, path, &[]).await, 200);
    }
    // Without the web pages, which tests may be built without, they are not found; nor asked for.
    for path in ["/graphiql", "/playground", "/assets/none.js", "/"] {
        assert_ne!(status(Method::GET, path, &[]).await, 401, "{path}");
    }
    assert_ne!(status(Method::GET, "/graphql", &[("accept", "text/html")]).await, 401);
    let preflight = [
        ("origin", "http://localhost:3000"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization"),
    ];
    assert_eq!(status(Method::OPTIONS, "/graphql", &preflight).await, 200);
}

#[tokio::test]
async fn pages_of_other_origins_learn_why_they_were_refused() {
    let server = server().await;
    let response = send(post(&server).header("origin", "http://localhost:3000")).await;
    assert_eq!(response.status(), 401);
    assert_eq!(header(&response, "access-control-allow-origin"), Some("http://localhost:3000"));
    let exposed = header(&response, "access-control-expose-headers").expect("a list");
    assert!(exposed.contains("www-authenticate"), "{exposed}");
}

#[tokio::test]
async fn keys_that_can_not_be_had_are_no_fault_of_the_client() {
    let publisher = Publisher::start(Reply::HangUp).await;
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        settings.auth.jwks_url = publisher.url;
        settings.auth.audience = vec!["*".to_owned()];
    })
    .await;
    let response = send(post(&server).bearer_auth(Signer::rsa().token())).await;
    assert_eq!(response.status(), 503);
    assert_eq!(header(&response, "www-authenticate"), None);
    let answer: Value = response.json().await.expect("JSON");
    let extensions = json!({ "code": "UNAVAILABLE", "retryable": true });
    assert_eq!(answer["errors"][0]["extensions"], extensions);
    // What could never be let in is refused all the same.
    assert_eq!(send(post(&server)).await.status(), 401);
    assert_eq!(send(post(&server).bearer_auth("x")).await.status(), 401);
}

on_both_databases! {
    async fn users_list_what_their_events_led_to(database: Database) {
        let server = Server::start_at(database, Time::now().clock(), |settings| {
            SECRET.clone_into(&mut settings.auth.jwt_secret);
        })
        .await;
        let token = Signer::secret().token();
        let inputs = json!([
            { "id": "a", "eventName": "x", "payload": 1, "timestamp": 1 },
            { "id": "b", "eventName": "x", "payload": 1, "timestamp": 2, "context": { "relatedEvents": ["a"] } },
            { "id": "c", "eventName": "y", "payload": 1, "timestamp": 3, "context": { "relatedEvents": ["a", "b"] } },
        ]);
        let publish = "mutation ($inputs: [PublishInput!]!) {
            publishMany(inputs: $inputs) { results { created } }
        }";
        server.answer_as(&token, publish, json!({ "inputs": inputs })).await;
        let query = "query ($filter: EventFilter!) {
            events(filter: $filter, orderBy: { direction: ASC }) { nodes { id } totalCount }
        }";
        for (filter, expected) in [
            (json!({ "causedBy": "a" }), json!([{ "id": "b" }, { "id": "c" }])),
            (json!({ "causedBy": "a", "eventName": { "eq": "x" } }), json!([{ "id": "b" }])),
            (json!({ "ledTo": "c" }), json!([{ "id": "a" }, { "id": "b" }])),
        ] {
            let answer = server.answer_as(&token, query, json!({ "filter": filter })).await;
            assert_eq!(answer["data"]["events"]["nodes"], expected, "{filter}: {answer}");
        }
    }
}
