//! Small graphs of any form: whatever is asked about them, the model says the same.

use std::cell::Cell;

use event_mesh::config::Strategy as Reading;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use support::{Database, Server, Value, histories, json, on_both_databases};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::graph::answer::{
    NODES, WORKFLOW_FIELDS, ids, is_shortest, publish, related_refusal, workflow_of,
};
use crate::graph::model::{Direction, Graph};

/// How many graphs are tried.
const FEW: u32 = 15;
const MANY: u32 = 200;

const DEPTHS: u32 = 6;

/// What `limits.workflow_nodes` is, for a server each.
const LIMITS: [usize; 2] = [5, NODES];

/// Ids that databases would sort in other ways than byte by byte, were they not told.
const MARKS: [&str; 8] = ["A", "b", "C", "d", "_", "-", ".", ":"];

/// A graph before its ids are made, and where to look at it.
#[derive(Debug, Clone)]
struct Case {
    /// For each event a mark and a timestamp, few enough that many happen at the same time, and
    /// which correlation it is moved to: 0 for none, as before there were any.
    events: Vec<(Index, i64, Option<u8>)>,
    links: Vec<(Index, Index)>,
    roots: Vec<Index>,
    paths: Vec<(Index, Index)>,
}

fn case() -> impl Strategy<Value = Case> {
    let index = any::<Index>;
    let event = (index(), 0..10_i64, prop::option::weighted(0.2, 0..4_u8));
    let events = prop::collection::vec(event, 5..=40);
    let links = prop::collection::vec((index(), index()), 0..=80);
    let roots = prop::collection::vec(index(), 2);
    let paths = prop::collection::vec((index(), index()), 6);
    (events, links, roots, paths).prop_map(|(events, links, roots, paths)| Case {
        events,
        links,
        roots,
        paths,
    })
}

impl Case {
    /// The ids in an order in which causes come first; `run` keeps them apart from other cases.
    fn ids(&self, run: u32) -> Vec<String> {
        let id = |(place, (mark, ..)): (usize, &(Index, i64, Option<u8>))| {
            format!("{run}{}{place}", mark.get(&MARKS))
        };
        self.events.iter().enumerate().map(id).collect()
    }

    fn graph(&self, ids: &[String]) -> Graph {
        let mut graph = Graph::default();
        for (id, (_, timestamp, _)) in ids.iter().zip(&self.events) {
            graph.add(id, *timestamp);
        }
        for (one, other) in &self.links {
            let (one, other) = (one.index(ids.len()), other.index(ids.len()));
            if one != other {
                graph.link(&ids[one.min(other)], &ids[one.max(other)]);
            }
        }
        graph
    }
}

/// Every question about the surroundings of an event.
fn questions() -> impl Iterator<Item = (Direction, u32)> {
    Direction::ALL
        .into_iter()
        .flat_map(|direction| (0..=DEPTHS).map(move |depth| (direction, depth)))
}

/// Every workflow of each root, asked for together.
async fn workflows_agree(server: &Server, limit: usize, graph: &Graph, roots: &[&str]) {
    let field = |(direction, depth): (Direction, u32)| {
        format!(
            "{direction}{depth}: workflow(maxDepth: {depth}, direction: {direction}) \
             {{ ...WorkflowFields }} "
        )
    };
    let fields: String = questions().map(field).collect();
    let nodes = nodes(server, roots, &fields, WORKFLOW_FIELDS).await;
    for (root, node) in roots.iter().zip(&nodes) {
        for (direction, depth) in questions() {
            assert_eq!(
                workflow_of(&node[format!("{direction}{depth}")]),
                graph.workflow(root, depth, direction, limit),
                "workflow of {root}, {depth} hops {direction}, at most {limit}"
            );
        }
    }
}

/// The related events of each root, where they are few enough, asked for together; and the
/// refusal of the first question where they are not.
async fn related_agree(server: &Server, limit: usize, graph: &Graph, roots: &[&str]) {
    for root in roots {
        let few = |(direction, depth): &(Direction, u32)| {
            graph.related(root, *depth, *direction).len() <= limit
        };
        let (few, many): (Vec<_>, Vec<_>) = questions().partition(few);
        let field = |(direction, depth): &(Direction, u32)| {
            format!("{direction}{depth}: related(depth: {depth}, direction: {direction}) {{ id }} ")
        };
        let fields: String = few.iter().map(field).collect();
        let nodes = nodes(server, &[root], &fields, "").await;
        for (direction, depth) in few {
            assert_eq!(
                ids(&nodes[0][format!("{direction}{depth}")]),
                graph.related(root, depth, direction),
                "related of {root}, {depth} hops {direction}"
            );
        }
        if let Some((direction, depth)) = many.first() {
            let refusal = related_refusal(server, root, *depth, *direction).await;
            assert_eq!(refusal["extensions"]["code"], "QUERY_TOO_COMPLEX");
        }
    }
}

async fn nodes(server: &Server, roots: &[&str], fields: &str, fragment: &str) -> Vec<Value> {
    let query = format!(
        "query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Event {{ {fields} }} }} }} {fragment}"
    );
    let mut data = server.ask(&query, json!({ "ids": roots })).await;
    let Value::Array(nodes) = data["nodes"].take() else { panic!("{data}") };
    assert_eq!(nodes.len(), roots.len());
    nodes
}

/// Paths between these events, at most four links long.
async fn paths_agree(server: &Server, graph: &Graph, pairs: &[(&str, &str)]) {
    const MOST: u32 = 4;
    let path = |(place, (from, to)): (usize, &(&str, &str))| {
        format!("path{place}: path(from: \"{from}\", to: \"{to}\", maxDepth: {MOST}) {{ id }} ")
    };
    let fields: String = pairs.iter().enumerate().map(path).collect();
    let data = server.ask(&format!("{{ {fields} }}"), json!({})).await;
    for (place, (from, to)) in pairs.iter().enumerate() {
        let chain = ids(&data[format!("path{place}")]);
        if graph.path_length(from, to).is_some_and(|length| length <= MOST) {
            is_shortest(graph, &chain, (from, to));
        } else {
            assert_eq!(chain, [""; 0], "from {from} to {to}");
        }
    }
}

/// What is reached doesn't depend on which event belongs to which correlation.
async fn move_events(server: &Server, ids: &[String], case: &Case) {
    let moved = ids.iter().zip(&case.events).filter_map(|(id, (.., correlation))| {
        let correlation = (*correlation)?;
        Some(format!(
            "UPDATE event_history SET correlation_id = nullif('{correlation}', '0')
             WHERE id = '{id}';"
        ))
    });
    server.database.execute(&moved.collect::<String>()).await;
}

async fn agrees(servers: &[(Server, usize)], case: &Case, run: u32) {
    let ids = case.ids(run);
    let graph = case.graph(&ids);
    let at = |index: &Index| index.get(&ids).as_str();
    let roots: Vec<&str> = case.roots.iter().map(at).collect();
    let pairs: Vec<(&str, &str)> = case.paths.iter().map(|(a, b)| (at(a), at(b))).collect();
    for (server, limit) in servers {
        publish(server, &graph).await;
        move_events(server, &ids, case).await;
        workflows_agree(server, *limit, &graph, &roots).await;
        related_agree(server, *limit, &graph, &roots).await;
        paths_agree(server, &graph, &pairs).await;
    }
}

/// A server whose workflows have so many events at most, and that reads graphs in this way.
async fn server(database: Database, limit: usize, strategy: Option<Reading>) -> (Server, usize) {
    let start = Server::start_with(database, |settings| {
        settings.limits.workflow_nodes = limit;
        settings.limits.strategy = strategy;
    });
    (start.await, limit)
}

/// Tries random graphs, as many as a number of histories says.
fn try_graphs(servers: &[(Server, usize)], (few, many): (u32, u32)) {
    let config = ProptestConfig { failure_persistence: None, ..histories(few, many) };
    let run = Cell::new(0);
    let checked = block_in_place(|| {
        TestRunner::new(config).run(&case(), |case| {
            run.set(run.get() + 1);
            Handle::current().block_on(agrees(servers, &case, run.get()));
            Ok::<(), TestCaseError>(())
        })
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

on_both_databases! {
    async fn any_small_graph_is_what_the_model_says(database: Database) {
        let mut servers = Vec::new();
        for limit in LIMITS {
            servers.push(server(database, limit, None).await);
        }
        try_graphs(&servers, (FEW, MANY));
    }

    async fn each_way_to_read_a_graph_says_the_same(database: Database) {
        let mut servers = Vec::new();
        for strategy in Reading::ALL {
            servers.push(server(database, NODES, Some(strategy)).await);
        }
        try_graphs(&servers, (FEW / 3, MANY / 3));
    }
}
