//! `event-mesh migrate`, as an operator runs it.

use std::process::Output;

use support::BareDatabase;
use tokio::process::Command;

use crate::adoption::history::{self, facts};

/// The command, with the address of the database in the environment.
pub(crate) fn migrate(arguments: &[&str], url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_event-mesh"));
    command.arg("migrate").args(arguments).env_clear().current_dir(std::env::temp_dir());
    command.env("MIGRATION_DATABASE_URL", url).kill_on_drop(true);
    command
}

async fn run(arguments: &[&str], database: &BareDatabase) -> (Output, String, String) {
    let mut command = migrate(arguments, &database.url);
    // What serves has no rights that a migration needs, and here it isn't even there.
    command.env("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:9/nothing");
    let output = command.output().await.expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (told, said) = (text(&output.stdout), text(&output.stderr));
    assert!(!said.contains("secret") && !said.contains(&database.url), "{said}");
    (output, told, said)
}

#[tokio::test(flavor = "multi_thread")]
async fn migrate_takes_over_tells_of_it_and_goes_back() {
    let database = history::with_everything().await;
    let before = facts(&database).await;
    let (output, told, _) = run(&["status"], &database).await;
    assert!(output.status.success());
    assert!(told.lines().all(|line| line.starts_with("missing")), "{told}");
    assert_eq!(facts(&database).await, before, "status changes nothing");

    let (output, told, said) = run(&["up"], &database).await;
    assert!(output.status.success(), "{said}");
    assert!(told.lines().all(|line| line.starts_with("applied")), "{told}");
    for words in [
        "taking over the tables of the original layer",
        "adopted 11 of 11 events",
        "adopted 2 of 2 narratives",
        "event_history.created_at is none of the original's columns",
        "trigger touched on table event_history stays",
        "policy own_events on table event_history stays",
        "in publication realtime stays",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }

    let (output, told, said) = run(&["up"], &database).await;
    assert!(output.status.success() && !said.contains("adopted"), "{said}");
    let steps = told.lines().count().to_string();
    let (output, told, said) = run(&["down", "--steps", &steps], &database).await;
    assert!(output.status.success(), "{said}");
    assert!(told.lines().all(|line| line.starts_with("missing")), "{told}");
    assert_eq!(facts(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_in_full_and_nothing_is_done() {
    let database = history::small().await;
    database.execute("INSERT INTO event_history VALUES ('a b', 'x', 'y', 1, '{}')").await;
    let before = facts(&database).await;
    let (output, told, said) = run(&["up"], &database).await;
    assert!(!output.status.success());
    assert_eq!(told, "");
    assert!(
        said.contains("event-mesh: the history of the original layer can't be taken"),
        "{said}"
    );
    assert!(
        said.contains("\n- event_history: ids that the API can't name, 1 in all ('a b')"),
        "{said}"
    );
    assert_eq!(facts(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_that_the_command_line_names_is_the_one_that_changes() {
    let (named, other) = (history::small().await, history::small().await);
    let mut command = migrate(&["up", "--database-url", &named.url], &other.url);
    assert!(command.output().await.expect("the program runs").status.success());
    let schemas = "SELECT nspname::text FROM pg_namespace WHERE nspname = 'event_mesh_original'";
    assert_eq!(named.texts(schemas).await.len(), 1);
    assert_eq!(other.texts(schemas).await.len(), 0);
}
