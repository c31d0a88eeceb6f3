//! How far links are followed, and what a wrong number of hops is answered with.

use support::{Server, Value, json, on_both_databases};

use crate::graph::answer::{agrees, path, path_agrees, publish, related, workflow};
use crate::graph::model::{Direction, Graph};

/// The default of `limits.depth`.
const MAX: u32 = 50;

/// Each field that follows links, with the argument that says how far.
const FIELDS: [(&str, &str); 4] = [
    ("query ($hops: Int!) { event(id: \"step-30\") { related(depth: $hops) { id } } }", "depth"),
    (
        "query ($hops: Int!) { event(id: \"step-30\") { workflow(maxDepth: $hops) { isPartial } } }",
        "maxDepth",
    ),
    (
        "query ($hops: Int!) { workflow(eventId: \"step-30\", maxDepth: $hops) { isPartial } }",
        "maxDepth",
    ),
    (
        "query ($hops: Int!) { path(from: \"step-10\", to: \"step-30\", maxDepth: $hops) { id } }",
        "maxDepth",
    ),
];

/// A chain that is longer than the most hops.
fn chain() -> Graph {
    let mut graph = Graph::default();
    for place in 10..70 {
        graph.add(&format!("step-{place}"), 1_795_000_000_000 + place);
    }
    for place in 11..70 {
        graph.link(&format!("step-{}", place - 1), &format!("step-{place}"));
    }
    graph
}

fn is_refused(refusal: &Value, argument: &str, hops: i64) {
    let extensions = &refusal["extensions"];
    assert_eq!(extensions["code"], "BAD_USER_INPUT", "{refusal}");
    assert_eq!(extensions["inputPath"], json!([argument]), "{refusal}");
    let message = refusal["message"].as_str().expect("a message");
    let expected = format!("must be 0 to {MAX} (limits.depth), is {hops}");
    assert!(message.contains(&expected), "{message}");
}

on_both_databases! {
    async fn no_hops_lead_nowhere(database: Database) {
        let server = Server::start(database).await;
        let graph = chain();
        publish(&server, &graph).await;
        for direction in Direction::ALL {
            for root in ["step-10", "step-30", "step-69"] {
                agrees(&server, &graph, root, direction, 0).await;
            }
            assert_eq!(related(&server, "step-30", 0, direction).await.0, [""; 0]);
            let (workflow, _) = workflow(&server, "step-30", 0, direction).await;
            let [root] = workflow.nodes.as_slice() else { panic!("{workflow:?}") };
            assert_eq!((root.depth, root.hidden_upstream, root.hidden_downstream), (0, 1, 1));
            assert_eq!(workflow.truncated_by, ["DEPTH"]);
        }
        assert_eq!(path(&server, "step-30", "step-30", 0).await.0, ["step-30"]);
        assert_eq!(path(&server, "step-30", "step-31", 0).await.0, [""; 0]);
    }

    async fn hops_lead_as_far_as_asked_and_no_further(database: Database) {
        let server = Server::start(database).await;
        let graph = chain();
        publish(&server, &graph).await;
        for depth in [1, 2, MAX - 1, MAX] {
            agrees(&server, &graph, "step-69", Direction::Upstream, depth).await;
            agrees(&server, &graph, "step-10", Direction::Downstream, depth).await;
            agrees(&server, &graph, "step-30", Direction::Both, depth).await;
        }
        path_agrees(&server, &graph, "step-10", "step-60", MAX).await;
        path_agrees(&server, &graph, "step-10", "step-61", MAX).await;
    }

    async fn the_most_hops_are_accepted_and_one_more_is_refused(database: Database) {
        let server = Server::start(database).await;
        publish(&server, &chain()).await;
        for (query, argument) in FIELDS {
            server.ask(query, json!({ "hops": MAX })).await;
            for hops in [i64::from(MAX) + 1, -1, i64::from(i32::MIN)] {
                let refusal = server.refusal(query, json!({ "hops": hops })).await;
                is_refused(&refusal, argument, hops);
            }
        }
    }

    async fn the_most_hops_are_a_setting(database: Database) {
        let server = Server::start_with(database, |settings| settings.limits.depth = 3).await;
        publish(&server, &chain()).await;
        for (query, argument) in FIELDS {
            server.ask(query, json!({ "hops": 3 })).await;
            let refusal = server.refusal(query, json!({ "hops": 4 })).await;
            assert_eq!(refusal["extensions"]["inputPath"], json!([argument]));
        }
    }

    async fn an_unknown_root_has_no_workflow(database: Database) {
        let server = Server::start(database).await;
        let query = "{ workflow(eventId: \"nothing\") { isPartial }
            path(from: \"nothing\", to: \"nobody\") { id } }";
        assert_eq!(server.ask(query, json!({})).await, json!({ "workflow": null, "path": [] }));
    }
}
