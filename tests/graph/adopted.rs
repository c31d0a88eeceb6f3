//! Links that no publisher could have made, in histories that were taken over.

use support::{Database, Server, TestDatabase, json, on_both_databases};

use crate::graph::answer::{agrees, ids, is_shortest, path, path_agrees, publish, workflow};
use crate::graph::model::{Direction, Graph};

/// Events, one millisecond apart, and links from earlier to later.
fn graph(ids: &[&str], links: &[(&str, &str)]) -> Graph {
    let mut graph = Graph::default();
    for (id, place) in ids.iter().zip(0_i64..) {
        graph.add(id, 1_795_000_000_000 + place);
    }
    for (earlier, later) in links {
        graph.link(earlier, later);
    }
    graph
}

/// Writes a row as if it had been there before the server.
async fn adopt(database: &TestDatabase, earlier: &str, later: &str) {
    let nobody = if database.url.starts_with("sqlite") {
        "x'00000000000000000000000000000000'"
    } else {
        "'00000000-0000-0000-0000-000000000000'"
    };
    let sql = format!(
        "INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal)
         VALUES ({nobody}, '{later}', '{earlier}', 99)"
    );
    database.execute(&sql).await;
    // Of what was there before, no event belongs to a correlation.
    let sql = format!("UPDATE event_history SET correlation_id = NULL WHERE id = '{later}'");
    database.execute(&sql).await;
}

/// Publishes a graph, and then adds links to both the history and the model.
async fn start(database: Database, graph: &mut Graph, adopted: &[(&str, &str)]) -> Server {
    let server = Server::start(database).await;
    publish(&server, graph).await;
    for (earlier, later) in adopted {
        adopt(&server.database, earlier, later).await;
        graph.link(earlier, later);
    }
    server
}

async fn agrees_everywhere(server: &Server, graph: &Graph) {
    for root in graph.ids() {
        for direction in Direction::ALL {
            for depth in [0, 1, 2, 3, 50] {
                agrees(server, graph, root, direction, depth).await;
            }
        }
    }
}

on_both_databases! {
    async fn a_cycle_is_walked_once(database: Database) {
        let links = [("a", "b"), ("b", "c"), ("c", "d"), ("before", "a"), ("d", "behind")];
        let mut graph = graph(&["before", "a", "b", "c", "d", "behind"], &links);
        let server = start(database, &mut graph, &[("d", "a"), ("c", "b")]).await;
        agrees_everywhere(&server, &graph).await;
        for from in graph.ids() {
            for to in graph.ids() {
                path_agrees(&server, &graph, from, to, 50).await;
            }
        }
    }

    async fn a_circle_of_one_time_ends_and_keeps_its_place(database: Database) {
        let at = |id: &str, causes: &[&str]| json!({
            "id": id, "eventName": "x", "payload": {}, "timestamp": 5,
            "context": { "relatedEvents": causes },
        });
        let server = Server::start(database).await;
        let inputs = [at("z", &[]), at("c", &["z"]), at("b", &["c"]), at("a", &["b"])];
        server.publish_many(inputs.to_vec()).await;
        adopt(&server.database, "b", "c").await;
        let query = "{ workflow(eventId: \"a\") { events { id } }
            event(id: \"z\") { related(depth: 9, direction: DOWNSTREAM) { id } } }";
        let data = server.ask(query, json!({})).await;
        // What led to the circle stands before it.
        assert_eq!(ids(&data["workflow"]["events"]), ["z", "b", "a", "c"]);
        assert_eq!(ids(&data["event"]["related"]), ["b", "a", "c"]);
    }

    async fn a_self_link_is_an_edge_and_leads_nowhere(database: Database) {
        let mut graph = graph(&["a", "b", "c"], &[("a", "b"), ("b", "c")]);
        let server = start(database, &mut graph, &[("b", "b")]).await;
        agrees_everywhere(&server, &graph).await;
        let (workflow, _) = workflow(&server, "b", 0, Direction::Both).await;
        assert_eq!(workflow.edges, [("b".to_owned(), "b".to_owned())]);
        assert_eq!(path(&server, "b", "b", 50).await.0, ["b"]);
        path_agrees(&server, &graph, "a", "c", 50).await;
    }

    /// Two events name the same one, which is gone: they are not next to each other by that.
    async fn nothing_is_reached_through_an_event_that_is_gone(database: Database) {
        let mut graph = graph(&["a", "b", "c", "d"], &[("a", "b"), ("c", "d")]);
        let server = start(database, &mut graph, &[]).await;
        for later in ["b", "d"] {
            adopt(&server.database, "gone", later).await;
        }
        let context = r#"{"relatedEvents": ["a", "gone"]}"#;
        let sql = format!("UPDATE event_history SET context = '{context}' WHERE id = 'b'");
        server.database.execute(&sql).await;
        agrees_everywhere(&server, &graph).await;
        let (workflow, _) = workflow(&server, "b", 0, Direction::Upstream).await;
        assert_eq!(workflow.nodes[0].hidden_upstream, 1);
        for to in ["d", "gone"] {
            assert_eq!(path(&server, "b", to, 50).await.0, [""; 0]);
            assert_eq!(path(&server, to, "b", 50).await.0, [""; 0]);
        }
        let query = "{ event(id: \"b\") { context { relatedEvents } }
            workflow(eventId: \"gone\") { isPartial } }";
        let expected =
            json!({ "event": { "context": { "relatedEvents": ["a", "gone"] } }, "workflow": null });
        assert_eq!(server.ask(query, json!({})).await, expected);
    }

    /// Causes and effects both lead from one event to the other, and effects are the shorter way.
    async fn a_path_through_a_circle_goes_the_shorter_way(database: Database) {
        let ids = ["to", "x", "y", "z", "from"];
        let links = [("x", "to"), ("y", "to"), ("from", "y"), ("x", "z"), ("z", "from")];
        let mut graph = graph(&ids, &[]);
        let server = start(database, &mut graph, &[&links[..], &[("to", "x")]].concat()).await;
        agrees_everywhere(&server, &graph).await;
        for from in ids {
            for to in ids {
                is_shortest(&graph, &path(&server, from, to, 50).await.0, (from, to));
            }
        }
    }
}
