//! Clients that go away in the middle of a request harm nobody else.

use std::time::Duration;

use futures_util::future::join_all;
use support::reqwest::Client;
use support::{Server, Value, json, on_both_databases};

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// Publishes in a row; every other request is given up after a time that differs each time.
/// Returns the ids that were acknowledged.
async fn publish_and_give_up(server: &Server, publisher: u64) -> Vec<String> {
    let client = Client::new();
    let mut acknowledged = Vec::new();
    for turn in 0..60 {
        let id = format!("p{publisher}-{turn}");
        let input = json!({ "id": id, "eventName": "a", "payload": { "turn": turn } });
        let body = json!({ "query": PUBLISH, "variables": { "input": input } });
        let request = client.post(format!("{}/graphql", server.url)).json(&body);
        let patience = Duration::from_micros((publisher * 977 + turn * 613) % 6_000);
        if turn % 2 == 0 {
            // Given up: whether it was stored is anybody's guess.
            let _ = tokio::time::timeout(patience, request.send()).await;
            continue;
        }
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer["data"]["publish"]["created"], true, "{answer}");
        acknowledged.push(id);
    }
    acknowledged
}

on_both_databases! {
    async fn what_others_were_promised_is_there(database: Database) {
        let server = Server::start(database).await;
        let publishers = (0..16).map(|publisher| publish_and_give_up(&server, publisher));
        let acknowledged: Vec<String> = join_all(publishers).await.concat();
        let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        for ids in acknowledged.chunks(480) {
            let found = server.ask(query, json!({ "ids": ids })).await;
            let expected: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
            assert_eq!(found["nodes"], json!(expected));
        }
    }
}
