//! Causes stand before effects that happened at the same time, wherever both are told of.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use event_mesh::domain::clock::Clock;
use event_mesh::domain::timestamp::Timestamp;
use support::{Follower, Server, Value, json, on_both_databases};

use crate::graph::answer::{ids, path};

/// How many chains are published, of three events each: with ids in every order.
const CHAINS: usize = 200;

/// The names of their events: letters, which every export writes as they are.
const STEPS: [&str; 3] = ["beginning", "middle", "end"];

const SURROUNDINGS: &str = "query ($firsts: [ID!]!, $middles: [ID!]!, $lasts: [ID!]!) {
    firsts: nodes(ids: $firsts) { ... on Event {
        related(depth: 2, direction: DOWNSTREAM) { id } } }
    middles: nodes(ids: $middles) { ... on Event {
        near: related(direction: BOTH) { id } far: related(depth: 5, direction: BOTH) { id }
        workflow(maxDepth: 2) { events { id } } } }
    lasts: nodes(ids: $lasts) { ... on Event {
        related(depth: 2) { id }
        workflow(maxDepth: 2, direction: UPSTREAM) {
            markdown: export(format: MARKDOWN) json: export(format: JSON)
            mermaid: export(format: MERMAID) dot: export(format: DOT) } } }
}";

fn random_id() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

/// Chains of which every event happens at the same time. The name of each says its place, and inputs
/// come in any order.
async fn publish(server: &Server) -> Vec<[String; 3]> {
    let chains = (0..CHAINS).map(|_| [(); 3].map(|()| random_id()));
    let chains: Vec<[String; 3]> = chains.collect();
    for chain in chains.chunks(50).map(<[_]>::to_vec) {
        let mut inputs = BTreeMap::new();
        for ids in &chain {
            for (place, id) in ids.iter().enumerate() {
                let causes: Vec<&String> = ids[..place].iter().rev().take(1).collect();
                let input = json!({
                    "id": id, "eventName": STEPS[place], "payload": {},
                    "context": { "relatedEvents": causes },
                });
                inputs.insert(id, input);
            }
        }
        server.publish_many(inputs.into_values().collect()).await;
    }
    chains
}

/// Whether the text names the steps in their order.
fn tells_in_order(text: &Value) -> bool {
    let text = text.as_str().expect("text");
    // Markdown's title, and what JSON calls the root, come before the story.
    let story = text.find("flowchart").or(text.find("digraph")).or(text.find("\n## ")).unwrap_or(0);
    let places = STEPS.map(|step| text[story..].find(step));
    places[0].is_some() && places.is_sorted()
}

on_both_databases! {
    async fn the_cause_comes_first_of_what_happened_at_the_same_time(database: Database) {
        let now = Clock::from_fn(|| Timestamp::from_stored(1_795_000_000_000));
        let server = Server::start_at(database, now, |_| ()).await;
        let mut follower = Follower::open(&server.url, json!({})).await;
        follower.next().await;
        let chains = publish(&server).await;
        let told: Vec<String> = follower.told(CHAINS * 3).await.into_iter().map(|one| one.1).collect();
        let place: BTreeMap<&String, usize> = told.iter().zip(0..).collect();
        for chains in chains.chunks(20) {
            let ids_of = |place: usize| -> Value { chains.iter().map(|chain| chain[place].clone()).collect() };
            let [firsts, middles, lasts] = [0, 1, 2].map(ids_of);
            let variables = json!({ "firsts": firsts, "middles": middles, "lasts": lasts });
            let data = server.ask(SURROUNDINGS, variables).await;
            for (number, chain) in chains.iter().enumerate() {
                let [first, middle, last] = ["firsts", "middles", "lasts"].map(|of| &data[of][number]);
                let ends = [chain[0].clone(), chain[2].clone()];
                assert_eq!(ids(&first["related"]), chain[1..]);
                assert_eq!(ids(&last["related"]), chain[..2]);
                assert_eq!(ids(&middle["near"]), ends);
                assert_eq!(ids(&middle["far"]), ends);
                assert_eq!(ids(&middle["workflow"]["events"]), *chain);
                for form in ["markdown", "json", "mermaid", "dot"] {
                    let text = &last["workflow"][form];
                    assert!(tells_in_order(text), "{form}: {text}");
                }
                assert!(chain.iter().map(|id| place[id]).is_sorted(), "told of {chain:?}");
            }
            assert_eq!(path(&server, &chains[0][0], &chains[0][2], 9).await.0, chains[0]);
        }
    }

    /// Neither walk has read the link between the two causes.
    async fn causes_of_one_event_are_in_the_order_of_their_own_links(database: Database) {
        let server = Server::start(database).await;
        let event = |id: &str, causes: &[&str]| json!({
            "id": id, "eventName": "x", "payload": {}, "timestamp": 5,
            "context": { "relatedEvents": causes },
        });
        let inputs = [event("b", &[]), event("a", &["b"]), event("c", &["a", "b"]), event("0", &[])];
        server.publish_many(inputs.to_vec()).await;
        for parts in ["id", "id payload", "id related { id }"] {
            let query = format!("{{ up: event(id: \"c\") {{ related {{ {parts} }} }}
                down: event(id: \"b\") {{ related(direction: DOWNSTREAM) {{ {parts} }} }} }}");
            let data = server.ask(&query, json!({})).await;
            assert_eq!(ids(&data["up"]["related"]), ["b", "a"], "{parts}");
            assert_eq!(ids(&data["down"]["related"]), ["a", "c"], "{parts}");
        }
        // Lists know of no links.
        let list = "{ events(orderBy: { direction: ASC }) { nodes { id } } }";
        assert_eq!(ids(&server.ask(list, json!({})).await["events"]["nodes"]), ["0", "a", "b", "c"]);
    }
}
