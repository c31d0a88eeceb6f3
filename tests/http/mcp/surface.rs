//! Where the tools are served, and which requests are taken.

use event_mesh::config::{Mode, Settings, Switch};
use event_mesh::http::auth::NewApiKey;
use support::reqwest::{Client, Method, StatusCode, Version};
use support::{Database, Server, Value, json};

use crate::http::mcp::client::{ask_as, json_of, post};

const LIST: &str = "tools/list";

fn message(method: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": 7, "method": method })
}

async fn status(server: &Server, message: &Value) -> StatusCode {
    post(server, message).send().await.expect("an answer").status()
}

fn asking(settings: &mut Settings) {
    settings.auth.api_keys = vec!["a".repeat(64)];
}

/// What of the settings is changed.
type Change = fn(&mut Settings);

#[tokio::test]
async fn unless_it_is_set_tools_are_served_to_this_machine_alone() {
    let set: [(_, Change, u16); 8] = [
        ("the defaults", |_| (), 200),
        ("off", |settings| settings.mcp.enabled = Switch::False, 404),
        ("production", |settings| settings.server.mode = Mode::Production, 404),
        ("authentication", asking, 404),
        ("open to others", |settings| settings.auth.allow_anonymous = true, 404),
        (
            "open to others, and on",
            |settings| {
                settings.auth.allow_anonymous = true;
                settings.mcp.enabled = Switch::True;
            },
            200,
        ),
        (
            "production, and on",
            |settings| {
                settings.server.mode = Mode::Production;
                settings.mcp.enabled = Switch::True;
            },
            200,
        ),
        (
            "authentication, and on",
            |settings| {
                asking(settings);
                settings.mcp.enabled = Switch::True;
            },
            401,
        ),
    ];
    for (name, change, expected) in set {
        let server = Server::start_with(Database::Sqlite, change).await;
        assert_eq!(status(&server, &message(LIST)).await, expected, "{name}");
    }
}

#[tokio::test]
async fn who_may_not_come_in_is_told_as_elsewhere() {
    let key = NewApiKey::generate().expect("random bytes");
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.mcp.enabled = Switch::True;
        settings.auth.api_keys = vec![key.hash.clone()];
    })
    .await;
    for token in ["", "nonsense", "emk_unknown"] {
        let mut told = Vec::new();
        for path in ["mcp", "graphql"] {
            let request = Client::new().post(format!("{}/{path}", server.url)).json(&message(LIST));
            let request = if token.is_empty() { request } else { request.bearer_auth(token) };
            let response =
                request.header("accept", "application/json").send().await.expect("an answer");
            assert_eq!(response.status(), 401, "{path} {token}");
            let challenge = response.headers()["www-authenticate"].clone();
            told.push((challenge, json_of(response).await));
        }
        assert_eq!(told[0], told[1]);
    }
    let found = ask_as(&server, &key.key, "search_events", &json!({})).await;
    assert_eq!(found, json!({ "events": [] }));
}

#[tokio::test]
async fn messages_come_by_post_and_are_answered_by_json() {
    let server = Server::start(Database::Sqlite).await;
    let url = format!("{}/mcp", server.url);
    for method in [Method::GET, Method::DELETE, Method::PUT] {
        let response = Client::new().request(method.clone(), &url).send().await.expect("an answer");
        assert_eq!(response.status(), 405, "{method}");
        assert_eq!(response.headers()["allow"], "POST, OPTIONS");
    }
    for accept in ["application/json", "application/json, text/event-stream", "*/*"] {
        let response =
            post(&server, &message(LIST)).header("accept", accept).header("x-request-id", "seven");
        let response = response.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{accept}");
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-request-id"], "seven");
        assert!(response.headers().get("mcp-session-id").is_none());
        assert_eq!(json_of(response).await["id"], 7);
    }
    let second = Client::builder().http2_prior_knowledge().build().expect("a client");
    let response = second.post(&url).json(&message(LIST)).send().await.expect("an answer");
    assert_eq!((response.version(), response.status()), (Version::HTTP_2, StatusCode::OK));
    let response = post(&server, &message(LIST)).header("accept", "text/html").send().await;
    assert_eq!(response.expect("an answer").status(), 406);
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    assert_eq!(status(&server, &initialized).await, 202);
}

#[tokio::test]
async fn every_version_of_the_protocol_is_spoken() {
    let server = Server::start(Database::Sqlite).await;
    let initialize = |version: &str| {
        let client = json!({ "name": "a test", "version": "1" });
        let params =
            json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": client });
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params })
    };
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let response = post(&server, &initialize(version)).send().await.expect("an answer");
        let result = json_of(response).await["result"].take();
        assert_eq!(result["protocolVersion"], version);
        assert_eq!(result["serverInfo"]["name"], "event-mesh");
        assert_eq!(result["capabilities"], json!({ "tools": {} }));
        assert!(result["instructions"].as_str().expect("a text").contains("untrusted"));
        let listed = post(&server, &message(LIST)).header("mcp-protocol-version", version);
        assert_eq!(listed.send().await.expect("an answer").status(), 200, "{version}");
    }
    let unknown = post(&server, &initialize("1999-01-01")).send().await.expect("an answer");
    assert_eq!(json_of(unknown).await["result"]["protocolVersion"], "2025-11-25");
    let unknown = post(&server, &message(LIST)).header("mcp-protocol-version", "1999-01-01");
    let unknown = unknown.send().await.expect("an answer");
    assert_eq!(unknown.status(), 400);
    let code = json_of(unknown).await["errors"][0]["extensions"]["code"].take();
    assert_eq!(code, "BAD_USER_INPUT");
}

/// That of July 2026 has no handshake: each request says who asks, and in which version.
#[tokio::test]
async fn requests_may_say_all_by_themselves() {
    let server = Server::start(Database::Sqlite).await;
    let version = "2026-07-28";
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": { "name": "a test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    for (method, name) in
        [("server/discover", None), ("tools/list", None), ("tools/call", Some("event_stats"))]
    {
        let mut params = json!({ "_meta": meta });
        if let Some(name) = name {
            params["name"] = json!(name);
        }
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let mut request = post(&server, &message).header("mcp-protocol-version", version);
        request = request.header("mcp-method", method);
        if let Some(name) = name {
            request = request.header("mcp-name", name);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.headers()["content-type"], "application/json");
        let answer = json_of(response).await;
        assert!(answer["result"].is_object(), "{method}: {answer}");
    }
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    let server = Server::start(Database::Sqlite).await;
    let values = format!("[{}0]", "0,".repeat(10_000));
    let many =
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{{"a":{values}}}}}"#);
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"x","params":{}1{}}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    let sent = [
        ("{", "application/json", 400, "BAD_USER_INPUT"),
        ("[]", "application/json", 400, "BAD_USER_INPUT"),
        (r#"{"jsonrpc":"2.0"}"#, "application/json", 400, "BAD_USER_INPUT"),
        (
            r#"{"jsonrpc":"1.0","id":1,"method":"tools/list"}"#,
            "application/json",
            400,
            "BAD_USER_INPUT",
        ),
        (&many, "application/json", 400, "BAD_USER_INPUT"),
        (&deep, "application/json", 400, "BAD_USER_INPUT"),
        (&" ".repeat(2_000_000), "application/json", 413, "PAYLOAD_TOO_LARGE"),
        ("{}", "text/plain", 415, "BAD_USER_INPUT"),
    ];
    for (body, media_type, status, code) in sent {
        let request = Client::new().post(format!("{}/mcp", server.url)).body(body.to_owned());
        let response = request.header("content-type", media_type).send().await.expect("an answer");
        assert_eq!(response.status(), status, "{media_type} {}", &body[..body.len().min(60)]);
        let answer = json_of(response).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
    }
    let none =
        json_of(post(&server, &message("resources/list")).send().await.expect("an answer")).await;
    assert_eq!(none["error"]["code"], -32_601, "{none}");
}

#[tokio::test]
async fn pages_of_other_origins_may_not_ask() {
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.server.cors_origins = vec!["https://app.example".to_owned()];
    })
    .await;
    let asked = [
        ("origin", "https://evil.example", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("host", "rebind.example", 403),
        ("origin", "https://app.example", 200),
        ("origin", "http://localhost:3000", 200),
        ("sec-fetch-site", "same-origin", 200),
    ];
    for (name, value, expected) in asked {
        let response = post(&server, &message(LIST)).header(name, value).send().await;
        assert_eq!(response.expect("an answer").status(), expected, "{name}: {value}");
    }
    for (origin, allowed) in
        [("https://evil.example", None), ("https://app.example", Some("https://app.example"))]
    {
        let preflight = Client::new().request(Method::OPTIONS, format!("{}/mcp", server.url));
        let preflight =
            preflight.header("origin", origin).header("access-control-request-method", "POST");
        let response = preflight.send().await.expect("an answer");
        let told = response.headers().get("access-control-allow-origin");
        assert_eq!(told.map(|told| told.to_str().expect("text")), allowed);
    }
}
