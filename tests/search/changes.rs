//! What changes is found at once, and what was replaced or deleted never.

use support::{Server, json, on_both_databases};

const LIST: &str = "query ($filter: EventFilter, $order: EventOrder) {
    events(filter: $filter, orderBy: $order) { totalCount nodes { id } }
}";

async fn found(server: &Server, text: &str) -> Vec<String> {
    let data = server.ask(LIST, json!({ "filter": { "text": text } })).await;
    let nodes = data["events"]["nodes"].as_array().expect("nodes");
    let ids: Vec<String> =
        nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(data["events"]["totalCount"], ids.len(), "{text}");
    ids
}

on_both_databases! {
    async fn outcomes_and_narratives_are_found_as_they_are_now(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({ "id": "a", "eventName": "order.paid", "payload": { "who": "Ada" },
            "context": { "outcome": "waiting" } })).await;
        server.publish(json!({ "id": "b", "eventName": "order.sent", "payload": {} })).await;
        assert_eq!(found(&server, "waiting").await, ["a"]);
        let update = "mutation ($outcome: String!) {
            updateOutcome(id: \"a\", input: { outcome: $outcome }) { changed }
        }";
        let narrate = "mutation ($text: String!) {
            setNarrative(eventId: \"a\", input: { aiSummary: $text }) { narrative { id } }
        }";
        server.ask(update, json!({ "outcome": "shipped twice" })).await;
        assert_eq!(found(&server, "waiting").await, [""; 0]);
        assert_eq!(found(&server, "\"shipped twice\" ada").await, ["a"]);
        server.ask(narrate, json!({ "text": "A long wait" })).await;
        assert_eq!(found(&server, "\"long wait\" shipped paid").await, ["a"]);
        server.ask(update, json!({ "outcome": "returned" })).await;
        assert_eq!(found(&server, "\"long wait\" returned -shipped").await, ["a"]);
        server.ask(narrate, json!({ "text": "" })).await;
        assert_eq!(found(&server, "wait").await, [""; 0]);
        assert_eq!(found(&server, "returned ada").await, ["a"]);
        let many: Vec<_> = (0..50).map(|number| {
            json!({ "id": format!("m{number:02}"), "eventName": "many", "payload": number })
        }).collect();
        server.publish_many(many).await;
        assert_eq!(found(&server, "many").await.len(), 50);
        assert_eq!(found(&server, "many 7").await, ["m07"]);
    }

    async fn what_was_deleted_beside_the_server_is_in_no_answer(database: Database) {
        let server = Server::start(database).await;
        for id in ["a", "b"] {
            server.publish(json!({ "id": id, "eventName": "order.paid", "payload": "one" })).await;
        }
        server.database.execute("DELETE FROM event_history WHERE id = 'a'").await;
        assert_eq!(found(&server, "order").await, ["b"]);
        let words = "SELECT count(*) FROM event_search";
        assert_eq!(server.database.number(words).await, 1, "they are swept with it");
        server.publish(json!({ "id": "a", "eventName": "order.paid", "payload": "two" })).await;
        assert_eq!(found(&server, "one").await, ["b"]);
        assert_eq!(found(&server, "two").await, ["a"]);
    }
}
