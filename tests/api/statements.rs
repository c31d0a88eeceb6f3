//! What operations cost: the number of statements, however many events there are.

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::Request;
use support::{Database, Server, Sql, Value, json, on_both_databases};

/// Chains of four events, fifty of them; the last of each is named `last`.
async fn publish_chains(server: &Server) {
    let mut inputs = Vec::new();
    for chain in 0..50 {
        for step in 0..4 {
            let mut input = json!({
                "id": format!("c{chain}-{step}"),
                "eventName": if step == 3 { "last" } else { "step" },
                "timestamp": chain * 10 + step,
                "payload": {},
            });
            if step > 0 {
                input["context"] = json!({ "relatedEvents": [format!("c{chain}-{}", step - 1)] });
            }
            inputs.push(input);
        }
    }
    server.publish_many(inputs).await;
}

on_both_databases! {
    async fn each_operation_keeps_to_its_budget(database: Database) {
        let server = Server::start(database).await;
        publish_chains(&server).await;
        let list = r#"events(filter: { eventName: { eq: "last" } })"#;
        let budgets = [
            ("{ event(id: \"c1-3\") { id payload context { decision } } }".to_owned(), 1),
            ("{ a: event(id: \"c1-3\") { id } b: event(id: \"c2-3\") { id } }".to_owned(), 1),
            ("{ nodes(ids: [\"c1-3\", \"c2-3\", \"c3-3\"]) { id } }".to_owned(), 1),
            (format!("{{ {list} {{ nodes {{ id }} edges {{ cursor }} }} }}"), 1),
            (format!("{{ {list} {{ nodes {{ id }} totalCount }} }}"), 2),
            (format!("{{ {list} {{ nodes {{ related(depth: 1) {{ id }} }} }} }}"), 2),
            (format!("{{ {list} {{ nodes {{ related(depth: 3) {{ id }} }} }} }}"), 2),
            (format!("{{ {list} {{ nodes {{ outcomeState context {{ verdict outcomeAt }} }} }} }}"), 1),
            (format!("{{ {list} {{ nodes {{ outcomeHistory {{ outcome }} }} }} }}"), 2),
            (format!("{{ {list} {{ nodes {{ narrative {{ aiTags }} }} }} }}"), 2),
            (format!("{{ {list} {{ nodes {{ workflow(maxDepth: 3) {{ nodes {{ depth }} }} }} }} }}"), 5),
            ("{ workflow(eventId: \"c1-3\", maxDepth: 3) { nodes { depth } } }".to_owned(), 4),
            ("{ path(from: \"c1-3\", to: \"c1-0\", maxDepth: 3) { id } }".to_owned(), 2),
            ("{ viewer { role } }".to_owned(), 0),
        ];
        for (query, budget) in budgets {
            let (data, statements) = server.ask_counting(&query, json!({})).await;
            assert_eq!(statements, budget, "{query}: {data}");
        }
    }

    async fn each_mutation_keeps_to_its_budget(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({ "id": "first", "eventName": "a", "payload": {} })).await;
        let input = json!({ "eventName": "a", "payload": {} });
        let mut linked = input.clone();
        linked["context"] = json!({ "relatedEvents": ["first"] });
        let mut chosen = input.clone();
        chosen["id"] = json!("second");
        let many = vec![linked.clone(); 500];
        let publish = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";
        let publish_many = "mutation ($inputs: [PublishInput!]!) { publishMany(inputs: $inputs) { results { created } } }";
        let update = "mutation ($id: ID!) { updateOutcome(id: $id, input: { outcome: \"x\" }) { event { id } } }";
        let narrate = "mutation ($id: ID!) { setNarrative(eventId: $id, input: { aiTags: [] }) { narrative { id } } }";
        let budgets: [(&str, Value, u64); 6] = [
            (publish, json!({ "input": input }), 2),
            (publish, json!({ "input": linked }), 4),
            (publish, json!({ "input": chosen }), 3),
            (publish_many, json!({ "inputs": many }), 4),
            (update, json!({ "id": "second" }), 6),
            (narrate, json!({ "id": "second" }), 5),
        ];
        // SQLite keeps words in a table of their own; on PostgreSQL they go with the log.
        let words = if database == support::Database::Sqlite { 2 } else { 0 };
        for (query, variables, budget) in budgets {
            let (_, statements) = server.ask_counting(query, variables).await;
            assert_eq!(statements, budget + words, "{query}");
        }
    }
}

#[tokio::test]
async fn lists_over_all_tenants_come_from_an_index_in_their_order() {
    let database = Database::Postgres.create().await;
    let database = Sql::connect(&database.url).await;
    database.execute("SET enable_seqscan = off; SET event_mesh.tenants = '*'").await;
    for (index, filter, place) in [
        ("event_history_all_timestamp", "true", "timestamp"),
        ("event_history_all_name_timestamp", "event_name = 'a'", "timestamp"),
        ("event_history_all_recorded_at", "true", "recorded_at"),
    ] {
        let list = format!(
            "EXPLAIN SELECT payload FROM event_history WHERE {filter}
            ORDER BY {place} DESC, id DESC, tenant_id DESC LIMIT 51"
        );
        let plan = database.texts(&list).await.join("\n");
        let is_read = plan.contains(&format!("Index Scan Backward using {index} "));
        assert!(is_read && !plan.contains("Sort"), "{plan}");
    }
}

on_both_databases! {
    async fn a_list_of_outcomes_that_are_missing_costs_a_page(database: Database) {
        let is_postgres = database == Database::Postgres;
        let database = database.create().await;
        let tenant = if is_postgres { "'00000000-0000-4000-8000-00000000000a'" } else { "x'0a'" };
        // Those that are missing are the oldest, at the other end of each list.
        database.execute(&format!(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
            INSERT INTO event_history (tenant_id, id, event_name, source, timestamp, payload,
                should_document, recorded_at, revision, outcome_state)
            SELECT {tenant}, 'e' || n, 'x', 'y', n, '{{}}', false, n, 1, CASE WHEN n < 5000 THEN 1 ELSE 0 END
            FROM numbers;
            ANALYZE event_history"
        )).await;
        // As the role that serves, under its policies.
        let serving = Sql::connect(&database.url).await;
        for (name, ours, order, index) in [
            ("own", "tenant_id = $1 AND", "id DESC", "event_history_tenant_outcome_state"),
            ("every", "", "id DESC, tenant_id DESC", "event_history_all_outcome_state"),
        ] {
            let list = format!(
                "SELECT payload FROM event_history WHERE {ours} outcome_state = 1
                ORDER BY timestamp DESC, {order} LIMIT 51"
            );
            let plan = if is_postgres {
                serving.execute("SET event_mesh.tenants = '*'; SET plan_cache_mode = force_generic_plan").await;
                serving.execute(&format!("PREPARE {name} (uuid) AS {list}")).await;
                serving.plan(&format!("EXECUTE {name} ({tenant})")).await
            } else {
                serving.plan(&list.replace("$1", tenant)).await
            };
            let words = if is_postgres { ["Index Scan Backward", "Sort"] } else { ["SEARCH", "TEMP"] };
            let is_read = plan.contains(words[0]) && plan.contains(&format!("{index} "));
            assert!(is_read && !plan.contains(words[1]), "{plan}");
        }
    }
}

#[tokio::test]
async fn what_a_hub_led_to_is_read_in_the_order_of_an_index() {
    let database = Database::Postgres.create().await;
    let database = Sql::connect(&database.url).await;
    database.execute("SET enable_seqscan = off; SET enable_bitmapscan = off").await;
    database.execute("SET event_mesh.tenants = '00000000-0000-0000-0000-000000000000'").await;
    let list = "EXPLAIN SELECT payload FROM event_history
        INNER JOIN event_relation ON event_relation.tenant_id = event_history.tenant_id
            AND event_relation.event_id = event_history.id
        WHERE event_history.tenant_id = '00000000-0000-0000-0000-000000000000'
            AND event_relation.related_id = 'hub'
            AND event_relation.tenant_id = '00000000-0000-0000-0000-000000000000'
        ORDER BY event_relation.event_timestamp DESC, event_relation.event_id DESC LIMIT 51";
    let plan = database.texts(list).await.join("\n");
    let is_read = plan.contains("Backward using event_relation_effects ");
    assert!(is_read && !plan.contains("Sort"), "{plan}");
}

#[tokio::test]
async fn json_that_is_not_selected_is_not_read() {
    let database = Database::Sqlite.create().await;
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&database.url);
    let app = App::new(settings, Clock::system()).await.expect("an app");
    let publish = "mutation { publish(input: {
        id: \"a\", eventName: \"x\", payload: 1, metadata: 2, context: { decision: \"3\" }
    }) { created } }";
    app.api().answer(Request::new(publish), Viewer::Anonymous).await;
    // What can't be read any more is not missed by a query that doesn't select it.
    database.execute("UPDATE event_history SET payload = '{broken', metadata = '{broken'").await;
    let api = app.api();
    let ask = async |query: &str| {
        let answer = api.answer(Request::new(query), Viewer::Anonymous).await;
        serde_json::to_value(answer).expect("JSON")
    };
    let slim = ask("{ event(id: \"a\") { eventName context { decision } } }").await;
    assert!(slim.get("errors").is_none(), "{slim}");
    for query in ["{ events { nodes { payload } } }", "{ event(id: \"a\") { metadata } }"] {
        assert_eq!(ask(query).await["errors"].as_array().map(Vec::len), Some(1));
    }
}
