//! Thirty diamonds in a row: 91 events, and more paths through them than can be counted one by one.

use support::{Database, Server, on_both_databases};

use crate::graph::answer::{agrees, path, path_agrees, publish, related, workflow};
use crate::graph::model::{Direction, Graph};

const DIAMONDS: u32 = 30;
const DEPTH: u32 = 2 * DIAMONDS;

fn corner(place: u32) -> String {
    format!("corner-{place:02}")
}

/// Both sides of a diamond happen at the same time.
fn ladder() -> Graph {
    let mut graph = Graph::default();
    graph.add(&corner(0), 0);
    for place in 1..=DIAMONDS {
        graph.add(&corner(place), i64::from(place) * 2);
        for side in ["left", "right"] {
            let side = format!("{side}-{place:02}");
            graph.add(&side, i64::from(place) * 2 - 1);
            graph.link(&corner(place - 1), &side);
            graph.link(&side, &corner(place));
        }
    }
    graph
}

async fn start(database: Database, graph: &Graph) -> Server {
    let server = Server::start_with(database, |settings| settings.limits.depth = 100).await;
    publish(&server, graph).await;
    server
}

on_both_databases! {
    async fn each_event_of_a_ladder_is_met_once(database: Database) {
        let graph = ladder();
        let server = start(database, &graph).await;
        for depth in [1, 2, 3, DEPTH - 1, DEPTH, 100] {
            agrees(&server, &graph, &corner(DIAMONDS), Direction::Upstream, depth).await;
            agrees(&server, &graph, &corner(0), Direction::Downstream, depth).await;
            agrees(&server, &graph, &corner(15), Direction::Both, depth).await;
            agrees(&server, &graph, "left-15", Direction::Both, depth).await;
        }
    }

    /// Of the two sides of a diamond, only the one whose id sorts first may fit.
    async fn a_small_part_of_a_ladder_has_the_root_and_what_is_nearest(database: Database) {
        let graph = ladder();
        for limit in [1, 2, 3, 7] {
            let start = Server::start_with(database, |settings| {
                settings.limits.workflow_nodes = limit;
            });
            let server = start.await;
            publish(&server, &graph).await;
            for direction in Direction::ALL {
                for depth in [0, 1, 2, 50] {
                    let (answered, _) = workflow(&server, &corner(15), depth, direction).await;
                    let expected = graph.workflow(&corner(15), depth, direction, limit);
                    assert_eq!(answered, expected, "{depth} hops {direction}, at most {limit}");
                }
            }
        }
    }

    async fn a_ladder_has_paths_that_are_as_long_as_it_is(database: Database) {
        let graph = ladder();
        let server = start(database, &graph).await;
        path_agrees(&server, &graph, &corner(0), &corner(DIAMONDS), 100).await;
        path_agrees(&server, &graph, "left-01", "right-30", 100).await;
        path_agrees(&server, &graph, "left-15", "right-15", 100).await;
    }

    /// One statement finds the root. Upstream, one more reads the ladder's events with their links;
    /// downstream, one reads the links, and one the events; both ways, one reads the events and one
    /// the links downstream. A workflow also reads the links among its events and counts the links of
    /// each. A path reads both of its ends, and the events.
    async fn a_ladder_costs_few_statements_however_many_hops_it_has(database: Database) {
        let graph = ladder();
        let server = start(database, &graph).await;
        let (top, bottom) = (corner(0), corner(DIAMONDS));
        for (root, direction, walked) in [
            (&bottom, Direction::Upstream, 1),
            (&top, Direction::Downstream, 2),
            (&top, Direction::Both, 2),
        ] {
            let (events, statements) = related(&server, root, DEPTH, direction).await;
            assert_eq!(events.len() + 1, graph.len());
            assert_eq!(statements, walked + 1, "related: {direction}");
            let (workflow, statements) = workflow(&server, root, DEPTH, direction).await;
            assert_eq!(workflow.nodes.len(), graph.len());
            assert_eq!(statements, walked + 3, "workflow: {direction}");
        }
        let (chain, statements) = path(&server, &top, &bottom, DEPTH).await;
        assert_eq!(chain.len(), 61);
        assert_eq!(statements, 2, "path");
    }
}
