//! Narratives that the template writes.

use support::{Database, Server, Value, json, on_both_databases};

use super::{event, with};

const GENERATE: &str = "mutation ($id: ID!, $depth: Int! = 10) {
    generateNarrative(eventId: $id, maxDepth: $depth) {
        event { id narrative { revision } }
        narrative {
            aiNarrative aiSummary aiTags generatedBy stale revision
            sections { heading sentences { text eventIds } }
        }
    }
}";

const NARRATIVE: &str = "query ($id: ID!) { event(id: $id) { narrative {
    aiNarrative aiSummary aiTags longDescription generatedBy generatedAt stale revision
    sections { heading }
} } }";

const SET: &str = "mutation ($id: ID!, $input: NarrativeInput!) {
    setNarrative(eventId: $id, input: $input) { narrative { generatedBy stale revision sections { heading } } }
}";

async fn generate(server: &Server, id: &str) -> Value {
    let data = server.ask(GENERATE, json!({ "id": id })).await;
    data["generateNarrative"]["narrative"].clone()
}

async fn narrative(server: &Server, id: &str) -> Value {
    server.ask(NARRATIVE, json!({ "id": id })).await["event"]["narrative"].take()
}

/// Two steps, and one behind them.
async fn server_with_steps(database: Database) -> Server {
    let server = Server::start(database).await;
    let first = with(
        event("first", "provider.connected", 0, &[]),
        &json!({
            "userIntent": { "goal": "See payments", "expectedOutcome": "They show" },
        }),
    );
    let second = with(
        event("second", "widget.created", 1, &["first"]),
        &json!({
            "context": { "decision": "A list", "category": "feature" },
        }),
    );
    let third = event("third", "widget.removed", 2, &["second"]);
    server.publish_many(vec![first, second, third]).await;
    server
}

on_both_databases! {
    async fn a_narrative_tells_what_led_to_its_event(database: Database) {
        let server = server_with_steps(database).await;
        let told = generate(&server, "second").await;
        assert_eq!(told["generatedBy"], "TEMPLATE");
        assert_eq!((&told["stale"], &told["revision"]), (&json!(false), &json!(1)));
        assert_eq!(told["aiTags"], json!(["feature", "provider", "widget"]));
        let text = told["aiNarrative"].as_str().expect("text");
        assert!(text.starts_with("# See payments\n"), "{text}");
        assert!(!text.contains("removed"), "{text}");
        let why = json!({ "heading": "Why", "sentences": [
            { "text": "To: “See payments” (step 1).", "eventIds": ["first"] },
        ] });
        assert_eq!(told["sections"][0], why);
        assert_eq!(narrative(&server, "second").await["aiNarrative"], text);
    }

    async fn nothing_is_written_again_until_something_changed(database: Database) {
        let server = server_with_steps(database).await;
        generate(&server, "second").await;
        let before = narrative(&server, "second").await;
        assert_eq!(generate(&server, "second").await["revision"], 1);
        assert_eq!(narrative(&server, "second").await, before);
        // What comes after the event is not what led to it.
        server.publish(event("fourth", "widget.shown", 3, &["second"])).await;
        assert_eq!(narrative(&server, "second").await["stale"], false);
        let outcome = "mutation { updateOutcome(id: \"first\", input: { outcome: \"They do\" }) { changed } }";
        server.ask(outcome, json!({})).await;
        assert_eq!(narrative(&server, "second").await["stale"], true);
        let again = generate(&server, "second").await;
        assert_eq!((&again["stale"], &again["revision"]), (&json!(false), &json!(2)));
        assert!(again["aiSummary"].as_str().expect("text").contains("They do"));
    }

    async fn what_people_wrote_is_never_written_over(database: Database) {
        let server = server_with_steps(database).await;
        let id = "second";
        server.ask(SET, json!({ "id": id, "input": { "longDescription": "By hand", "aiSummary": "Mine" } })).await;
        let refused = server.refusal(GENERATE, json!({ "id": id })).await;
        assert_eq!(refused["extensions"]["code"], "CONFLICT", "{refused}");
        assert_eq!(refused["extensions"]["inputPath"], json!(["eventId"]));
        let input = json!({ "aiNarrative": null, "aiSummary": null, "aiTags": null });
        server.ask(SET, json!({ "id": id, "input": input })).await;
        assert_eq!(generate(&server, id).await["generatedBy"], "TEMPLATE");
        let told = narrative(&server, id).await;
        assert_eq!(told["longDescription"], "By hand");
        // What is beside the story leaves it the template's.
        let beside = json!({ "id": id, "input": { "longDescription": "Better" } });
        let beside = server.ask(SET, beside).await["setNarrative"]["narrative"].take();
        assert_eq!(beside["generatedBy"], "TEMPLATE");
        assert_eq!(beside["sections"], told["sections"]);
        // A word of people's makes it theirs.
        let over = json!({ "id": id, "input": { "aiSummary": "Mine" } });
        let over = server.ask(SET, over).await["setNarrative"]["narrative"].take();
        let theirs = json!({ "generatedBy": null, "stale": false, "revision": 5, "sections": [] });
        assert_eq!(over, theirs);
    }

    async fn narratives_are_followed_and_the_newest_of_a_workflow_is_found(database: Database) {
        let server = server_with_steps(database).await;
        let mut follower = support::Follower::open(&server.url, json!({})).await;
        follower.next().await;
        generate(&server, "second").await;
        let message = follower.next().await;
        assert_eq!((&*message.kind, &*message.event), ("NarrativeUpdated", "second"));
        let newest = "{ workflow(eventId: \"first\", direction: BOTH) { narrative { event { id } } } }";
        let found = server.ask(newest, json!({})).await;
        assert_eq!(found["workflow"]["narrative"]["event"]["id"], "second");
        generate(&server, "third").await;
        let found = server.ask(newest, json!({})).await;
        assert_eq!(found["workflow"]["narrative"]["event"]["id"], "third");
    }
}

#[tokio::test]
async fn staleness_of_a_list_is_looked_up_together() {
    let server = server_with_steps(Database::Sqlite).await;
    let list = "{ events { nodes { id narrative { stale } } } }";
    for id in ["first", "second"] {
        generate(&server, id).await;
    }
    let (_, few) = server.ask_counting(list, json!({})).await;
    generate(&server, "third").await;
    let (data, more) = server.ask_counting(list, json!({})).await;
    assert_eq!(data["events"]["nodes"][0]["narrative"]["stale"], false);
    assert_eq!(few, more);
    let (_, without) =
        server.ask_counting("{ events { nodes { narrative { id } } } }", json!({})).await;
    assert!(without < few, "{without} and {few}");
}

#[tokio::test]
async fn what_is_not_there_is_not_told() {
    let server = server_with_steps(Database::Sqlite).await;
    let refused = server.refusal(GENERATE, json!({ "id": "nothing" })).await;
    assert_eq!(refused["extensions"]["code"], "NOT_FOUND");
    assert_eq!(refused["extensions"]["inputPath"], json!(["eventId"]));
    let refused = server.refusal(GENERATE, json!({ "id": "first", "depth": -1 })).await;
    assert_eq!(refused["extensions"]["inputPath"], json!(["maxDepth"]));
}
