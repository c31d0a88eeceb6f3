//! How many statements a list of events costs when each shows what is around it.

use support::{Database, Server, Value, json, on_both_databases};

use crate::graph::answer::{NODES, WORKFLOW_FIELDS, ids, publish, workflow_of};
use crate::graph::model::{Direction, Graph};

const LIST: usize = 50;

fn id(place: i64) -> String {
    format!("step-{place:03}")
}

/// Each event follows from two before it; none is an end within three hops of the newest.
fn braid() -> Graph {
    let mut graph = Graph::default();
    for place in 0..100 {
        graph.add(&id(place), 1_795_000_000_000 + place);
        for back in [1, 7].into_iter().filter(|back| *back <= place) {
            graph.link(&id(place - back), &id(place));
        }
    }
    graph
}

async fn start(database: Database, graph: &Graph) -> Server {
    let server = Server::start(database).await;
    publish(&server, graph).await;
    server
}

/// The list, newest first, and how many statements it took.
async fn list(server: &Server, fields: &str, fragment: &str) -> (Vec<Value>, u64) {
    let query = format!("{{ events(first: {LIST}) {{ nodes {{ id {fields} }} }} }} {fragment}");
    let (mut data, statements) = server.ask_counting(&query, json!({})).await;
    let Value::Array(nodes) = data["events"]["nodes"].take() else { panic!("{data}") };
    assert_eq!(nodes.len(), LIST);
    (nodes, statements)
}

fn id_of(event: &Value) -> &str {
    event["id"].as_str().expect("an id")
}

on_both_databases! {
    /// The list, one statement a hop, and the events.
    async fn related_events_of_a_list_cost_one_statement_a_hop(database: Database) {
        let graph = braid();
        let server = start(database, &graph).await;
        for depth in [1, 2, 3, 6] {
            for direction in Direction::ALL {
                let fields = format!("found: related(depth: {depth}, direction: {direction}) {{ id }}");
                let (events, statements) = list(&server, &fields, "").await;
                assert!(statements <= 2 + u64::from(depth), "{statements}, {depth} {direction}");
                for event in events {
                    let root = id_of(&event);
                    assert_eq!(ids(&event["found"]), graph.related(root, depth, direction));
                }
            }
        }
    }

    /// The list, one statement a hop, the events, the links among them, and each one's degree.
    async fn workflows_of_a_list_cost_one_statement_a_hop(database: Database) {
        let graph = braid();
        let server = start(database, &graph).await;
        for depth in [0, 1, 3] {
            for direction in Direction::ALL {
                let fields = format!("workflow(maxDepth: {depth}, direction: {direction})
                    {{ ...WorkflowFields }}");
                let (events, statements) = list(&server, &fields, WORKFLOW_FIELDS).await;
                assert!(statements <= 4 + u64::from(depth), "{statements}, {depth} {direction}");
                for event in events {
                    let expected = graph.workflow(id_of(&event), depth, direction, NODES);
                    assert_eq!(workflow_of(&event["workflow"]), expected);
                }
            }
        }
    }

    /// The list, three hops each way, and the events of all at once.
    async fn directions_are_walked_one_by_one_and_read_together(database: Database) {
        let graph = braid();
        let server = start(database, &graph).await;
        let fields = "up: related(depth: 3) { id }
            near: related { id }
            down: related(depth: 3, direction: DOWNSTREAM) { id }
            both: related(depth: 3, direction: BOTH) { id }";
        let (events, statements) = list(&server, fields, "").await;
        assert!(statements <= 2 + 3 * 3, "{statements}");
        for event in events {
            let root = id_of(&event);
            assert_eq!(ids(&event["up"]), graph.related(root, 3, Direction::Upstream));
            assert_eq!(ids(&event["near"]), graph.related(root, 1, Direction::Upstream));
            assert_eq!(ids(&event["down"]), graph.related(root, 3, Direction::Downstream));
            assert_eq!(ids(&event["both"]), graph.related(root, 3, Direction::Both));
        }
    }

    /// The list, and a hop and its events for each level.
    async fn related_events_of_related_events_cost_two_statements_more(database: Database) {
        let graph = braid();
        let server = start(database, &graph).await;
        let (events, statements) = list(&server, "related { id related { id } }", "").await;
        assert!(statements <= 1 + 2 + 2, "{statements}");
        for event in events {
            assert_eq!(ids(&event["related"]), graph.related(id_of(&event), 1, Direction::Upstream));
            for near in event["related"].as_array().expect("a list") {
                let expected = graph.related(id_of(near), 1, Direction::Upstream);
                assert_eq!(ids(&near["related"]), expected);
            }
        }
    }

    /// One by one, and in a batch that names an effect before its cause: the event, and all that led
    /// to it.
    async fn what_led_to_an_event_is_read_at_once_however_it_was_published(database: Database) {
        let server = Server::start(database).await;
        let step = |id: &str, cause: &[&str]| {
            json!({ "id": id, "eventName": "step", "payload": {}, "context": { "relatedEvents": cause } })
        };
        server.publish(step("a", &[])).await;
        server.publish(step("b", &["a"])).await;
        server.publish_many(vec![step("d", &["c"]), step("c", &["b", "a"])]).await;
        let query = "{ event(id: \"d\") { related(depth: 3) { id } } }";
        let (data, statements) = server.ask_counting(query, json!({})).await;
        assert_eq!(ids(&data["event"]["related"]).len(), 3);
        assert_eq!(statements, 2);
    }

    /// Each step names a ticket before the step that it follows, and so belongs to the ticket's
    /// correlation. Two are read; then all links at once, when the rest began and the events.
    async fn many_correlations_in_a_row_are_not_read_one_by_one(database: Database) {
        let mut graph = Graph::default();
        for place in 0..60 {
            graph.add(&format!("a-ticket-{place:02}"), 2 * place);
            graph.add(&format!("step-{place:02}"), 2 * place + 1);
            graph.link(&format!("a-ticket-{place:02}"), &format!("step-{place:02}"));
            if place > 0 {
                graph.link(&format!("step-{:02}", place - 1), &format!("step-{place:02}"));
            }
        }
        let server = start(database, &graph).await;
        let query = "{ event(id: \"step-55\") { related(depth: 50) { id } } }";
        let (data, statements) = server.ask_counting(query, json!({})).await;
        assert_eq!(
            ids(&data["event"]["related"]),
            graph.related("step-55", 50, Direction::Upstream)
        );
        assert!(statements <= 8, "{statements}");
    }
}
