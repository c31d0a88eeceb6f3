//! Whatever ends an adoption before its end leaves the original tables.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::adoption::history::{self, facts};
use crate::adoption::program::migrate;

/// More than are copied before the first report.
const MANY: &str = "INSERT INTO event_history
    SELECT 'e' || i, 'x', 'y', i, '{}', NULL, NULL,
           jsonb_build_object('relatedEvents', jsonb_build_array('e' || i - 1))
    FROM generate_series(1, 15000) AS i";

/// The first policy is made after the adoption: that waits for a lock, which a session of the test has.
const STOP_BEHIND_IT: &str = "
    CREATE FUNCTION wait() RETURNS event_trigger LANGUAGE plpgsql
        AS 'BEGIN PERFORM pg_advisory_xact_lock(1); END';
    CREATE EVENT TRIGGER wait ON ddl_command_start WHEN tag IN ('CREATE POLICY')
        EXECUTE FUNCTION wait()";

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_adoption_leaves_the_original() {
    let database = history::small().await;
    database.execute(MANY).await;
    database.execute(STOP_BEHIND_IT).await;
    let before = facts(&database).await;
    for signal in ["KILL", "INT"] {
        database.execute("SELECT pg_advisory_lock(1)").await;
        let mut command = migrate(&["up"], &database.url);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut log = BufReader::new(child.stderr.take().expect("its log")).lines();
        while let Some(line) = log.next_line().await.expect("a line") {
            if line.contains("adopted 10000 of 15011 events") {
                break;
            }
        }
        let process = child.id().expect("it runs");
        let kill = std::process::Command::new("sh")
            .args(["-c", &format!("kill -s {signal} {process}")])
            .status();
        assert!(kill.expect("kill runs").success());
        assert!(!child.wait().await.expect("an end").success());
        database.execute("SELECT pg_advisory_unlock(1)").await;
        // Waits for PostgreSQL to notice.
        database.execute("BEGIN; LOCK TABLE event_history; COMMIT").await;
        assert_eq!(facts(&database).await, before, "{signal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_in_the_middle_leaves_the_original() {
    let database = history::with_everything().await;
    database.execute("CREATE TABLE outcome_revision (id int)").await;
    let before = facts(&database).await;
    let failure = database.migrations().await.up("sub").await.expect_err("a failure").to_string();
    assert!(failure.contains("\"outcome_revision\" already exists"), "{failure}");
    assert_eq!(facts(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_that_are_in_use_are_not_waited_for_long() {
    let database = history::small().await;
    let before = facts(&database).await;
    database.execute("BEGIN; INSERT INTO event_history VALUES ('z', 'x', 'y', 1, '{}')").await;
    let refusal = database.migrations().await.up("sub").await.expect_err("a refusal").to_string();
    assert!(refusal.contains("another session uses the tables"), "{refusal}");
    database.execute("ROLLBACK").await;
    assert_eq!(facts(&database).await, before);
}
