//! What a server tells about itself, and to which pages, while it is developed and in production.

use event_mesh::config::{Mode, Settings};
use event_mesh::http::auth::NewApiKey;
use support::reqwest::header::{ACCESS_CONTROL_ALLOW_ORIGIN, LOCATION, ORIGIN};
use support::reqwest::{Client, Method, redirect};
use support::{Database, Server, json};

fn production(settings: &mut Settings) {
    settings.server.mode = Mode::Production;
}

/// The origin that a page of `origin` is told that it may ask from.
async fn allowed(server: &Server, origin: &str) -> Option<String> {
    let url = format!("{}/graphql", server.url);
    let preflight = Client::new()
        .request(Method::OPTIONS, url)
        .header(ORIGIN, origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let response = preflight.send().await.expect("an answer");
    let allowed = response.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN);
    allowed.map(|origin| origin.to_str().expect("text").to_owned())
}

#[tokio::test]
async fn production_tells_nothing_about_the_schema() {
    let server = Server::start_with(Database::Sqlite, production).await;
    for query in ["{ __schema { types { name } } }", "{ __type(name: \"Event\") { name } }"] {
        let answer = server.answer(query, json!({})).await;
        assert!(answer["errors"].is_array(), "{answer}");
        assert!(!answer.to_string().contains("Event"), "{answer}");
    }
    let misspelt = "{ evens { totalCount } }";
    let message = server.refusal(misspelt, json!({})).await["message"].take();
    assert!(!message.to_string().contains("events"), "{message}");
    for page in ["/", "/graphiql", "/playground", "/assets/graphiql.js"] {
        let response = support::reqwest::get(format!("{}{page}", server.url)).await;
        assert_eq!(response.expect("an answer").status(), 404);
    }
    let data = server.ask("{ __typename events { nodes { __typename } } }", json!({})).await;
    assert_eq!(data, json!({ "__typename": "Query", "events": { "nodes": [] } }));
}

#[tokio::test]
async fn the_schema_is_a_file_for_those_who_may_see_it() {
    let schema = async |server: &Server, key: &str| {
        let url = format!("{}/schema.graphql", server.url);
        let response = Client::new().get(url).bearer_auth(key).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("text"))
    };
    let development = Server::start(Database::Sqlite).await;
    let expected = include_str!("../../schema.graphql");
    assert_eq!(schema(&development, "").await, (200, expected.to_owned()));
    let open = Server::start_with(Database::Sqlite, production).await;
    assert_eq!(schema(&open, "").await.0, 403);
    let key = NewApiKey::generate().expect("random bytes");
    let asking = Server::start_with(Database::Sqlite, |settings| {
        production(settings);
        settings.auth.api_keys = vec![key.hash.clone()];
    })
    .await;
    assert_eq!(schema(&asking, "").await.0, 401);
    assert_eq!(schema(&asking, &key.key).await, (200, expected.to_owned()));
}

#[tokio::test]
async fn development_helps_those_who_develop() {
    let server = Server::start(Database::Sqlite).await;
    let message = server.refusal("{ evens { totalCount } }", json!({})).await["message"].take();
    assert!(message.to_string().contains("events"), "{message}");
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    let visit =
        client.get(format!("{}/graphql", server.url)).header("accept", "text/html,*/*;q=0.8");
    // Beside the address that was asked: a proxy may have put both under a path.
    assert_eq!(visit.send().await.expect("an answer").headers()[LOCATION], "graphiql");
}

const QUERY: &str = "/graphql?query=%7B__typename%7D";

/// How a server answers to somebody who knows it under this name.
async fn status(server: &Server, path: &str, host: &str) -> u16 {
    let request = Client::new().get(format!("{}{path}", server.url)).header("host", host);
    request.send().await.expect("an answer").status().as_u16()
}

/// DNS rebinding: a page gives its own name the address of this machine.
#[tokio::test]
async fn a_server_that_asks_nobody_who_they_are_answers_under_its_own_names_only() {
    let named = |settings: &mut Settings| {
        settings.server.hosts = vec!["Mesh.example".to_owned()];
    };
    let development = Server::start_with(Database::Sqlite, named).await;
    let production = Server::start_with(Database::Sqlite, |settings| {
        named(settings);
        production(settings);
        "0.0.0.0".clone_into(&mut settings.server.host);
        settings.auth.allow_anonymous = true;
    })
    .await;
    let own = [
        "localhost",
        "LOCALHOST:80",
        "localhost.:80",
        "app.localhost:8080",
        "127.0.0.1:8080",
        "[::1]:1",
        "127.0.0.2",
        "10.0.0.1",
        "[2001:db8::1]:8080",
        "mesh.example",
        "MESH.example:8080",
    ];
    let foreign = [
        "rebind.example",
        "rebind.example:8080",
        "localhost.rebind.example",
        "xlocalhost",
        "127.0.0.1.rebind.example",
        "under.mesh.example",
    ];
    for server in [&development, &production] {
        for host in own {
            assert_eq!(status(server, QUERY, host).await, 200, "{host}");
        }
        for host in foreign {
            for path in [QUERY, "/metrics", "/graphiql", "/nothing"] {
                assert_eq!(status(server, path, host).await, 403, "{host}{path}");
            }
            for path in ["/health/live", "/health/ready"] {
                assert_eq!(status(server, path, host).await, 200, "{host}{path}");
            }
        }
    }
}

#[tokio::test]
async fn any_name_will_do_where_all_are_listed_or_credentials_asked_for() {
    let listed = Server::start_with(Database::Sqlite, |settings| {
        settings.server.hosts = vec!["*".to_owned()];
    })
    .await;
    assert_eq!(status(&listed, QUERY, "mesh.example").await, 200);
    let asking = Server::start_with(Database::Sqlite, |settings| {
        settings.auth.api_keys = vec!["a".repeat(64)];
    })
    .await;
    assert_eq!(status(&asking, QUERY, "mesh.example").await, 401);
}

#[tokio::test]
async fn pages_of_this_machine_may_ask_while_it_is_developed_and_listed_ones_always() {
    let listed = |settings: &mut Settings| {
        settings.server.cors_origins = vec!["https://App.example".to_owned()];
    };
    let local = ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:8443"];
    let foreign = [
        "http://localhost.evil.example",
        "https://evil.example",
        "null",
        "http://app.example",
        "https://app.example:8443",
        "https://app.example.evil.example",
        "http://evil@localhost",
        "file://localhost",
        "localhost",
    ];
    let development = Server::start_with(Database::Sqlite, listed).await;
    let production = Server::start_with(Database::Sqlite, |settings| {
        listed(settings);
        production(settings);
    });
    let production = production.await;
    for server in [&development, &production] {
        let app = allowed(server, "https://app.example").await;
        assert_eq!(app.as_deref(), Some("https://app.example"));
        for origin in foreign {
            assert_eq!(allowed(server, origin).await, None, "{origin}");
        }
    }
    for origin in local {
        assert_eq!(allowed(&development, origin).await.as_deref(), Some(origin));
        assert_eq!(allowed(&production, origin).await, None);
    }
}
