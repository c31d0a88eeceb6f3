//! One event that led to ten thousand.

use support::{Database, Server, json, on_both_databases};

use crate::graph::answer::{NODES, agrees, path_agrees, related, related_refusal, workflow};
use crate::graph::model::{Direction, Graph};

const LINKS: usize = 10_000;
const BATCH: usize = 1_000;
const HUB: &str = "hub";

/// Later ids happen earlier, five at a time.
fn hub() -> Graph {
    let mut graph = Graph::default();
    graph.add(HUB, 0);
    for (place, age) in (0..LINKS).zip(0_i64..) {
        let id = format!("spoke-{place:05}");
        graph.add(&id, 1_795_000_000_000 - age / 5);
        graph.link(HUB, &id);
    }
    graph
}

/// The hub sorts before what it led to, so that each batch links to the batches before.
async fn start(database: Database, graph: &Graph, nodes: usize) -> Server {
    let server =
        Server::start_with(database, |settings| settings.limits.workflow_nodes = nodes).await;
    for inputs in graph.inputs().chunks(BATCH) {
        server.publish_many(inputs.to_vec()).await;
    }
    server
}

on_both_databases! {
    async fn a_hub_is_shown_in_part_and_says_how_much_is_missing(database: Database) {
        let graph = hub();
        let server = start(database, &graph, NODES).await;
        for (depth, direction) in [(1, Direction::Downstream), (10, Direction::Both)] {
            let (workflow, _) = workflow(&server, HUB, depth, direction).await;
            let root = workflow.nodes.iter().find(|node| node.id == HUB).expect("the root");
            assert_eq!(workflow.nodes.len(), NODES);
            assert_eq!(usize::try_from(root.hidden_downstream), Ok(LINKS + 1 - NODES));
            assert_eq!(workflow.truncated_by, ["NODE_LIMIT"]);
            assert!(workflow.is_partial);
            assert!(workflow == graph.workflow(HUB, depth, direction, NODES), "{direction}");
        }
        let refusal = related_refusal(&server, HUB, 1, Direction::Downstream).await;
        assert_eq!(refusal["extensions"]["code"], "QUERY_TOO_COMPLEX");
        let message = refusal["message"].as_str().expect("a message");
        assert!(message.contains("; workflow returns a part of them"), "{message}");
        agrees(&server, &graph, "spoke-04321", Direction::Upstream, 10).await;
        agrees(&server, &graph, "spoke-04321", Direction::Both, 1).await;
        path_agrees(&server, &graph, HUB, "spoke-09999", 50).await;
        path_agrees(&server, &graph, "spoke-00000", "spoke-09999", 50).await;
    }

    /// What a page shows of each event, in a workflow as large as the defaults allow.
    async fn two_thousand_cards_pass_the_default_limits(database: Database) {
        let graph = hub();
        let server = Server::start(database).await;
        for inputs in graph.inputs().chunks(BATCH) {
            server.publish_many(inputs.to_vec()).await;
        }
        let cards = "query ($id: ID!) { workflow(eventId: $id, direction: BOTH, maxNodes: 2000) {
            title truncatedBy
            nodes { depth hiddenUpstream hiddenDownstream event {
                id eventName source timestamp shouldDocument outcomeState causeCount effectCount
                userIntent { goal expectedOutcome }
                context { relatedEvents outcome verdict outcomeAt category }
            } }
        } }";
        let data = server.ask(cards, json!({ "id": HUB })).await;
        let nodes = data["workflow"]["nodes"].as_array().expect("nodes");
        assert_eq!(nodes.len(), 2_000);
        let root = nodes.iter().find(|node| node["event"]["id"] == HUB).expect("the root");
        assert_eq!(root["event"]["effectCount"], LINKS);
    }

    async fn a_hub_is_shown_whole_where_the_limit_allows_it(database: Database) {
        let graph = hub();
        let server = start(database, &graph, LINKS + 1).await;
        let (events, _) = related(&server, HUB, 1, Direction::Downstream).await;
        assert!(events == graph.related(HUB, 1, Direction::Downstream), "related");
        let (workflow, _) = workflow(&server, HUB, 1, Direction::Downstream).await;
        assert_eq!((workflow.nodes.len(), workflow.is_partial), (LINKS + 1, false));
        assert!(workflow == graph.workflow(HUB, 1, Direction::Downstream, LINKS + 1), "workflow");
    }
}
