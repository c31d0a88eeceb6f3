//! Workflows without the steps that aren't to be documented, and of the nearest events alone.

use support::{Database, Server, Value, json, on_both_databases};

const WORKFLOW: &str = "query (
    $id: ID!, $direction: Direction!, $only: Boolean! = true, $max: Int, $fan: Int
) {
    workflow(
        eventId: $id, direction: $direction, documentedOnly: $only, maxNodes: $max, fanOut: $fan
    ) {
        title folded isPartial truncatedBy
        nodes { event { id } hiddenUpstream hiddenDownstream }
        edges { from to via }
    }
}";

fn step(id: &str, causes: &[&str], is_documented: bool) -> Value {
    let context = json!({ "relatedEvents": causes });
    json!({ "id": id, "eventName": "step.done", "payload": 1, "context": context, "shouldDocument": is_documented })
}

fn ids(workflow: &Value) -> String {
    let nodes = workflow["nodes"].as_array().expect("nodes");
    nodes.iter().map(|node| node["event"]["id"].as_str().expect("an id")).collect()
}

fn edges(workflow: &Value) -> Vec<String> {
    let edges = workflow["edges"].as_array().expect("edges");
    let text = |edge: &Value| {
        let end = |end: &str| edge[end].as_str().expect("an id").to_owned();
        format!("{}{}{}", end("from"), edge["via"], end("to"))
    };
    edges.iter().map(text).collect()
}

async fn workflow(server: &Server, variables: Value) -> Value {
    server.ask(WORKFLOW, variables).await["workflow"].take()
}

/// a → b → c → d with a shortcut from b to d, of which b and c are not documented; d → e, which isn't either.
async fn start(database: Database) -> Server {
    let server = Server::start(database).await;
    let steps = [
        step("a", &[], true),
        step("b", &["a"], false),
        step("c", &["b"], false),
        step("d", &["c", "b"], true),
        step("e", &["d"], false),
    ];
    server.publish_many(steps.to_vec()).await;
    server
}

on_both_databases! {
    async fn what_is_left_out_is_counted_on_the_edges(database: Database) {
        let server = start(database).await;
        let up = workflow(&server, json!({ "id": "d", "direction": "UPSTREAM" })).await;
        assert_eq!((ids(&up), edges(&up)), ("ad".to_owned(), vec!["a1d".to_owned()]));
        assert_eq!(up["folded"], 2);
        // Those that are left out are not hidden; what the walk didn't reach is.
        assert_eq!(up["nodes"][1]["hiddenUpstream"], 0);
        assert_eq!(up["nodes"][1]["hiddenDownstream"], 1);
        assert_eq!(up["isPartial"], false);

        // The root is there, documented or not.
        let of_c = workflow(&server, json!({ "id": "c", "direction": "BOTH" })).await;
        assert_eq!(ids(&of_c), "acd");
        assert_eq!(edges(&of_c), ["a1c", "a1d", "c0d"]);
        assert_eq!(of_c["folded"], 2);

        let whole = json!({ "id": "d", "direction": "BOTH", "only": false });
        let whole = workflow(&server, whole).await;
        assert_eq!((ids(&whole), whole["folded"].clone()), ("abcde".to_owned(), json!(0)));
        assert_eq!(edges(&whole), ["a0b", "b0c", "b0d", "c0d", "d0e"]);
    }

    async fn the_nearest_events_are_shown(database: Database) {
        let server = start(database).await;
        let most = json!({ "id": "d", "direction": "UPSTREAM", "only": false, "max": 3 });
        let nearest = workflow(&server, most).await;
        assert_eq!(ids(&nearest), "bcd");
        assert_eq!(nearest["truncatedBy"], json!(["NODE_LIMIT"]));
        for max in [0, -1, 2_001] {
            let variables = json!({ "id": "d", "direction": "UPSTREAM", "max": max });
            let refusal = server.refusal(WORKFLOW, variables).await;
            assert_eq!(refusal["extensions"]["code"], "BAD_USER_INPUT");
            assert_eq!(refusal["extensions"]["inputPath"], json!(["maxNodes"]));
        }
    }

    async fn a_fan_keeps_what_is_nearest_in_time(database: Database) {
        let server = Server::start(database).await;
        let mut steps: Vec<Value> = ["a", "b", "c", "d"].map(|id| step(id, &[], true)).into();
        steps.push(step("m", &["a", "b", "c", "d"], true));
        steps.extend(["v", "w", "x", "y"].map(|id| step(id, &["m"], true)));
        steps.push(step("z", &["v"], true));
        for (step, time) in steps.iter_mut().zip(1..) {
            step["timestamp"] = json!(time);
        }
        server.publish_many(steps).await;
        let fanned = async |direction: &str, fan: i32| {
            let variables = json!({ "id": "m", "direction": direction, "fan": fan });
            workflow(&server, variables).await
        };
        let both = fanned("BOTH", 2).await;
        assert_eq!(ids(&both), "cdmvwz");
        assert_eq!(both["truncatedBy"], json!(["FAN_OUT"]));
        assert_eq!(both["nodes"][2]["hiddenUpstream"], 2);
        assert_eq!(both["nodes"][2]["hiddenDownstream"], 2);
        assert_eq!(ids(&fanned("UPSTREAM", 1).await), "dm");
        assert_eq!(ids(&fanned("DOWNSTREAM", 1).await), "mvz");
        let whole = fanned("BOTH", 4).await;
        assert_eq!((ids(&whole), whole["isPartial"].clone()), ("abcdmvwxyz".to_owned(), json!(false)));
    }

    async fn workflows_are_called_by_what_was_wanted(database: Database) {
        let server = Server::start(database).await;
        let title = async |id: &str| {
            let query = "query ($id: ID!) { workflow(eventId: $id) { title } }";
            server.ask(query, json!({ "id": id })).await["workflow"]["title"].take()
        };
        let named = |id: &str, cause: &str, intent: Value| {
            let context = json!({ "relatedEvents": if cause.is_empty() { vec![] } else { vec![cause] } });
            let context = if id == "told" { json!({ "relatedEvents": [cause], "outcome": "It works" }) } else { context };
            json!({ "id": id, "eventName": "widget.created", "payload": 1, "context": context, "userIntent": intent })
        };
        server.publish(named("plain", "", json!(null))).await;
        assert_eq!(title("plain").await, "Widget created");
        server.publish(named("told", "plain", json!(null))).await;
        assert_eq!(title("told").await, "It works");
        server.publish(named("hurt", "told", json!({ "problemSolved": "It hurts" }))).await;
        assert_eq!(title("hurt").await, "It hurts");
        server.publish(named("wanted", "hurt", json!({ "goal": "See payments" }))).await;
        server.publish(named("later", "wanted", json!({ "problemSolved": "Later" }))).await;
        assert_eq!(title("later").await, "See payments");
        // What isn't documented names nothing that is.
        let mut other = named("other", "later", json!({ "goal": "Nobody asks" }));
        other["shouldDocument"] = json!(false);
        server.publish(other).await;
        assert_eq!(title("other").await, "See payments");
    }
}

#[tokio::test]
async fn the_newest_outcomes_alone_may_be_asked_for() {
    let server = Server::start(Database::Sqlite).await;
    server.publish(step("a", &[], true)).await;
    for outcome in ["one", "two", "three"] {
        let update = "mutation ($outcome: String) {
            updateOutcome(id: \"a\", input: { outcome: $outcome }) { changed }
        }";
        server.ask(update, json!({ "outcome": outcome })).await;
    }
    let query = "query ($last: Int) {
        event(id: \"a\") { outcomeHistory(last: $last) { outcome } }
    }";
    let newest = async |last: Value| {
        let event = server.ask(query, json!({ "last": last })).await["event"].take();
        event["outcomeHistory"].as_array().expect("outcomes").clone()
    };
    let all = newest(Value::Null).await;
    for last in [0, 2, 9] {
        assert_eq!(newest(json!(last)).await, all[all.len().saturating_sub(last)..]);
    }
    assert_eq!(all.last(), Some(&json!({ "outcome": "three" })));
    let refusal = server.refusal(query, json!({ "last": -1 })).await;
    assert_eq!(refusal["extensions"]["inputPath"], json!(["last"]));
}
