//! A history that was there before events could be searched.

use std::time::Duration;

use support::{Server, Value, json, on_both_databases};

use super::agreement::store;
use super::corpus::{EVENTS, input};

const LIST: &str =
    "{ events(filter: { text: \"refund\" }) { totalCount nodes { id } pageInfo { endCursor } } }";

async fn publish(server: &Server) {
    server.publish_many((0..EVENTS / 2).map(input).collect()).await;
}

/// As it is after the migration of a history.
async fn forget(server: &Server) {
    let is_sqlite = server.database.owner_url.starts_with("sqlite");
    let words = if is_sqlite { "DELETE FROM event_search_terms;" } else { "" };
    let sql = format!("{words} DELETE FROM event_search; DELETE FROM event_search_progress");
    server.database.execute(&sql).await;
}

on_both_databases! {
    async fn a_history_is_indexed_in_steps(database: Database) {
        let server = Server::start(database).await;
        publish(&server).await;
        let before = server.ask(LIST, json!({})).await;
        assert!(before["events"]["totalCount"].as_i64() > Some(20), "{before}");
        forget(&server).await;
        let (one, other) = (store(&server).await, store(&server).await);
        let mut steps = 0;
        let half = i64::try_from(EVENTS / 2).expect("a number");
        loop {
            // Two servers at once.
            let (one, other) = tokio::join!(one.indexer.index_more(), other.indexer.index_more());
            steps += 1;
            let (one, other) = (one.expect("a step"), other.expect("a step"));
            if one.is_complete && other.is_complete {
                // With the one that was published meanwhile.
                assert_eq!(one.indexed.max(other.indexed), half + 1);
                break;
            }
            // What changes meanwhile is indexed at once, and not overwritten.
            if steps == 2 {
                let update = "mutation { updateOutcome(id: \"e300\", input: { outcome: \"unheard\" })
                    { changed } }";
                server.ask(update, json!({})).await;
                server.publish(json!({ "id": "new", "eventName": "unheard", "payload": {} })).await;
            }
        }
        assert!(steps > 3, "{steps} steps");
        one.database().close().await;
        other.database().close().await;
        let after = server.ask(LIST, json!({})).await;
        assert_eq!(before, after);
        let unheard = server.ask(&LIST.replace("refund", "unheard"), json!({})).await;
        assert_eq!(unheard["events"]["totalCount"], 2);
    }

    async fn a_server_indexes_what_is_missing_and_says_so_until_then(database: Database) {
        let server = Server::start(database).await;
        publish(&server).await;
        let before = server.ask(LIST, json!({})).await;
        forget(&server).await;
        let unaware = store(&server).await;
        let refused = unaware.reader.index_progress().await.expect("a row");
        assert!(!refused.is_complete);
        unaware.database().close().await;
        let database = server.stop().await;
        let server = Server::start_over(database, event_mesh::domain::clock::Clock::system(), |_| ()).await;
        let mut refusals: Vec<Value> = Vec::new();
        let after = loop {
            let mut answer = server.answer(LIST, json!({})).await;
            if answer["errors"].is_null() {
                break answer["data"].take();
            }
            refusals.push(answer["errors"][0].take());
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(before, after);
        for refusal in refusals {
            assert_eq!(refusal["extensions"]["code"], "UNAVAILABLE");
            let message = refusal["message"].as_str().expect("a message");
            assert!(message.contains(" % so far"), "{message}");
        }
    }
}
