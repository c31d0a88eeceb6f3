//! A database that goes away: clients learn that it did, and nothing about it.

use std::sync::Arc;

use support::{Database, Server, TestDatabase, Value, json};

use crate::faults::proxy::Proxy;

/// What only the operator may read. The test's databases are all called `test_…`.
const SECRETS: [&str; 9] = [
    "postgres",
    "sqlx",
    "sea",
    "query error",
    "terminat",
    "administrator",
    "refused",
    "test_",
    "127.",
];

async fn server_behind_a_proxy() -> (Server, Arc<Proxy>, TestDatabase) {
    let direct = Database::Postgres.create().await;
    let (proxy, url) = Proxy::before(&direct.url).await;
    let server = Server::start_with(Database::Postgres, |settings| settings.database.url = url);
    (server.await, proxy, direct)
}

fn keeps_secrets(answer: &Value) {
    let text = answer.to_string().to_lowercase();
    let leaked = SECRETS.iter().find(|secret| text.contains(*secret));
    assert_eq!(leaked, None, "{answer}");
}

/// Reads and writes, all of which must fail in words that keep the secrets.
async fn all_fail_discreetly(server: &Server, codes: &[&str]) {
    let input = json!({ "eventName": "a", "payload": {} });
    let operations = [
        ("{ events { nodes { id } totalCount } }", json!({})),
        ("{ event(id: \"a\") { related { id } } }", json!({})),
        ("{ path(from: \"a\", to: \"b\") { id } }", json!({})),
        (
            "mutation { updateOutcome(id: \"a\", input: { outcome: \"b\" }) { event { id } } }",
            json!({}),
        ),
        (
            "mutation ($input: PublishInput!) { publish(input: $input) { created } }",
            json!({ "input": input }),
        ),
    ];
    for (query, variables) in operations {
        let answer = server.answer(query, variables).await;
        let error = &answer["errors"][0];
        let code = error["extensions"]["code"].as_str().expect("a code");
        assert!(codes.contains(&code), "{answer}");
        assert_eq!(error["extensions"]["retryable"] == true, code != "INTERNAL_SERVER_ERROR");
        assert!(error["extensions"]["errorId"].is_string(), "{answer}");
        keeps_secrets(&answer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_learn_that_the_database_is_gone_and_nothing_about_it() {
    let (server, proxy, direct) = server_behind_a_proxy().await;
    server.publish(json!({ "id": "a", "eventName": "a", "payload": {} })).await;
    proxy.break_down();
    all_fail_discreetly(&server, &["UNAVAILABLE", "TIMEOUT"]).await;
    let health = support::reqwest::get(format!("{}/health/ready", server.url)).await;
    assert_eq!(health.expect("an answer").status(), 503);
    assert_eq!(direct.number("SELECT count(*) FROM event_history").await, 1);
}

/// The data of an operation that is asked again while the server says that this may help.
async fn ask_until_answered(server: &Server, query: &str, variables: &Value) -> Value {
    for _ in 0..20 {
        let mut answer = server.answer(query, variables.clone()).await;
        keeps_secrets(&answer);
        if answer.get("errors").is_none() {
            return answer["data"].take();
        }
        assert_eq!(answer["errors"][0]["extensions"]["retryable"], true, "{answer}");
    }
    panic!("the server doesn't find back to its database");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_ends_its_connections_is_asked_again() {
    let server = Server::start(Database::Postgres).await;
    let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    for round in 1..4 {
        let input = json!({ "id": format!("a{round}"), "eventName": "a", "payload": {} });
        ask_until_answered(&server, publish, &json!({ "input": input })).await;
        let end_all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(server.database.number(end_all).await > 0);
        // Connections that read are replaced without the client's help.
        let count = server.ask("{ events { totalCount } }", json!({})).await;
        assert_eq!(count["events"]["totalCount"], round);
    }
}
