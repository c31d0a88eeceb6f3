//! What databases refuse to do for reasons of their own: clients learn the reason and whether to try again,
//! and balancers that the server is not ready while writes fail.

use std::time::Duration;

use support::{Database, Server, json, reqwest};

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

async fn readiness(url: &str) -> (u16, String) {
    let health = reqwest::get(format!("{url}/health/ready")).await.expect("an answer");
    (health.status().as_u16(), health.text().await.expect("text"))
}

/// Waits until the server calls itself ready.
async fn becomes_ready(url: &str) {
    for _ in 0..100 {
        if readiness(url).await.0 == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", readiness(url).await);
}

/// Has PostgreSQL refuse new events with this SQLSTATE.
fn refuse_with(state: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'it is secret' USING ERRCODE = '{state}'; END $$;
        CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON event_history
            FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn each_class_of_errors_is_told_in_words_and_may_be_tried_again() {
    let table = [
        ("08006", "UNAVAILABLE", "the database can't be reached", 200),
        ("25006", "UNAVAILABLE", "the database is read-only", 503),
        ("40001", "UNAVAILABLE", "others changed the same at the same moment", 200),
        ("40P01", "UNAVAILABLE", "others changed the same at the same moment", 200),
        ("53100", "UNAVAILABLE", "the disk of the database is full", 503),
        ("53200", "UNAVAILABLE", "the database is out of memory", 503),
        ("53300", "UNAVAILABLE", "the database takes no more connections", 503),
        ("55006", "UNAVAILABLE", "the database can't be reached", 200),
        ("57014", "TIMEOUT", "the database took too long", 200),
        ("57P01", "UNAVAILABLE", "the database can't be reached", 200),
        ("58030", "UNAVAILABLE", "the database can't read or write its disk", 503),
    ];
    let server = Server::start(Database::Postgres).await;
    let input = |id: &str| json!({ "input": { "id": id, "eventName": "a", "payload": {} } });
    for (state, code, words, status) in table {
        server.database.execute(&refuse_with(state)).await;
        let answer = server.answer(PUBLISH, input(state)).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{state}: {answer}");
        assert_eq!(error["extensions"]["retryable"], true, "{state}: {answer}");
        let message = error["message"].as_str().expect("a message");
        assert!(message.starts_with(words) && !message.contains("secret"), "{state}: {message}");
        let (is, why) = readiness(&server.url).await;
        assert_eq!(is, status, "{state}: {why}");
        assert!(is == 200 || why.starts_with(words), "{state}: {why}");

        // Nothing but the database tells that it works again.
        server.database.execute("DROP TRIGGER refuse ON event_history").await;
        becomes_ready(&server.url).await;
        server.ask(PUBLISH, input(state)).await;
    }
    // What asked whether writes work left nothing.
    let stored = server.database.number("SELECT count(*) FROM event_history").await;
    assert_eq!(usize::try_from(stored), Ok(table.len()));
}
