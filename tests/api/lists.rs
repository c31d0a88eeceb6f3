//! Lists of events: pages both ways, counts, and filters that must mean one thing.

use support::{Server, Value, json, on_both_databases};

const PAGE: &str =
    "query ($filter: EventFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
    events(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        nodes { id }
        edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}";

fn ids(page: &Value) -> Vec<String> {
    let nodes = page["nodes"].as_array().expect("nodes");
    nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

/// Events e0 to e9; each two share a timestamp.
async fn publish_ten(server: &Server) {
    let event = |index: i64| {
        json!({
            "id": format!("e{index}"),
            "eventName": "counted",
            "timestamp": 1_000 + index / 2,
            "payload": { "index": index, "tags": ["all", if index % 2 == 0 { "even" } else { "odd" }] },
        })
    };
    server.publish_many((0..10).map(event).collect()).await;
}

async fn page(server: &Server, arguments: Value) -> Value {
    server.ask(PAGE, arguments).await["events"].take()
}

on_both_databases! {
    async fn text_is_found_in_the_middle_of_text(database: Database) {
        let server = Server::start(database).await;
        for (id, source) in [("a", "Web/CheckoutPage"), ("b", "ÉTAGE checkout"), ("c", "étage")] {
            server.publish(json!({ "id": id, "eventName": "x", "source": source, "payload": 1 })).await;
        }
        let found = async |part: &str| {
            let filter = json!({ "source": { "contains": part } });
            let mut found = ids(&page(&server, json!({ "filter": filter })).await);
            found.sort();
            found.concat()
        };
        assert_eq!(found("CHECKOUT").await, "ab");
        assert_eq!(found("étage").await, "c");
        assert_eq!(found("Étage").await, "b");
        assert_eq!(found("ÉtaGE").await, "b");
        assert_eq!(found("b/c").await, "a");
        assert_eq!(found("%").await, "");
        assert_eq!(found("").await, "abc");
    }

    async fn pages_forwards_meet_every_event_once(database: Database) {
        let server = Server::start(database).await;
        publish_ten(&server).await;
        let (mut met, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = page(&server, json!({ "first": 3, "after": after })).await;
            assert_eq!(page["pageInfo"]["hasPreviousPage"], !met.is_empty());
            met.extend(ids(&page));
            after = page["pageInfo"]["endCursor"].clone();
            assert_eq!(page["edges"][0]["cursor"], page["pageInfo"]["startCursor"]);
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(met, ["e9", "e8", "e7", "e6", "e5", "e4", "e3", "e2", "e1", "e0"]);
    }

    async fn pages_backwards_come_in_the_order_of_the_list(database: Database) {
        let server = Server::start(database).await;
        publish_ten(&server).await;
        let last = page(&server, json!({ "last": 4 })).await;
        assert_eq!(ids(&last), ["e3", "e2", "e1", "e0"]);
        assert_eq!(last["pageInfo"]["hasPreviousPage"], true);
        assert_eq!(last["pageInfo"]["hasNextPage"], false);
        let before = &last["pageInfo"]["startCursor"];
        let earlier = page(&server, json!({ "last": 7, "before": before })).await;
        assert_eq!(ids(&earlier), ["e9", "e8", "e7", "e6", "e5", "e4"]);
        assert_eq!(earlier["pageInfo"]["hasPreviousPage"], false);
        assert_eq!(earlier["pageInfo"]["hasNextPage"], true);
    }

    async fn a_page_between_two_cursors_holds_what_lies_between(database: Database) {
        let server = Server::start(database).await;
        publish_ten(&server).await;
        let all = page(&server, json!({})).await;
        let between = json!({
            "after": all["edges"][2]["cursor"], "before": all["edges"][6]["cursor"],
        });
        assert_eq!(ids(&page(&server, between).await), ["e6", "e5", "e4"]);
        let nothing = page(&server, json!({ "first": 0 })).await;
        assert_eq!(ids(&nothing), Vec::<String>::new());
        assert_eq!(nothing["pageInfo"]["endCursor"], Value::Null);
        assert_eq!(nothing["pageInfo"]["hasNextPage"], true);
    }

    async fn conditions_on_the_payload_keep_types_apart(database: Database) {
        let server = Server::start(database).await;
        publish_ten(&server).await;
        let odd = json!({ "id": "text", "eventName": "odd", "payload": { "index": "9", "a.b": { "\"": [null, true] } } });
        server.publish(odd).await;
        let cases = [
            (json!([{ "path": ["index"], "value": 9 }]), vec!["e9"]),
            (json!([{ "path": ["index"], "value": "9" }]), vec!["text"]),
            (json!([{ "path": ["index"], "op": "GTE", "value": 8 }]), vec!["e9", "e8"]),
            (json!([{ "path": ["index"], "op": "LT", "value": 0.5 }]), vec!["e0"]),
            (json!([{ "path": ["index"], "op": "GT", "value": "8" }]), vec!["text"]),
            (json!([{ "path": ["tags"], "op": "CONTAINS", "value": "odd" }, { "path": ["index"], "op": "GT", "value": 6 }]), vec!["e9", "e7"]),
            (json!([{ "path": ["tags", "1"], "value": "even" }, { "path": ["index"], "op": "LTE", "value": 2 }]), vec!["e2", "e0"]),
            (json!([{ "path": ["tags", "01"], "value": "even" }]), vec![]),
            (json!([{ "path": ["tags", "-1"], "value": "even" }]), vec![]),
            (json!([{ "path": ["a.b", "\"", "1"], "value": true }]), vec!["text"]),
            (json!([{ "path": ["a.b", "\"", "0"], "op": "NE", "value": 1 }]), vec!["text"]),
            (json!([{ "path": ["a.b", "nothing"], "op": "NE", "value": 1 }]), vec![]),
            (json!([{ "path": ["a.b"], "value": { "\"": [null, true] } }]), vec!["text"]),
        ];
        for (payload, expected) in cases {
            let found = page(&server, json!({ "filter": { "payload": payload } })).await;
            assert_eq!(ids(&found), expected, "{payload}");
        }
    }

    async fn a_negation_holds_where_there_is_nothing(database: Database) {
        let server = Server::start(database).await;
        let event = |id: &str, context: Value| json!({ "id": id, "eventName": "a", "timestamp": 1, "payload": {}, "context": context });
        server.publish_many(vec![
            event("bare", Value::Null),
            event("bug", json!({ "category": "bug" })),
            event("done", json!({ "category": "feature", "outcome": "shipped" })),
        ]).await;
        let cases = [
            (json!({ "category": { "eq": "bug" } }), vec!["bug"]),
            (json!({ "not": { "category": { "eq": "bug" } } }), vec!["done", "bare"]),
            (json!({ "category": { "in": ["bug", "feature"] } }), vec!["done", "bug"]),
            (json!({ "category": { "startsWith": "fea" } }), vec!["done"]),
            (json!({ "category": { "startsWith": "FEA" } }), vec![]),
            (json!({ "hasOutcome": true }), vec!["done"]),
            (json!({ "hasOutcome": false }), vec!["bug", "bare"]),
            (json!({ "or": [] }), vec![]),
            (json!({ "and": [] }), vec!["done", "bug", "bare"]),
            (json!({ "eventName": { "in": [] } }), vec![]),
            (json!({ "or": [{ "hasOutcome": true }, { "category": { "eq": "bug" } }] }), vec!["done", "bug"]),
        ];
        for (filter, expected) in cases {
            assert_eq!(ids(&page(&server, json!({ "filter": filter })).await), expected, "{filter}");
        }
    }

    async fn sets_of_names_may_hold_any_text(database: Database) {
        let server = Server::start(database).await;
        let names = ["\"", "\\", "a,b", "{}", "NULL", " a", "a\\\"b", "ü"];
        let event = |name: &str| json!({ "eventName": name, "payload": {} });
        server.publish_many(names.map(event).into()).await;
        for name in names {
            let filter = json!({ "eventName": { "in": [name, "}\", \"x"] } });
            let query = "query ($filter: EventFilter) { events(filter: $filter) { nodes { eventName } } }";
            let data = server.ask(query, json!({ "filter": filter })).await;
            assert_eq!(data["events"]["nodes"], json!([{ "eventName": name }]));
        }
        let all = json!({ "filter": { "eventName": { "in": names } } });
        assert_eq!(ids(&page(&server, all).await).len(), names.len());
    }

    async fn nodes_come_in_the_order_of_their_ids_with_null_for_nothing(database: Database) {
        let server = Server::start(database).await;
        publish_ten(&server).await;
        let query = "query ($ids: [ID!]!) {
            nodes(ids: $ids) { __typename id ... on Event { eventName } }
            node(id: \"e1\") { id }
        }";
        let data = server.ask(query, json!({ "ids": ["e3", "nothing", "not an id", "e1", "e3"] })).await;
        let node = |id: &str| json!({ "__typename": "Event", "id": id, "eventName": "counted" });
        assert_eq!(data["nodes"], json!([node("e3"), null, null, node("e1"), node("e3")]));
        assert_eq!(data["node"], json!({ "id": "e1" }));
    }

    async fn links_are_counted_and_filtered_by(database: Database) {
        let server = Server::start(database).await;
        let link = |id: &str, causes: &[&str]| {
            let context = json!({ "relatedEvents": causes });
            json!({ "id": id, "eventName": "x", "payload": 1, "context": context })
        };
        let inputs = [link("a", &[]), link("b", &["a"]), link("c", &["a", "b"]), link("d", &["c"])];
        server.publish_many(inputs.to_vec()).await;
        let query = "query ($filter: EventFilter) {
            events(filter: $filter, orderBy: { direction: ASC }) {
                nodes { id causeCount effectCount } totalCount
            }
        }";
        let (all, statements) = server.ask_counting(query, json!({})).await;
        let counts = |node: &Value| (node["causeCount"].as_i64(), node["effectCount"].as_i64());
        let counts: Vec<_> = all["events"]["nodes"].as_array().expect("nodes").iter().map(counts).collect();
        assert_eq!(counts, [(0, 2), (1, 1), (2, 1), (1, 0)].map(|(up, down)| (Some(up), Some(down))));
        // The page, its total, and the links of all of them.
        assert_eq!(statements, 3);
        for (filter, expected) in [
            (json!({ "causedBy": "a" }), "bc"),
            (json!({ "causedBy": "a", "ledTo": "d" }), "c"),
            (json!({ "ledTo": "c" }), "ab"),
            (json!({ "not": { "causedBy": "a" } }), "ad"),
            (json!({ "or": [{ "causedBy": "c" }, { "ledTo": "b" }] }), "ad"),
            (json!({ "hasCauses": false }), "a"),
            (json!({ "hasEffects": false }), "d"),
            (json!({ "hasEffects": true, "hasCauses": true }), "bc"),
            (json!({ "causedBy": "nothing" }), ""),
            (json!({ "causedBy": "no id" }), ""),
        ] {
            let found = server.ask(query, json!({ "filter": filter })).await["events"].take();
            assert_eq!(ids(&found).concat(), expected, "{filter}");
            assert_eq!(found["totalCount"], expected.len(), "{filter}");
        }
    }

    async fn what_a_hub_led_to_is_paged_in_the_order_of_time(database: Database) {
        let server = Server::start(database).await;
        publish_ten(&server).await;
        let effect = |index: i64| {
            let context = json!({ "relatedEvents": ["e0", "e1"] });
            json!({
                "id": format!("f{index:02}"), "eventName": "x", "payload": 1,
                "timestamp": 5_000 - index / 3, "context": context,
            })
        };
        server.publish_many((0..20).map(effect).collect()).await;
        let filter = json!({ "causedBy": "e1", "eventName": { "eq": "x" } });
        let everything = ids(&page(&server, json!({ "filter": filter })).await);
        assert_eq!(everything.len(), 20);
        let (mut met, mut after) = (Vec::new(), Value::Null);
        loop {
            let arguments = json!({ "filter": filter, "first": 7, "after": after });
            let page = page(&server, arguments).await;
            met.extend(ids(&page));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(met, everything);
        let last = page(&server, json!({ "filter": filter, "last": 3 })).await;
        assert_eq!(ids(&last), everything[17..]);
    }

    async fn paths_inside_payloads_are_ready_for_filters(database: Database) {
        let server = Server::start(database).await;
        publish_ten(&server).await;
        server.publish(json!({ "eventName": "other", "payload": { "index": { "deep": null } } })).await;
        let query = "query ($filter: EventFilter, $first: Int! = 100) {
            payloadPaths(filter: $filter, first: $first) { path count examples }
        }";
        let paths = async |variables: Value| server.ask(query, variables).await["payloadPaths"].take();
        let counted = json!({ "filter": { "eventName": { "eq": "counted" } } });
        assert_eq!(paths(counted).await, json!([
            { "path": ["index"], "count": 10, "examples": [9, 8, 7] },
            { "path": ["tags"], "count": 10, "examples": [] },
            { "path": ["tags", "0"], "count": 10, "examples": ["all"] },
            { "path": ["tags", "1"], "count": 10, "examples": ["odd", "even"] },
        ]));
        let all = paths(json!({})).await;
        assert_eq!(all[4], json!({ "path": ["index", "deep"], "count": 1, "examples": [null] }));
        let filter = json!({ "payload": [{ "path": all[3]["path"], "value": "odd" }] });
        assert_eq!(ids(&page(&server, json!({ "filter": filter })).await).len(), 5);
        assert_eq!(paths(json!({ "first": 1 })).await.as_array().map(Vec::len), Some(1));
        let refusal = server.refusal(query, json!({ "first": 501 })).await;
        assert_eq!(refusal["extensions"]["inputPath"], json!(["first"]));
    }
}
