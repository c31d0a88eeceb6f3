//! What makes the server fast changes no answer.

use event_mesh::config::{Mechanism, Settings};
use event_mesh::domain::clock::Clock;
use futures_util::future::join_all;
use support::{Database, Server, TestDatabase, Value, json, on_both_databases};

/// What is asked, of all kinds that a mechanism is for. No variable is used within an event: with validation
/// of its own, async-graphql would not find it where events are written as text.
const QUESTIONS: [(&str, &str); 8] = [
    ("by id", "{ event(id: \"e7\") { id eventName payload context { relatedEvents } } }"),
    (
        "several by id",
        "{ a: event(id: \"e7\") { id } b: event(id: \"e3\") { source } c: event(id: \"none\") { id } }",
    ),
    ("a page", "{ events(first: 7) { nodes { id timestamp payload } pageInfo { hasNextPage } } }"),
    (
        "the end",
        "{ events(last: 3, filter: { source: { eq: \"test\" } }) { edges { cursor node { id } } pageInfo { hasPreviousPage } } }",
    ),
    (
        "around",
        "{ events(first: 5) { nodes { id related(depth: 1) { id related { eventName } } } } }",
    ),
    ("far", "{ event(id: \"e39\") { related(depth: 20) { id source } } }"),
    ("both ways", "{ event(id: \"e5\") { related(depth: 5, direction: BOTH) { id } } }"),
    (
        "a workflow",
        "{ workflow(eventId: \"e20\", maxDepth: 4) { events { id } edges { from to } } }",
    ),
];

const PUBLISH: &str = "mutation ($input: PublishInput!) {
    publish(input: $input) { created event { eventName timestamp payload related { id } } }
}";

const OUTCOME: &str = "mutation ($id: ID!) {
    updateOutcome(id: $id, input: { outcome: \"done\" }) { event { revision context { outcome } } }
}";

/// Each but the first follows from the one before it, and every third from the one before that, too.
fn history() -> Vec<Value> {
    let event = |number: u32| {
        let before =
            (1..=if number.is_multiple_of(3) { 2 } else { 1 }).filter(|back| *back <= number);
        let related: Vec<String> = before.map(|back| format!("e{}", number - back)).collect();
        json!({
            "id": format!("e{number}"), "eventName": "step.taken", "source": "test",
            "timestamp": 1_000 + number, "payload": { "number": number },
            "context": { "relatedEvents": related },
        })
    };
    (0..40).map(event).collect()
}

/// The answers of a server without this to all that is asked at once, and then written.
async fn answers(database: TestDatabase, without: Option<Mechanism>) -> (Vec<Value>, TestDatabase) {
    let leave_out = |settings: &mut Settings| {
        settings.database.without = without;
    };
    let server = Server::start_over(database, Clock::system(), leave_out).await;
    if without.is_none() {
        server.publish_many(history()).await;
    }
    let asked = QUESTIONS.iter().cycle().take(3 * QUESTIONS.len());
    let asked = asked.map(async |(what, query)| json!([what, server.ask(query, json!({})).await]));
    let mut answers = join_all(asked).await;
    let id = without.map_or_else(|| "whole".to_owned(), |one| format!("{one:?}"));
    let input = json!({
        "id": id, "eventName": "step.taken", "timestamp": 1, "payload": { "is": ["new"] },
        "context": { "relatedEvents": ["e39"] },
    });
    for (mutation, variables) in
        [(PUBLISH, json!({ "input": input })), (OUTCOME, json!({ "id": id }))]
    {
        answers.push(server.ask(mutation, variables).await);
    }
    (answers, server.stop().await)
}

on_both_databases! {
    async fn answers_are_the_same_without_any_mechanism(database: Database) {
        let (whole, mut database) = answers(database.create().await, None).await;
        for mechanism in Mechanism::ALL {
            let (without, same) = answers(database, Some(mechanism)).await;
            for (whole, without) in whole.iter().zip(without) {
                assert_eq!(*whole, without, "without {mechanism:?}");
            }
            database = same;
        }
    }
}

#[tokio::test]
async fn async_graphql_would_miss_variables_of_what_is_written_as_text() {
    let query = "query ($depth: Int!) { event(id: \"e\") { related(depth: $depth) { id } } }";
    let leave_out = |settings: &mut Settings| {
        settings.database.without = Some(Mechanism::FastValidation);
    };
    let server = Server::start_with(Database::Sqlite, leave_out).await;
    let refusal = server.refusal(query, json!({ "depth": 1 })).await;
    assert!(refusal["message"].as_str().is_some_and(|text| text.contains("depth")), "{refusal}");
    let server = Server::start(Database::Sqlite).await;
    assert!(server.ask(query, json!({ "depth": 1 })).await["event"].is_null());
}
