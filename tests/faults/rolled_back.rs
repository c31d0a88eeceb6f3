//! Transactions that the database ends by itself.

use support::{Database, Server, json};

/// As SQLite does where its disk is full or a statement is interrupted, and as it doesn't.
const TRIGGERS: &str = "
    CREATE TRIGGER ended BEFORE INSERT ON event_history WHEN NEW.event_name = 'ended'
    BEGIN SELECT RAISE(ROLLBACK, 'ended'); END;
    CREATE TRIGGER refused BEFORE INSERT ON event_history WHEN NEW.event_name = 'refused'
    BEGIN SELECT RAISE(ABORT, 'refused'); END;
    CREATE TRIGGER ended_late BEFORE INSERT ON event_log WHEN NEW.event_id = 'ended-late'
    BEGIN SELECT RAISE(ROLLBACK, 'ended'); END;
    CREATE TRIGGER refused_late BEFORE INSERT ON event_log WHEN NEW.event_id = 'refused-late'
    BEGIN SELECT RAISE(ABORT, 'refused'); END;
";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_after_sqlite_ended_a_transaction_is_stored() {
    let server = Server::start(Database::Sqlite).await;
    server.database.execute(TRIGGERS).await;
    let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
    // The rows of the log are the last of their batch.
    for name in ["ended", "refused", "refused", "ended-late", "refused-late"] {
        let input = json!({ "id": name, "eventName": name, "payload": {} });
        let answer = server.answer(publish, json!({ "input": input })).await;
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
    }
    server.publish(json!({ "id": "kept", "eventName": "a", "payload": {} })).await;
    // Through a connection of the test's own.
    assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 1);
}
