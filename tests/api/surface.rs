//! What lies around GraphQL: health, pages, and requests that never become an operation.

use event_mesh::config::Settings;
use support::reqwest::{Client, StatusCode};
use support::{Database, Server, Value, json, on_both_databases};

async fn post(server: &Server, content_type: &str, body: Vec<u8>) -> (StatusCode, Value) {
    let request = Client::new().post(format!("{}/graphql", server.url));
    let request = request.header("content-type", content_type).body(body);
    let response = request.send().await.expect("an answer");
    (response.status(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn requests_that_are_no_operations_are_refused_as_json() {
    let server = Server::start(Database::Sqlite).await;
    let query = br#"{ "query": "{ viewer { role } }" }"#.to_vec();
    let (status, _) = post(&server, "application/json; charset=utf-8", query.clone()).await;
    assert_eq!(status, 200);
    let deep = [b"{\"query\":\"\",\"variables\":{\"a\":".to_vec(), vec![b'['; 200]].concat();
    let refusals = [
        ("text/plain", query.clone(), 415, "BAD_USER_INPUT"),
        ("application/x-www-form-urlencoded", query, 415, "BAD_USER_INPUT"),
        ("application/json", b"{".to_vec(), 400, "BAD_USER_INPUT"),
        ("application/json", vec![0xff, 0xfe], 400, "BAD_USER_INPUT"),
        (
            "application/json",
            br#"{"query":"{ viewer { role } }","variables":{"a":"\ud800"}}"#.to_vec(),
            400,
            "BAD_USER_INPUT",
        ),
        (
            "application/json",
            br#"{"query":"{ viewer { role } }","variables":{"a":1e400}}"#.to_vec(),
            400,
            "BAD_USER_INPUT",
        ),
        ("application/json", deep, 400, "BAD_USER_INPUT"),
        ("application/json", vec![b' '; 1_048_577], 413, "PAYLOAD_TOO_LARGE"),
    ];
    for (content_type, body, status, code) in refusals {
        let (got, answer) = post(&server, content_type, body).await;
        assert_eq!(got, status, "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
    }
}

#[tokio::test]
async fn the_explorer_is_served_from_the_binary_alone() {
    let server = Server::start(Database::Sqlite).await;
    for path in ["/graphiql", "/playground"] {
        let page = Client::new().get(format!("{}{path}", server.url)).send().await.expect("a page");
        assert_eq!(page.status(), 200, "{path}: was the web UI built? See `make web`");
        let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        let address = page.url().clone();
        let html = page.text().await.expect("text");
        let script = html.split("src=\"").nth(1).and_then(|rest| rest.split('"').next());
        // Beside the page, wherever a proxy has put both.
        let script = script.filter(|script| script.starts_with("./assets/")).expect("a script");
        let script = address.join(script).expect("an address");
        let script = Client::new().get(script).send().await.expect("a script");
        assert_eq!(script.headers()["content-type"], "text/javascript");
        assert_eq!(script.headers()["cache-control"], "public, max-age=31536000, immutable");
    }
}

on_both_databases! {
    async fn a_healthy_server_says_so(database: Database) {
        let server = Server::start(database).await;
        for path in ["live", "ready"] {
            let health = Client::new().get(format!("{}/health/{path}", server.url)).send().await;
            assert_eq!(health.expect("an answer").status(), 200);
        }
    }

    async fn a_stopped_server_has_stored_what_it_acknowledged(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({ "eventName": "a", "payload": {} })).await;
        let database = server.stop().await;
        assert_eq!(database.number("SELECT count(*) FROM event_history").await, 1);
    }
}

#[tokio::test]
async fn a_server_tells_what_it_allows() {
    let change = |settings: &mut Settings| {
        (settings.limits.page, settings.database.log_days) = (200, 7);
    };
    let server = Server::start_with(Database::Sqlite, change).await;
    let query = "{ server {
        version production logDays limits { page depth workflowNodes batch eventBytes }
    } }";
    let told = server.ask(query, json!({})).await;
    let limits = json!({
        "page": 200, "depth": 50, "workflowNodes": 2_000, "batch": 1_000, "eventBytes": 262_144,
    });
    let version = env!("CARGO_PKG_VERSION");
    let expected =
        json!({ "version": version, "production": false, "logDays": 7, "limits": limits });
    assert_eq!(told["server"], expected);
}
