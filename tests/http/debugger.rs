//! The Event Debugger: where it is served, what its documents may, and the sample history.

use std::io::Write as _;

use event_mesh::config::{Mode, Settings};
use event_mesh::http::own_documents;
use support::reqwest::header::{CONTENT_SECURITY_POLICY, LOCATION};
use support::reqwest::{Client, Response, redirect};
use support::{Database, Server, Value, json, on_both_databases};

const ADDRESSES: [&str; 3] = ["/", "/w/an-event", "/e/an-event"];

const MISSING: &str = "The web pages are not part of this server.";

async fn get(server: &Server, path: &str) -> Response {
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    client.get(format!("{}{path}", server.url)).send().await.expect("an answer")
}

async fn store_sample(server: &Server, headers: &[(&str, &str)]) -> Response {
    let mut request = Client::new().post(format!("{}/sample", server.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

fn production(settings: &mut Settings) {
    settings.server.mode = Mode::Production;
}

fn asking(settings: &mut Settings) {
    settings.auth.api_keys = vec!["a".repeat(64)];
}

/// Whether the page is there, as a file or as how to build it.
async fn is_served(server: &Server, path: &str) -> bool {
    let response = get(server, path).await;
    response.status() == 200 || response.text().await.expect("text").starts_with(MISSING)
}

#[tokio::test]
async fn it_is_served_in_production_only_where_people_are_asked_who_they_are() {
    let off = |settings: &mut Settings| settings.debugger.enabled = false;
    let servers = [
        (Server::start(Database::Sqlite).await, true),
        (Server::start_with(Database::Sqlite, asking).await, true),
        (Server::start_with(Database::Sqlite, production).await, false),
        (
            Server::start_with(Database::Sqlite, |settings| {
                production(settings);
                asking(settings);
            })
            .await,
            true,
        ),
        (
            Server::start_with(Database::Sqlite, |settings| {
                production(settings);
                asking(settings);
                off(settings);
            })
            .await,
            false,
        ),
    ];
    for (number, (server, expected)) in servers.iter().enumerate() {
        for path in ADDRESSES {
            assert_eq!(is_served(server, path).await, *expected, "server {number}, {path}");
        }
        assert_eq!(is_served(server, "/assets/none.js").await, *expected, "server {number}");
    }
    let turned_off = Server::start_with(Database::Sqlite, off).await;
    assert_eq!(get(&turned_off, "/").await.headers()[LOCATION], "graphiql");
    assert!(!is_served(&turned_off, "/w/an-event").await);
    assert_eq!(store_sample(&turned_off, &[]).await.status(), 404);
}

#[tokio::test]
async fn its_addresses_are_one_page_with_a_strict_policy() {
    let server = Server::start(Database::Sqlite).await;
    for path in ADDRESSES {
        let page = get(&server, path).await;
        if page.status() == 404 {
            // The server was built without the pages.
            assert!(page.text().await.expect("text").contains("`make web`"));
            continue;
        }
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
        assert!(!policy.contains("unsafe"), "{policy}");
        let address = page.url().clone();
        let html = page.text().await.expect("text");
        let script = html.split("src=\"").nth(1).and_then(|rest| rest.split('"').next());
        let script = script.filter(|script| script.starts_with('.')).expect("a script");
        let script = address.join(script).expect("an address");
        let status = Client::new().get(script).send().await.expect("a script").status();
        assert_eq!(status, 200, "{path}");
    }
}

#[tokio::test]
async fn its_documents_run_where_no_others_may_unless_it_is_off() {
    let mut none = tempfile::NamedTempFile::new().expect("a file");
    none.write_all(b"{}").expect("it is written");
    let strict = |settings: &mut Settings| {
        settings.documents.trusted = none.path().to_owned();
        settings.documents.only_trusted = true;
    };
    let server = Server::start_with(Database::Sqlite, strict).await;
    let turned_off = Server::start_with(Database::Sqlite, |settings| {
        strict(settings);
        settings.debugger.enabled = false;
    })
    .await;
    assert_eq!(store_sample(&server, &[]).await.status(), 200);
    assert_eq!(ask(&server, &json!({ "query": "{ __typename }" })).await, "FORBIDDEN");
    let documents = own_documents(&Settings::defaults().expect("the defaults"));
    assert!(documents.contains_key("sample.publish"));
    for id in documents.keys() {
        let body = json!({ "documentId": id });
        let code = ask(&server, &body).await;
        let is_open = !["PERSISTED_QUERY_NOT_FOUND", "GRAPHQL_VALIDATION_FAILED"].contains(&&*code);
        assert!(is_open, "{id}: {code}");
        assert_eq!(ask(&turned_off, &body).await, "PERSISTED_QUERY_NOT_FOUND");
    }
}

/// The code of what an operation is refused with; empty where it isn't.
async fn ask(server: &Server, body: &Value) -> String {
    let request = Client::new().post(format!("{}/graphql", server.url)).json(body);
    let request = request.header("accept", "application/json");
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
}

on_both_databases! {
    async fn the_sample_is_two_weeks_with_every_state(database: Database) {
        let server = Server::start(database).await;
        for _ in 0..2 {
            let stored = store_sample(&server, &[("sec-fetch-site", "same-origin")]).await;
            assert_eq!(stored.status(), 200);
            let stored: Value = stored.json().await.expect("JSON");
            let newest = stored["newest"].as_str().expect("an id");
            let query = "query ($id: ID!) {
                workflow(eventId: $id) { events { eventName context { outcome } } isPartial }
                states: eventStats(groupBy: [OUTCOME_STATE]) { outcomeState count }
                first: events(first: 1, orderBy: { direction: ASC }) { nodes { timestamp } }
                last: events(first: 1) { totalCount nodes { id timestamp } }
            }";
            let told = server.ask(query, json!({ "id": newest })).await;
            let names: Vec<_> =
                told["workflow"]["events"].as_array().expect("events").iter().map(|event| &event["eventName"]).collect();
            assert_eq!(names, ["provider.connected", "widget.created", "automation.created", "automation.triggered"]);
            assert_eq!(told["states"].as_array().expect("states").len(), 6, "{told}");
            let time = |end: &str| told[end]["nodes"][0]["timestamp"].as_i64().expect("a time");
            let days = (time("last") - time("first")) / 86_400_000;
            assert!((12..=14).contains(&days), "{days} days");
            assert!(told["last"]["totalCount"].as_u64() >= stored["events"].as_u64());
        }
    }
}

#[tokio::test]
async fn nobody_else_stores_the_sample() {
    let development = Server::start(Database::Sqlite).await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("origin", "https://other.example")],
        &[("sec-fetch-site", "cross-site"), ("origin", "null")],
    ] {
        assert_eq!(store_sample(&development, headers).await.status(), 403, "{headers:?}");
    }
    for change in [production, asking] {
        let server = Server::start_with(Database::Sqlite, change).await;
        assert_eq!(store_sample(&server, &[]).await.status(), 404);
    }
    let count = development.ask("{ events { totalCount } }", json!({})).await;
    assert_eq!(count["events"]["totalCount"], 0);
}
