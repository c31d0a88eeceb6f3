//! A thousand events, each of which led to the next.

use support::{Database, Server, on_both_databases};

use crate::graph::answer::{agrees, path, path_agrees, publish, related};
use crate::graph::model::{Direction, Graph};

const LENGTH: u32 = 1_000;

fn id(place: u32) -> String {
    format!("step-{place:04}")
}

fn chain() -> Graph {
    let mut graph = Graph::default();
    for place in 0..LENGTH {
        graph.add(&id(place), 1_795_000_000_000 + i64::from(place));
    }
    for place in 1..LENGTH {
        graph.link(&id(place - 1), &id(place));
    }
    graph
}

async fn start(database: Database, graph: &Graph) -> Server {
    let server = Server::start_with(database, |settings| settings.limits.depth = LENGTH).await;
    publish(&server, graph).await;
    server
}

on_both_databases! {
    async fn both_ends_of_a_long_chain_reach_one_another(database: Database) {
        let graph = chain();
        let server = start(database, &graph).await;
        for depth in [1, 998] {
            agrees(&server, &graph, &id(LENGTH - 1), Direction::Upstream, depth).await;
        }
        for depth in [10, 1_000] {
            agrees(&server, &graph, &id(0), Direction::Downstream, depth).await;
        }
        for depth in [1, 500] {
            agrees(&server, &graph, &id(500), Direction::Both, depth).await;
        }
        agrees(&server, &graph, &id(0), Direction::Upstream, LENGTH).await;
    }

    /// Much more is reached than three hops may read ahead, so that each is read by itself. All of
    /// the chain is what a thousand hops reach. Upstream is tried by the correlation first, which
    /// brings the events.
    async fn a_few_hops_of_a_long_chain_do_not_read_all_of_it(database: Database) {
        let graph = chain();
        let server = start(database, &graph).await;
        for (direction, tried, whole) in [(Direction::Upstream, 2, 1), (Direction::Downstream, 1, 2)] {
            let middle = id(500);
            let (events, statements) = related(&server, &middle, 3, direction).await;
            assert_eq!(events, graph.related(&middle, 3, direction));
            assert_eq!(statements, 1 + tried + 3 + 1, "{direction}");
            let (events, statements) = related(&server, &middle, LENGTH, direction).await;
            assert_eq!(events, graph.related(&middle, LENGTH, direction));
            assert_eq!(statements, 1 + whole, "{direction}");
        }
    }

    async fn a_long_chain_is_its_own_path(database: Database) {
        let graph = chain();
        let server = start(database, &graph).await;
        let steps: Vec<String> = (0..LENGTH).map(id).collect();
        let (first, last) = (&steps[0], &steps[999]);
        assert_eq!(path(&server, first, last, 999).await.0, steps);
        assert_eq!(path(&server, first, last, 998).await.0, [""; 0]);
        let back: Vec<&String> = steps.iter().rev().collect();
        assert_eq!(path(&server, last, first, LENGTH).await.0.iter().collect::<Vec<_>>(), back);
        path_agrees(&server, &graph, &id(7), &id(8), LENGTH).await;
        path_agrees(&server, &graph, &id(7), &id(7), LENGTH).await;
    }
}
