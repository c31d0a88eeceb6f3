//! Event streams that look for text: behind a cursor as live.

use support::{Follower, Message, Server, Value, json, on_both_databases};

async fn publish(server: &Server, id: &str, payload: &str, outcome: Option<&str>) {
    let context = json!({ "outcome": outcome });
    let event = json!({ "id": id, "eventName": "x", "payload": payload, "context": context });
    server.publish(event).await;
}

async fn narrate(server: &Server, text: &str) {
    let narrate = "mutation ($text: String!) {
        setNarrative(eventId: \"b\", input: { aiSummary: $text }) { narrative { id } }
    }";
    server.ask(narrate, json!({ "text": text })).await;
}

async fn update(server: &Server) {
    let update = "mutation { updateOutcome(id: \"b\", input: { outcome: \"done\" }) { changed } }";
    server.ask(update, json!({})).await;
}

async fn hear(follower: &mut Follower, kind: &str, event: &str) -> Message {
    let message = follower.next().await;
    assert_eq!((message.kind.as_str(), message.event.as_str()), (kind, event));
    message
}

async fn follow(server: &Server, after: Value) -> Follower {
    let variables = json!({ "filter": { "text": "refund*" }, "after": after });
    Follower::open(&server.url, variables).await
}

on_both_databases! {
    async fn streams_tell_of_what_lists_find(database: Database) {
        let server = Server::start(database).await;
        let mut live = follow(&server, Value::Null).await;
        let first = hear(&mut live, "CaughtUp", "").await;
        publish(&server, "a", "a refund", None).await;
        publish(&server, "b", "nothing", None).await;
        publish(&server, "c", "nothing", Some("Refunded")).await;
        hear(&mut live, "EventPublished", "a").await;
        hear(&mut live, "EventPublished", "c").await;
        // Each is judged as it is when it is told: before it changes again.
        narrate(&server, "refund it").await;
        hear(&mut live, "NarrativeUpdated", "b").await;
        update(&server).await;
        hear(&mut live, "OutcomeUpdated", "b").await;
        narrate(&server, "gone").await;
        publish(&server, "end", "refund", None).await;
        hear(&mut live, "EventPublished", "end").await;

        let mut later = follow(&server, first.cursor.into()).await;
        for id in ["a", "c", "end"] {
            hear(&mut later, "EventPublished", id).await;
        }
        hear(&mut later, "CaughtUp", "").await;
    }
}
