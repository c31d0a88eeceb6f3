//! Which workflows are told, and what is refused.

use std::fs;

use support::{Database, Server, Value, json, on_both_databases};

use super::{Docs, event, texts, three};
use crate::program::process::text;

const USER: &str = "00000000-0000-4000-8000-00000000000a";

fn named(report: &Value) -> usize {
    usize::try_from(report["workflows"].as_u64().expect("a number")).expect("few")
}

on_both_databases! {
    async fn filters_choose_what_the_folder_holds(database: Database) {
        let server = Server::start(database).await;
        three(&server).await;
        let mut tagged = event("d", 50, "Goal D", &[]);
        tagged["eventName"] = json!("invoice.sent");
        tagged["context"]["category"] = json!("billing");
        tagged["userId"] = json!(USER);
        server.publish(tagged).await;
        let docs = Docs::of(&server);
        for (arguments, goals) in [
            (&["--since", "2026-03-03"][..], vec!["Goal B", "Goal C", "Goal D"]),
            (&["--until", "2026-03-03T10:00:00Z"], vec!["Goal A"]),
            (&["--since", "2026-03-03", "--until", "2026-04-01"], vec!["Goal B"]),
            (&["--category", "billing"], vec!["Goal D"]),
            (&["--category", "invoice"], vec![]),
            (&["--tag", "invoice"], vec!["Goal D"]),
            (&["--tag", "page"], vec!["Goal A", "Goal B", "Goal C"]),
            (&["--tenant", USER], vec!["Goal D"]),
            (&["--tenant", "00000000-0000-0000-0000-000000000000"], vec!["Goal A", "Goal B", "Goal C"]),
        ] {
            let report = docs.narrate(arguments).await;
            assert_eq!(named(&report), goals.len(), "{arguments:?}");
            for goal in goals {
                docs.document(goal);
            }
            let documents = docs.files().into_keys().filter(|name| name.matches('-').count() == 3);
            assert_eq!(documents.count(), named(&report), "{arguments:?}");
        }
    }

    async fn nothing_of_another_tenant_is_told(database: Database) {
        let server = Server::start(database).await;
        for (user, secret) in [(USER, "Mine"), ("00000000-0000-4000-8000-00000000000b", "Theirs")] {
            let mut first = event("shared", 1, secret, &[]);
            first["userId"] = json!(user);
            server.publish(first).await;
        }
        let docs = Docs::of(&server);
        let report = docs.narrate(&["--tenant", USER]).await;
        assert_eq!(named(&report), 1);
        assert!(docs.files().values().all(|text| !text.contains("Theirs") && !text.contains("00000000000b")));
        docs.document("Mine");
        // Both have an event of this id, and each a document of its own.
        let report = docs.narrate(&[]).await;
        assert_eq!(named(&report), 2);
        assert_ne!(docs.document("Mine").0, docs.document("Theirs").0);
    }
}

#[tokio::test]
async fn what_can_not_be_used_is_refused_in_words() {
    let server = Server::start(Database::Sqlite).await;
    let docs = Docs::of(&server);
    for (arguments, words) in [
        (&["--writer", "llm"][..], "[possible values: template, model]"),
        (&["--writer", "model"], "--writer model needs a model: set llm.base_url and llm.model"),
        (&["--since", "yesterday"], "must be a time with its offset"),
        (&["--tenant", "me"], "--tenant must be a UUID"),
    ] {
        let output = docs.run(arguments).await;
        assert!(!output.status.success() && !docs.root().exists(), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
    let check = docs.run(&["--check"]).await;
    assert!(!check.status.success() && !docs.root().exists());
    docs.narrate(&[]).await;
    let empty = docs.files()["index.md"].clone();
    assert!(empty.contains("No workflows yet."), "{empty}");
    for manifest in [
        r#"{"version":2,"documents":{},"pages":{}}"#,
        r#"{"version":1,"documents":{},"pages":{"../index.md":{"hash":""}}}"#,
        r#"{"version":1,"documents":{"../2026-03-02-3f9a1c2e.md":{}},"pages":{}}"#,
        "{",
    ] {
        fs::write(docs.path(".event-mesh-narrate.json"), manifest).expect("a file");
        let output = docs.run(&[]).await;
        assert!(
            text(&output.stderr).contains("can't be used"),
            "{manifest}: {}",
            text(&output.stderr)
        );
    }
}

#[tokio::test]
async fn a_report_in_words_counts_and_names() {
    let server = Server::start(Database::Sqlite).await;
    three(&server).await;
    let docs = Docs::of(&server);
    let output = docs.run(&[]).await;
    assert_eq!(
        text(&output.stdout),
        "3 workflows; files: 8 written, 0 removed, 0 unchanged, 0 kept\n"
    );
    assert_eq!(text(&output.stderr), "", "progress is for terminals");
    assert_eq!(texts(&docs.narrate(&[]).await["kept"]), Vec::<&str>::new());
}
