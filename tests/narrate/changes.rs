//! What a later run writes, leaves alone, keeps and removes.

use std::fs;

use support::{Server, json, on_both_databases};

use super::{Docs, UPDATE, texts, three};
use crate::program::process::text;

on_both_databases! {
    async fn a_second_run_writes_nothing(database: Database) {
        let server = Server::start(database).await;
        three(&server).await;
        let docs = Docs::of(&server);
        let report = docs.narrate(&[]).await;
        assert_eq!(report["workflows"], 3);
        let names: Vec<String> = docs.files().into_keys().collect();
        let expected = [
            ".event-mesh-narrate.json", "2026/2026-03-01-", "2026/2026-03-03-", "2026/2026-03.md",
            "2026/2026-04-09-", "2026/2026-04.md", "2026/_category_.json", "_category_.json", "index.md",
        ];
        assert_eq!(names.len(), expected.len(), "{names:?}");
        assert!(names.iter().zip(expected).all(|(name, start)| name.starts_with(start)), "{names:?}");
        assert_eq!(texts(&report["written"]).len(), names.len() - 1, "all but the manifest");
        let times = docs.times();
        for arguments in [&[][..], &["--check"], &["--force"]] {
            let report = docs.narrate(arguments).await;
            assert_eq!(report["written"], json!([]), "{arguments:?}");
            assert_eq!(report["unchanged"], names.len() - 1);
            assert_eq!(docs.times(), times, "{arguments:?}");
        }
    }

    async fn an_outcome_changes_one_document_and_the_lists_that_show_it(database: Database) {
        let server = Server::start(database).await;
        three(&server).await;
        let docs = Docs::of(&server);
        docs.narrate(&[]).await;
        let (name, before) = docs.document("Goal C");
        assert!(docs.files()["index.md"].contains("2026-04-09 [Goal C]"));
        server.ask(UPDATE, json!({ "id": "c", "input": { "outcome": "Twice as quick" } })).await;
        let (mut times, check) = (docs.times(), docs.run(&["--check"]).await);
        assert!(!check.status.success());
        assert!(text(&check.stdout).contains(&format!("would write {name}\n")), "{}", text(&check.stdout));
        assert!(text(&check.stderr).contains("is not up to date"), "{}", text(&check.stderr));
        assert_eq!(docs.times(), times, "--check writes nothing");
        let report = docs.narrate(&[]).await;
        assert_eq!(texts(&report["written"]), [name.as_str(), "2026/2026-04.md", "index.md"].as_slice());
        let (_, after) = docs.document("Twice as quick");
        assert_ne!(before, after);
        let mut written = docs.times();
        for changed in ["2026/2026-04.md", name.as_str(), "index.md", ".event-mesh-narrate.json"] {
            assert_ne!(times.remove(changed), written.remove(changed), "{changed}");
        }
        assert_eq!(times, written);
        let awaiting = docs.files()["index.md"].matches("expectation").count();
        assert_eq!(awaiting, 2, "of the two other workflows");
    }

    async fn what_somebody_changed_is_kept_and_named(database: Database) {
        let server = Server::start(database).await;
        three(&server).await;
        let docs = Docs::of(&server);
        docs.narrate(&[]).await;
        let (name, written) = docs.document("Goal B");
        fs::write(docs.path(&name), "mine").expect("a file");
        fs::write(docs.path("index.md"), "mine, too").expect("a file");
        server.ask(UPDATE, json!({ "id": "b", "input": { "outcome": "Quick" } })).await;
        for _ in 0..2 {
            let report = docs.narrate(&[]).await;
            assert_eq!(texts(&report["kept"]), [name.as_str(), "index.md"]);
        }
        assert_eq!(docs.files()["index.md"], "mine, too");
        let said = text(&docs.run(&[]).await.stdout);
        assert!(said.contains(&format!("kept {name}, which was changed by hand\n")), "{said}");
        assert!(docs.files()["2026/2026-03.md"].contains("[Goal B]"), "lists go on to tell of it");
        // Whoever takes the change back gets what is new.
        fs::write(docs.path(&name), written.replace('\n', "\r\n")).expect("a file");
        let report = docs.narrate(&[]).await;
        assert_eq!((texts(&report["kept"]), texts(&report["written"])), (vec!["index.md"], vec![name.as_str()]));
        fs::write(docs.path(&name), "mine").expect("a file");
        let report = docs.narrate(&["--force"]).await;
        assert_eq!(texts(&report["written"]), [name.as_str(), "index.md"]);
        assert_eq!(report["kept"], json!([]));
        assert!(docs.document("Goal B").1.contains("Quick"));
    }

    async fn a_file_that_was_there_before_is_kept(database: Database) {
        let server = Server::start(database).await;
        three(&server).await;
        let docs = Docs::of(&server);
        fs::create_dir_all(docs.root()).expect("a folder");
        fs::write(docs.path("index.md"), "# My product").expect("a file");
        let report = docs.narrate(&[]).await;
        assert_eq!(texts(&report["kept"]), ["index.md"]);
        assert_eq!(docs.files()["index.md"], "# My product");
        // Without the manifest, what is as it would be written is known again.
        fs::remove_file(docs.path(".event-mesh-narrate.json")).expect("a file");
        let times = docs.times();
        let report = docs.narrate(&[]).await;
        assert_eq!((&report["written"], texts(&report["kept"])), (&json!([]), vec!["index.md"]));
        let mut now = docs.times();
        assert!(now.remove(".event-mesh-narrate.json").is_some());
        assert_eq!(now, times);
    }

    async fn documents_go_with_their_events_unless_somebody_changed_them(database: Database) {
        let server = Server::start(database).await;
        three(&server).await;
        let docs = Docs::of(&server);
        docs.narrate(&[]).await;
        let (b, c) = (docs.document("Goal B").0, docs.document("Goal C").0);
        fs::write(docs.path(&b), "mine").expect("a file");
        for table in ["event_search", "event_search_terms", "event_relation", "event_history"] {
            let id = if table == "event_history" { "id" } else { "event_id" };
            // One database has no terms.
            let sql = format!("DELETE FROM {table} WHERE {id} IN ('b', 'c')");
            support::Sql::connect(&server.database.owner_url).await.try_execute(&sql).await;
        }
        for _ in 0..2 {
            let check = docs.run(&["--check"]).await;
            let said = text(&check.stdout);
            let would_remove = said.contains(&format!("would remove {c}\n"));
            let report = docs.narrate(&[]).await;
            assert_eq!(texts(&report["kept"]), [b.as_str()]);
            assert_eq!(would_remove, texts(&report["removed"]).contains(&c.as_str()), "{said}");
        }
        let files = docs.files();
        assert!(!files.contains_key(&c) && !files.contains_key("2026/2026-04.md"), "{files:?}");
        assert!(!files["index.md"].contains("Goal B") && !files["index.md"].contains("Goal C"));
        let report = docs.narrate(&["--force"]).await;
        assert_eq!(texts(&report["removed"]), [b.as_str()]);
    }
}
