//! A run that is killed leaves whole files, and the next one goes on.

use std::fs;
use std::time::Duration;

use support::{Database, Server, effort, json, on_both_databases};

use super::{Docs, UPDATE, event};
use crate::program::process::text;

const WORKFLOWS: i64 = 300;

async fn many(server: &Server) {
    for some in (0..WORKFLOWS).collect::<Vec<i64>>().chunks(50) {
        let events =
            some.iter().map(|number| event(&format!("e{number}"), 1 + number / 3, "Goal", &[]));
        server.publish_many(events.collect()).await;
    }
}

on_both_databases! {
    async fn kill_9_leaves_whole_files_and_the_next_run_goes_on(database: Database) {
        let server = Server::start(database).await;
        many(&server).await;
        let right = Docs::of(&server);
        right.narrate(&[]).await;
        let docs = Docs::of(&server);
        let mut rounds = effort(8_u32, 40);
        while rounds > 0 {
            rounds -= 1;
            let before = docs.files().len();
            let mut child = docs.command(&[]).spawn().expect("the program starts");
            // Killed once it writes, each time a little later.
            let more = usize::try_from(rounds).expect("few") % 4 * 40 + 1;
            loop {
                let is_over = child.try_wait().expect("a process").is_some();
                if is_over || docs.files().len() > before + more {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let _ = child.kill().await;
            let known = right.files();
            for (name, text) in docs.files() {
                let is_whole = known.get(&name).is_some_and(|right| *right == text);
                assert!(is_whole || name.starts_with(".event-mesh-narrate"), "{name}: {text}");
            }
            if docs.files().len() >= known.len() {
                // All is there: what follows begins anew.
                fs::remove_dir_all(docs.root()).expect("the folder");
            }
        }
        let report = docs.narrate(&[]).await;
        assert_eq!(report["kept"], json!([]));
        assert_eq!(docs.files(), right.files());
    }

    async fn a_change_while_it_was_killed_is_no_change_by_hand(database: Database) {
        let server = Server::start(database).await;
        many(&server).await;
        let docs = Docs::of(&server);
        docs.narrate(&[]).await;
        for round in 0..effort(4_i64, 20) {
            for number in 0..WORKFLOWS / 2 {
                let input = json!({ "outcome": format!("Outcome {round}") });
                server.ask(UPDATE, json!({ "id": format!("e{number}"), "input": input })).await;
            }
            let new = format!("Outcome {round}");
            let mut child = docs.command(&[]).spawn().expect("the program starts");
            while !docs.files().values().any(|text| text.contains(&new)) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let _ = child.kill().await;
        }
        let report = docs.narrate(&[]).await;
        assert_eq!(report["kept"], json!([]));
        let fresh = Docs::of(&server);
        fresh.narrate(&[]).await;
        assert_eq!(docs.files(), fresh.files());
    }
}

#[tokio::test]
async fn two_runs_do_not_write_into_one_folder() {
    let server = Server::start(Database::Sqlite).await;
    let docs = Docs::of(&server);
    fs::create_dir_all(docs.root()).expect("a folder");
    let lock = fs::File::open(docs.root()).expect("a folder");
    lock.try_lock().expect("a lock");
    let output = docs.run(&[]).await;
    assert!(text(&output.stderr).contains("another run writes into"), "{}", text(&output.stderr));
    drop(lock);
    docs.narrate(&[]).await;
}
