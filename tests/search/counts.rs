//! What holds a text, counted in groups, over time, and over tenants.

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::Request;
use support::{Server, Value, json, on_both_databases};

const STATS: &str = "query ($text: String!, $interval: TimeInterval) {
    eventStats(filter: { text: $text, startTime: 0 }, groupBy: [EVENT_NAME],
        interval: $interval) { eventName bucketStart count isRest }
}";

on_both_databases! {
    async fn what_holds_a_text_is_counted_in_groups(database: Database) {
        let server = Server::start(database).await;
        let mut inputs = Vec::new();
        for (name, at, text) in [
            ("a", 1, "refund failed"), ("a", 1, "refund"), ("b", 1, "refund"), ("b", 1, "other"),
            ("b", 7_200_001, "refund failed"),
        ] {
            inputs.push(json!({ "eventName": name, "timestamp": at, "payload": text }));
        }
        server.publish_many(inputs).await;
        let rows = server.ask(STATS, json!({ "text": "refund" })).await;
        assert_eq!(rows["eventStats"], json!([
            { "eventName": "a", "bucketStart": null, "count": 2, "isRest": false },
            { "eventName": "b", "bucketStart": null, "count": 2, "isRest": false },
        ]));
        let none = server.ask(STATS, json!({ "text": "nowhere" })).await;
        assert_eq!(none["eventStats"], json!([]));
        let hours = "{ eventStats(filter: { text: \"failed\", endTime: 7200001 }, interval: HOUR, first: 0) { count } }";
        let rows = server.ask(hours, json!({})).await;
        let counts: Vec<_> = rows["eventStats"].as_array().expect("rows").iter().take(3)
            .map(|row| row["count"].clone()).collect();
        assert_eq!(counts, [1, 0, 1], "time begins with the first event that holds it");
    }

    async fn too_many_to_be_grouped_are_refused_in_words(database: Database) {
        let server = Server::start(database).await;
        for batch in 0..11 {
            let event = |number| json!({
                "eventName": "common", "payload": if batch == 0 && number == 0 { "rare" } else { "" },
                "timestamp": batch * 1_000 + number,
            });
            server.publish_many((0..1_000).map(event).collect()).await;
        }
        let refusal = server.refusal(STATS, json!({ "text": "common" })).await;
        assert_eq!(refusal["extensions"]["code"], "BAD_USER_INPUT");
        assert_eq!(refusal["extensions"]["inputPath"], json!(["filter", "text"]));
        let counts = "{ eventCounts(filters: [{ text: \"common\" }, { text: \"common rare\" }]) {
            count isExact
        } }";
        let counts = server.ask(counts, json!({})).await;
        assert_eq!(counts["eventCounts"], json!([null, { "count": 1, "isExact": true }]));
        let within = "{ events(filter: { text: \"common\", endTime: 2499 }, first: 1) {
            totalCount
        } }";
        assert_eq!(server.ask(within, json!({})).await["events"]["totalCount"], 2_500);
    }

    async fn many_tenants_are_searched_at_once(database: Database) {
        let database = database.create().await;
        let mut settings = Settings::defaults().expect("the defaults");
        settings.database.url.clone_from(&database.url);
        let app = App::new(settings, Clock::system()).await.expect("an app");
        let api = app.api();
        let ask = async |query: &str| {
            let response = api.answer(Request::new(query), Viewer::Service).await;
            serde_json::to_value(response).expect("JSON")
        };
        for tenant in 1..=7 {
            let event = |word: &str| format!("{{ id: \"{word}\", eventName: \"x\", payload: \"{word} all\",
                tenantId: \"00000000-0000-4000-8000-00000000000{tenant}\" }}");
            let inputs = [event("one"), event("other")].join(", ");
            let published = ask(&format!(
                "mutation {{ publishMany(inputs: [{inputs}]) {{ results {{ created }} }} }}"
            )).await;
            assert_eq!(published["errors"], Value::Null);
        }
        let found = ask("{
            events(filter: { text: \"all\", source: { eq: \"unknown\" } }) { totalCount nodes { payload } }
            eventStats(filter: { text: \"one\" }) { count }
        }").await;
        assert_eq!(found["data"]["events"]["totalCount"], 14);
        assert_eq!(found["data"]["events"]["nodes"].as_array().map(Vec::len), Some(14));
        assert_eq!(found["data"]["eventStats"], json!([{ "count": 7 }]));
    }
}
