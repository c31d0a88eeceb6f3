//! Events that are published together and link to one another in any order.

use support::{Server, Value, json, on_both_databases};

use crate::graph::answer::{agrees, publish};
use crate::graph::model::{Direction, Graph};

const COUNT: u64 = 1_000;

/// A number that looks random and is the same each time (Knuth's multiplicative hash).
fn scatter(number: u64, below: u64) -> u64 {
    (number.wrapping_mul(2_654_435_761) >> 7) % below
}

fn id(place: u64) -> String {
    // As ids sort, causes come before effects about as often as behind them.
    format!("{:04}-{place}", scatter(place + 1, 10_000))
}

/// Each event names up to three that came before it.
fn thousand() -> Graph {
    let mut graph = Graph::default();
    for place in 0..COUNT {
        let time = i64::try_from(place / 3).expect("a small number");
        graph.add(&id(place), 1_795_000_000_000 + time);
        for link in 0..3 {
            if let Some(cause) = place.checked_sub(scatter(place * 3 + link, 40) + 1) {
                graph.link(&id(cause), &id(place));
            }
        }
    }
    graph
}

async fn is_empty(server: &Server) {
    for table in ["event_history", "event_relation", "outcome_revision"] {
        let rows = server.database.number(&format!("SELECT COUNT(*) FROM {table}")).await;
        assert_eq!(rows, 0, "{table}");
    }
}

/// What a batch is refused with, of which nothing may be stored.
async fn refused(server: &Server, inputs: &[Value]) -> Value {
    let query = "mutation ($inputs: [PublishInput!]!) {
        publishMany(inputs: $inputs) { results { created } }
    }";
    let mut refusal = server.refusal(query, json!({ "inputs": inputs })).await;
    is_empty(server).await;
    refusal["extensions"].take()
}

fn named(id: &str, causes: &[&str]) -> Value {
    json!({
        "id": id,
        "eventName": "step.taken",
        "payload": {},
        "context": { "relatedEvents": causes, "outcome": "done" },
    })
}

on_both_databases! {
    async fn a_thousand_events_link_to_one_another_in_any_order(database: Database) {
        let graph = thousand();
        let inputs = graph.inputs();
        let places: Vec<&Value> = inputs.iter().map(|input| &input["id"]).collect();
        let is_ahead = |(place, input): (usize, &Value)| {
            let causes = input["context"]["relatedEvents"].as_array().expect("a list");
            causes.iter().any(|cause| places[place..].contains(&cause))
        };
        let ahead = inputs.iter().enumerate().filter(|one| is_ahead(*one)).count();
        assert!(ahead > 400, "{ahead} events name events further on in the batch");
        let server = Server::start(database).await;
        publish(&server, &graph).await;
        for place in [0, 1, 500, 998, 999] {
            for (depth, direction) in [(1, Direction::Both), (3, Direction::Both),
                (50, Direction::Upstream), (50, Direction::Downstream)] {
                agrees(&server, &graph, &id(place), direction, depth).await;
            }
        }
    }

    async fn one_link_to_nothing_refuses_a_thousand_events(database: Database) {
        let server = Server::start(database).await;
        let mut inputs = thousand().inputs();
        inputs[700]["context"]["relatedEvents"] = json!([inputs[3]["id"], "gone", "lost"]);
        let refusal = refused(&server, &inputs).await;
        assert_eq!(refusal, json!({
            "code": "RELATED_EVENT_NOT_FOUND",
            "inputPath": ["inputs", 700, "context", "relatedEvents"],
            "ids": ["gone", "lost"],
        }));
    }

    async fn one_malformed_link_refuses_a_thousand_events(database: Database) {
        let server = Server::start(database).await;
        let mut inputs = thousand().inputs();
        inputs[999]["context"]["relatedEvents"] = json!([inputs[3]["id"], "not an id"]);
        let refusal = refused(&server, &inputs).await;
        assert_eq!(refusal, json!({
            "code": "BAD_USER_INPUT",
            "inputPath": ["inputs", 999, "context", "relatedEvents", 1],
        }));
    }

    /// The first input waits for the circle, and is not on it.
    async fn a_circle_refuses_the_batch_and_names_one_of_its_events(database: Database) {
        let server = Server::start(database).await;
        let inputs = [
            named("behind", &["a"]),
            named("before", &[]),
            named("a", &["before", "b"]),
            named("b", &["c"]),
            named("c", &["a"]),
        ];
        let refusal = refused(&server, &inputs).await;
        assert_eq!(refusal["code"], "BAD_USER_INPUT");
        let path = refusal["inputPath"].as_array().expect("a path");
        let [inputs, index, context, links] = path.as_slice() else { panic!("{path:?}") };
        assert_eq!((inputs, context, links),
            (&json!("inputs"), &json!("context"), &json!("relatedEvents")));
        assert!(index.as_u64().is_some_and(|index| (2..=4).contains(&index)), "{index}");
    }

    async fn an_event_that_names_itself_refuses_the_batch(database: Database) {
        let server = Server::start(database).await;
        let refusal = refused(&server, &[named("a", &[]), named("b", &["a", "b"])]).await;
        assert_eq!(refusal, json!({
            "code": "BAD_USER_INPUT",
            "inputPath": ["inputs", 1, "context", "relatedEvents", 1],
        }));
    }

    async fn a_link_that_is_named_twice_counts_once(database: Database) {
        let server = Server::start(database).await;
        let mut graph = Graph::default();
        graph.add("a", 1);
        graph.add("b", 2);
        graph.link("a", "b");
        let mut inputs = graph.inputs();
        inputs[1]["context"]["relatedEvents"] = json!(["a", "a"]);
        server.publish_many(inputs).await;
        for depth in [0, 1] {
            agrees(&server, &graph, "b", Direction::Upstream, depth).await;
            agrees(&server, &graph, "a", Direction::Downstream, depth).await;
        }
    }
}
