//! Each command does what its help says.

use support::{Database, Value, json, reqwest};

use crate::program::process::{Process, run, text};

#[tokio::test]
async fn schema_prints_the_committed_schema() {
    let output = run(&["schema"]).await;
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), include_str!("../../schema.graphql"));
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_publishes_a_history_and_tells_its_newest_workflow() {
    for database in [Database::Sqlite, Database::Postgres] {
        let database = database.create().await;
        let server = Process::serve(&database.url).await;
        let output = run(&["demo", "--url", &server.url]).await;
        let told = text(&output.stdout);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let steps = [
            "1. provider.connected",
            "2. widget.created",
            "3. automation.created",
            "4. automation.triggered",
        ];
        let places: Vec<_> = steps.iter().map(|step| told.find(step).expect("the step")).collect();
        assert!(places.is_sorted(), "{told}");
        assert!(told.contains("   Outcome: Jira ticket SCRUM-42"), "{told}");
        assert!(told.contains(&format!("{}/w/sample-", server.url)), "{told}");
        let stored = database.number("SELECT count(*) FROM event_history").await;
        assert!(told.starts_with(&format!("Stored {stored} events of two weeks.")), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn types_tell_what_payloads_look_like() {
    for database in [Database::Sqlite, Database::Postgres] {
        let database = database.create().await;
        let server = Process::serve(&database.url).await;
        let published = [
            json!({ "eventName": "b.done", "timestamp": 1, "payload": { "old": true } }),
            json!({ "eventName": "b.done", "timestamp": 2_000, "payload": { "id": "x", "n": null } }),
            json!({ "eventName": "b.done", "timestamp": 3_000, "payload": { "id": 7 } }),
            json!({ "eventName": "a", "timestamp": 3_000, "payload": [1, "two"] }),
        ];
        let publish = "mutation ($inputs: [PublishInput!]!) {
            publishMany(inputs: $inputs) { results { created } }
        }";
        let body = json!({ "query": publish, "variables": { "inputs": published } });
        let post = reqwest::Client::new().post(format!("{}/graphql", server.url));
        let answer: Value =
            post.json(&body).send().await.expect("sent").json().await.expect("JSON");
        assert_eq!(answer["errors"], Value::Null);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("catalogue.ts");
        let file_name = file.to_str().expect("text");
        let written = async || {
            let since = ["--since", "1970-01-01T01:00:02+01:00"];
            let arguments = ["types", "--url", &server.url, "--out", file_name];
            let output = run(&[&arguments[..], &since].concat()).await;
            assert!(output.status.success(), "{}", text(&output.stderr));
            std::fs::metadata(&file).expect("a file").modified().expect("a time")
        };
        let first = written().await;
        let types = std::fs::read_to_string(&file).expect("text");
        let expected = "export type Catalogue = {
  a: (number | string)[];
  \"b.done\": {
    id: number | string;
    n?: null;
  };
};
";
        assert!(types.ends_with(expected), "{types}");
        assert_eq!(written().await, first, "what stays the same isn't written");
        let output = run(&["types", "--url", &server.url, "--newest", "1"]).await;
        assert!(text(&output.stdout).contains("  \"b.done\": {\n    id: number;\n  };"));
        let output = run(&["types", "--url", &server.url, "--since", "yesterday"]).await;
        assert!(text(&output.stderr).contains("must be a time with its offset"));
    }
}

#[tokio::test]
async fn demo_says_when_no_server_runs() {
    let output = run(&["demo", "--url", "http://127.0.0.1:9"]).await;
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("no server answers at http://127.0.0.1:9/graphql"));
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_go_up_and_down() {
    for database in [Database::Sqlite, Database::Postgres] {
        let database = database.create().await;
        let migrate = async |arguments: &[&str]| {
            let address = ["--database-url", database.owner_url.as_str()];
            let output = run(&[&["migrate"], arguments, &address].concat()).await;
            assert!(output.status.success(), "{}", text(&output.stderr));
            text(&output.stdout)
        };
        let status = migrate(&["status"]).await;
        let count = status.lines().count();
        assert!(count >= 4 && status.lines().all(|line| line.starts_with("applied")), "{status}");
        let status = migrate(&["down"]).await;
        assert!(status.lines().last().is_some_and(|line| line.starts_with("missing")), "{status}");
        let status = migrate(&["down", "--steps", &count.to_string()]).await;
        assert!(status.lines().all(|line| line.starts_with("missing")), "{status}");
        let status = migrate(&["up"]).await;
        assert!(status.lines().all(|line| line.starts_with("applied")), "{status}");
        assert_eq!(database.number("SELECT count(*) FROM event_history").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_never_changes_the_schema_of_a_shared_database() {
    let database = Database::Postgres.create().await;
    run(&["migrate", "down", "--steps", "1", "--database-url", &database.owner_url]).await;
    let output = run(&["serve", "--port", "0", "--database-url", &database.url]).await;
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("lacks 1 migrations: run `event-mesh migrate up`"), "{said}");
}

#[tokio::test]
async fn a_server_without_authentication_stays_on_this_machine() {
    let arguments =
        ["serve", "--host", "0.0.0.0", "--port", "0", "--database-url", "sqlite::memory:"];
    let output = run(&arguments).await;
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("auth.allow_anonymous"), "{said}");
}

#[tokio::test]
async fn passwords_are_never_printed() {
    for url in ["postgres://me:secret@127.0.0.1:9/db", "mysql://me:secret@127.0.0.1:9/db"] {
        let output = run(&["serve", "--port", "0", "--database-url", url]).await;
        assert!(!output.status.success());
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!said.contains("secret"), "{said}");
    }
}
