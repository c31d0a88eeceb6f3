//! Requests of several users at the same time: the server reads for many of them at once.

use std::num::NonZeroU32;

use futures_util::future::join_all;
use support::{Server, Value, json, on_both_databases};

use super::token::{SECRET, token};

const ALICE: &str = "00000000-0000-4000-8000-00000000000a";
const BOB: &str = "00000000-0000-4000-8000-00000000000b";

const PUBLISH: &str =
    "mutation ($input: PublishInput!) { publish(input: $input) { event { id } } }";
const BOTH: &str = "query ($alices: ID!, $bobs: ID!) {
    alices: event(id: $alices) { userId payload }
    bobs: event(id: $bobs) { userId payload }
    events(orderBy: { field: RECORDED_AT, direction: ASC }) { nodes { payload } totalCount }
}";

/// How many requests each of them sends at once.
const REQUESTS: usize = 40;

/// Publishes an event for the bearer of a token, and returns its id.
async fn publish(server: &Server, token: &str, payload: &str) -> Value {
    let input = json!({ "eventName": "x", "payload": payload });
    let answer = server.answer_as(token, PUBLISH, json!({ "input": input })).await;
    answer["data"]["publish"]["event"]["id"].clone()
}

on_both_databases! {
    async fn each_sees_their_own_among_requests_that_come_together(database: Database) {
        let server = Server::start_with(database, |settings| {
            SECRET.clone_into(&mut settings.auth.jwt_secret);
            // So that statements wait for one another.
            settings.database.connections = NonZeroU32::MIN;
        });
        let server = server.await;
        let (alice, bob) = (token(Some(ALICE.to_owned())), token(Some(BOB.to_owned())));
        let ids = json!({
            "alices": publish(&server, &alice, "of alice").await,
            "bobs": publish(&server, &bob, "of bob").await,
        });
        let alices = json!({ "userId": ALICE, "payload": "of alice" });
        let bobs = json!({ "userId": BOB, "payload": "of bob" });
        let service = token(None);
        let list = |payloads: &[&str]| {
            let nodes: Vec<Value> = payloads.iter().map(|one| json!({ "payload": one })).collect();
            json!({ "nodes": nodes, "totalCount": nodes.len() })
        };
        let viewers = [
            (&alice, json!({ "alices": alices, "bobs": null, "events": list(&["of alice"]) })),
            (&bob, json!({ "alices": null, "bobs": bobs, "events": list(&["of bob"]) })),
            (
                &service,
                json!({ "alices": alices, "bobs": bobs, "events": list(&["of alice", "of bob"]) }),
            ),
        ];
        let requests = std::iter::repeat_n(&viewers, REQUESTS).flatten().map(|(token, seen)| {
            let answer = server.answer_as(token, BOTH, ids.clone());
            async move { (answer.await, json!({ "data": seen })) }
        });
        for (answer, seen) in join_all(requests).await {
            assert_eq!(answer, seen);
        }
        server.stop().await;
    }
}
