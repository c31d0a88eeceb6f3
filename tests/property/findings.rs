//! What random histories found out, each as a case of its own.

use support::{Server, Value, json, on_both_databases};

const LIST: &str = "query ($filter: EventFilter, $first: Int, $after: Cursor, $last: Int,
    $before: Cursor) {
    events(filter: $filter, first: $first, after: $after, last: $last, before: $before,
        orderBy: { direction: ASC }) {
        edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage }
        totalCount
    }
}";

async fn count(server: &Server, filter: Value) -> Value {
    server.ask(LIST, json!({ "filter": filter })).await["events"]["totalCount"].take()
}

fn event(id: &str, context: &Value) -> Value {
    json!({ "id": id, "eventName": "a", "timestamp": 0, "payload": {}, "context": context })
}

on_both_databases! {
    /// PostgreSQL's places in arrays have 31 bits, and its `substr` takes 32.
    async fn digits_that_are_no_place_are_a_key(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({ "eventName": "é%", "payload": { "2147483648": [1] } })).await;
        let path = json!(["2147483648", "4294967295"]);
        let filter = json!({ "payload": [{ "path": path, "value": 1 }] });
        assert_eq!(count(&server, filter).await, 0);
        let filter = json!({ "payload": [{ "path": ["2147483648", "0"], "value": 1 }] });
        assert_eq!(count(&server, filter).await, 1);
        let filter = json!({ "payload": [{ "path": ["2147483648", "00"], "value": 1 }] });
        assert_eq!(count(&server, filter).await, 0);
        assert_eq!(count(&server, json!({ "eventName": { "startsWith": "é%" } })).await, 1);
    }

    /// SQLite reads this from JSON as the double beside it.
    async fn a_tiny_number_equals_itself(database: Database) {
        let server = Server::start(database).await;
        let tiny = 5.899_544_660_969_077_6e-272;
        server.publish(json!({ "eventName": "a", "payload": { "n": tiny, "list": [tiny] } })).await;
        for (path, op, expected) in [
            (["n"], "EQ", 1),
            (["n"], "NE", 0),
            (["n"], "GTE", 1),
            (["n"], "LTE", 1),
            (["n"], "LT", 0),
            (["list"], "CONTAINS", 1),
        ] {
            let filter = json!({ "payload": [{ "path": path, "op": op, "value": tiny }] });
            assert_eq!(count(&server, filter).await, expected, "{op}");
        }
    }

    async fn an_empty_list_of_links_is_no_other_content_than_none(database: Database) {
        let server = Server::start(database).await;
        let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
        for (id, first, second) in [
            ("a", json!({}), json!({ "relatedEvents": [] })),
            ("b", json!({ "relatedEvents": [] }), Value::Null),
        ] {
            server.publish(event(id, &first)).await;
            let data = server.ask(publish, json!({ "input": event(id, &second) })).await;
            assert_eq!(data["publish"]["created"], false, "{id}");
        }
    }

    /// The first draft is behind the circle of the others, not on it.
    async fn a_circle_is_told_at_a_draft_that_is_on_it(database: Database) {
        let server = Server::start(database).await;
        let links = |id, links: &[&str]| event(id, &json!({ "relatedEvents": links }));
        let inputs = [links("behind", &["a"]), links("a", &["b"]), links("b", &["a"])];
        let publish = "mutation ($inputs: [PublishInput!]!) {
            publishMany(inputs: $inputs) { results { created } }
        }";
        let error = server.refusal(publish, json!({ "inputs": inputs })).await;
        let path = &error["extensions"]["inputPath"];
        assert!([1, 2].map(Value::from).contains(&path[1]), "{path}");
    }

    async fn there_is_more_beyond_the_cursors_of_a_page(database: Database) {
        let server = Server::start(database).await;
        let ids = ["a", "b", "c"];
        server.publish_many(ids.map(|id| event(id, &Value::Null)).into()).await;
        let list = server.ask(LIST, json!({})).await;
        let cursor = |place: usize| list["events"]["edges"][place]["cursor"].clone();
        for (page, expected) in [
            (json!({ "first": 2, "before": cursor(2) }), (false, true)),
            (json!({ "before": cursor(2) }), (false, true)),
            (json!({ "last": 2, "after": cursor(0) }), (true, false)),
            (json!({ "last": 1, "after": cursor(0) }), (true, false)),
            (json!({ "first": 1, "after": cursor(0), "before": cursor(2) }), (true, true)),
        ] {
            let info = server.ask(LIST, page.clone()).await["events"]["pageInfo"].take();
            let (previous, next) = expected;
            let expected = json!({ "hasPreviousPage": previous, "hasNextPage": next });
            assert_eq!(info, expected, "{page}");
        }
    }
}
