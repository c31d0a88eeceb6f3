//! A field that fails by itself is null, and its error says where: the rest of the answer is whole.

use support::{Database, Server, Value, json, on_both_databases};

/// One event led to more than may be returned, and each of those to nothing.
async fn server_with_a_hub(database: Database) -> Server {
    let server = Server::start_with(database, |settings| settings.limits.workflow_nodes = 3).await;
    let mut inputs = vec![json!({ "id": "hub", "eventName": "hub", "timestamp": 1, "payload": 0 })];
    inputs.extend((0..5).map(|number| {
        json!({
            "id": format!("e{number}"), "eventName": "spoke", "timestamp": 2, "payload": 0,
            "context": { "relatedEvents": ["hub"] },
        })
    }));
    server.publish_many(inputs).await;
    server
}

/// Where errors happened, and their codes.
fn errors(answer: &Value) -> Vec<(&Value, &Value)> {
    let errors = answer["errors"].as_array().into_iter().flatten();
    errors.map(|error| (&error["path"], &error["extensions"]["code"])).collect()
}

on_both_databases! {
    async fn one_event_of_a_list_that_reaches_too_much_empties_no_other(database: Database) {
        let server = server_with_a_hub(database).await;
        let parts = "id effects: related(direction: DOWNSTREAM) { id } related { id }";
        // As text, and field by field.
        for parts in [parts.to_owned(), format!("{parts} narrative {{ id }}")] {
            let query = format!("{{ viewer {{ role }} events(orderBy: {{ direction: ASC }}, first: 2) {{
                nodes {{ {parts} }} }} }}");
            let mut answer = server.answer(&query, json!({})).await;
            let path = json!(["events", "nodes", 0, "effects"]);
            assert_eq!(errors(&answer), [(&path, &json!("QUERY_TOO_COMPLEX"))], "{answer}");
            let mut nodes = answer["data"]["events"]["nodes"].take();
            for node in nodes.as_array_mut().expect("a list") {
                node.as_object_mut().expect("an event").remove("narrative");
            }
            assert_eq!(nodes, json!([
                { "id": "hub", "effects": null, "related": [] },
                { "id": "e0", "effects": [], "related": [{ "id": "hub" }] },
            ]));
            assert_eq!(answer["data"]["viewer"]["role"], "ANONYMOUS");
        }
    }

    async fn a_root_field_that_fails_empties_no_other(database: Database) {
        let server = server_with_a_hub(database).await;
        let failing = [
            "events(first: 501) { nodes { id } }", "nodes(ids: [\"hub\"], tenantId: \"x\") { id }",
            "path(from: \"hub\", to: \"e0\", maxDepth: -1) { id }", "event(id: \"hub\", tenantId: \"x\") { id }",
            "workflow(eventId: \"hub\", maxDepth: 51) { isPartial }", "node(id: \"hub\", tenantId: \"x\") { id }",
        ];
        for field in failing {
            let query = format!("{{ viewer {{ role }} failing: {field} }}");
            let answer = server.answer(&query, json!({})).await;
            let data = json!({ "viewer": { "role": "ANONYMOUS" }, "failing": null });
            assert_eq!(answer["data"], data, "{field}: {answer}");
            assert_eq!(errors(&answer), [(&json!(["failing"]), &json!("BAD_USER_INPUT"))]);
        }
        let within = "{ event(id: \"hub\") { id workflow(maxDepth: 51) { isPartial } } }";
        let answer = server.answer(within, json!({})).await;
        assert_eq!(answer["data"], json!({ "event": { "id": "hub", "workflow": null } }));
    }
}
