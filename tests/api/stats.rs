//! How many events there are, in groups and over time.

use event_mesh::domain::clock::Clock;
use event_mesh::domain::timestamp::Timestamp;
use support::{Database, Server, Value, json, on_both_databases};

const STATS: &str =
    "query ($filter: EventFilter, $groupBy: [EventDimension!], $interval: TimeInterval,
        $every: Int! = 1, $timeZone: String! = \"UTC\", $first: Int! = 100) {
    eventStats(filter: $filter, groupBy: $groupBy, interval: $interval, every: $every,
        timeZone: $timeZone, first: $first) {
        eventName source category outcomeState shouldDocument bucketStart isRest count withOutcome
    }
}";

/// The rows of a count, without what is null or false.
async fn stats(server: &Server, variables: Value) -> Vec<Value> {
    let mut variables = variables;
    // What is left out is as by default.
    if variables["groupBy"].is_null() {
        variables["groupBy"] = json!(["EVENT_NAME"]);
    }
    let mut data = server.ask(STATS, variables).await;
    let mut rows = data["eventStats"].as_array_mut().expect("rows").clone();
    for row in &mut rows {
        row.as_object_mut().expect("a row").retain(|_, value| !value.is_null() && *value != false);
    }
    rows
}

/// Three names, two of which have outcomes; each at another hour of 1970.
async fn filled(database: Database) -> Server {
    let clock = Clock::from_fn(|| Timestamp::from_stored(36_000_000));
    let server = Server::start_at(database, clock, |_| ()).await;
    let mut inputs = Vec::new();
    for (hour, name, source, category, verdict) in [
        (0, "a", "s", Some("x"), Some("MET")),
        (0, "a", "s", Some("x"), None),
        (0, "b", "t", None, None),
        (3, "b", "t", Some("y"), Some("NOT_MET")),
        (3, "b", "s", Some("é"), None),
        (3, "c", "s", Some("x"), None),
        (8, "a", "s", None, None),
    ] {
        let outcome = verdict.map(|_| "done");
        inputs.push(json!({
            "eventName": name, "source": source, "timestamp": hour * 3_600_000 + 1, "payload": 0,
            "shouldDocument": name == "c",
            "context": { "category": category, "outcome": outcome, "verdict": verdict },
        }));
    }
    server.publish_many(inputs).await;
    server
}

on_both_databases! {
    async fn events_are_counted_by_what_they_are_grouped_by(database: Database) {
        let server = filled(database).await;
        assert_eq!(stats(&server, json!({})).await, [
            json!({ "eventName": "a", "count": 3, "withOutcome": 1 }),
            json!({ "eventName": "b", "count": 3, "withOutcome": 1 }),
            json!({ "eventName": "c", "count": 1, "withOutcome": 0 }),
        ]);
        assert_eq!(stats(&server, json!({ "first": 1 })).await, [
            json!({ "eventName": "a", "count": 3, "withOutcome": 1 }),
            json!({ "isRest": true, "count": 4, "withOutcome": 1 }),
        ]);
        assert_eq!(stats(&server, json!({ "groupBy": ["CATEGORY"] })).await, [
            json!({ "category": "x", "count": 3, "withOutcome": 1 }),
            json!({ "count": 2, "withOutcome": 0 }),
            json!({ "category": "y", "count": 1, "withOutcome": 1 }),
            json!({ "category": "é", "count": 1, "withOutcome": 0 }),
        ]);
        assert_eq!(stats(&server, json!({ "groupBy": ["OUTCOME_STATE", "SHOULD_DOCUMENT"] })).await, [
            json!({ "outcomeState": "NONE", "count": 4, "withOutcome": 0 }),
            json!({ "outcomeState": "NONE", "shouldDocument": true, "count": 1, "withOutcome": 0 }),
            json!({ "outcomeState": "MET", "count": 1, "withOutcome": 1 }),
            json!({ "outcomeState": "NOT_MET", "count": 1, "withOutcome": 1 }),
        ]);
        let by_both = json!({ "groupBy": ["SOURCE", "EVENT_NAME", "SOURCE"], "filter": { "category": { "eq": "x" } } });
        assert_eq!(stats(&server, by_both).await, [
            json!({ "source": "s", "eventName": "a", "count": 2, "withOutcome": 1 }),
            json!({ "source": "s", "eventName": "c", "count": 1, "withOutcome": 0 }),
        ]);
        let nothing = json!({ "source": { "eq": "nobody" } });
        assert_eq!(stats(&server, json!({ "groupBy": [], "filter": nothing })).await, [json!({ "count": 0, "withOutcome": 0 })]);
        assert_eq!(stats(&server, json!({ "groupBy": [] })).await, [json!({ "count": 7, "withOutcome": 2 })]);
        assert_eq!(stats(&server, json!({ "filter": nothing })).await, [json!(null); 0]);
        assert_eq!(stats(&server, json!({ "first": 0 })).await, [json!({ "isRest": true, "count": 7, "withOutcome": 2 })]);
    }

    async fn events_are_counted_over_time_with_all_that_is_empty(database: Database) {
        let server = filled(database).await;
        let hour = |hour: i64| hour * 3_600_000;
        let filter = json!({ "startTime": hour(0), "endTime": hour(9) - 1 });
        let three = json!({ "interval": "HOUR", "every": 3, "first": 1, "filter": filter });
        assert_eq!(stats(&server, three).await, [
            json!({ "bucketStart": 0, "eventName": "a", "count": 2, "withOutcome": 1 }),
            json!({ "bucketStart": 0, "isRest": true, "count": 1, "withOutcome": 0 }),
            json!({ "bucketStart": hour(3), "eventName": "b", "count": 2, "withOutcome": 1 }),
            json!({ "bucketStart": hour(3), "isRest": true, "count": 1, "withOutcome": 0 }),
            json!({ "bucketStart": hour(6), "eventName": "a", "count": 1, "withOutcome": 0 }),
        ]);
        // From the first event on until now, which is ten hours after the epoch.
        let all = stats(&server, json!({ "interval": "HOUR", "groupBy": [] })).await;
        let counts: Vec<_> = all.iter().map(|row| row["count"].as_i64()).collect();
        assert_eq!(counts, [3, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0].map(Some));
        let later = json!({ "startTime": hour(8) + 2, "and": [{ "endTime": hour(10) }] });
        let empty = stats(&server, json!({ "interval": "HOUR", "filter": later })).await;
        let starts: Vec<_> = empty.iter().map(|row| (row["bucketStart"].as_i64(), row["count"].as_i64())).collect();
        assert_eq!(starts, [8, 9, 10].map(|at| (Some(hour(at)), Some(0))));
        // A day that began an hour before the epoch.
        let days = json!({ "interval": "DAY", "timeZone": "Europe/Berlin", "groupBy": [] });
        assert_eq!(stats(&server, days).await, [json!({ "bucketStart": -hour(1), "count": 7, "withOutcome": 2 })]);
        let never = json!({ "startTime": 2, "endTime": 1 });
        assert_eq!(stats(&server, json!({ "interval": "DAY", "filter": never })).await, [json!(null); 0]);
        let nothing = json!({ "source": { "eq": "nobody" } });
        assert_eq!(stats(&server, json!({ "interval": "DAY", "filter": nothing })).await, [json!(null); 0]);
    }

    async fn what_is_too_much_is_refused_in_words(database: Database) {
        let server = filled(database).await;
        let hours = json!({ "startTime": 0, "endTime": 2_000_i64 * 3_600_000 - 1 });
        assert_eq!(stats(&server, json!({ "interval": "HOUR", "filter": hours })).await.len(), 2_002);
        for (variables, path) in [
            (json!({ "interval": "SECOND" }), "interval"),
            (json!({ "interval": "DAY", "every": 0 }), "every"),
            (json!({ "interval": "DAY", "timeZone": "Mars/Olympus" }), "timeZone"),
            (json!({ "first": -1 }), "first"),
            (json!({ "first": 5_001 }), "first"),
        ] {
            let mut variables = variables;
            variables["groupBy"] = json!([]);
            let error = server.refusal(STATS, variables.clone()).await;
            let said = (&error["extensions"]["code"], &error["extensions"]["inputPath"]);
            assert_eq!(said, (&json!("BAD_USER_INPUT"), &json!([path])), "{variables}");
        }
        let many = (0..40).flat_map(|name| (0..150).map(move |hour| json!({
            "eventName": format!("n{name}"), "payload": 0, "timestamp": hour * 3_600_000_i64,
        })));
        for some in many.collect::<Vec<_>>().chunks(500) {
            server.publish_many(some.to_vec()).await;
        }
        let filter = json!({ "startTime": 0, "endTime": 150_i64 * 3_600_000 });
        let rows = json!({ "interval": "HOUR", "groupBy": ["EVENT_NAME"], "filter": filter });
        let error = server.refusal(STATS, rows).await;
        assert_eq!(error["extensions"]["inputPath"], json!(["first"]), "{error}");
    }

    async fn each_filter_is_counted_up_to_where_it_matters(database: Database) {
        let server = filled(database).await;
        let query = "query ($filters: [EventFilter!]!, $atMost: Int! = 10000) {
            eventCounts(filters: $filters, atMost: $atMost) { count isExact } }";
        let filters = json!([{}, { "eventName": { "eq": "a" } }, { "or": [] }]);
        let counts = server.ask(query, json!({ "filters": filters, "atMost": 3 })).await;
        assert_eq!(counts["eventCounts"], json!([
            { "count": 3, "isExact": false }, { "count": 3, "isExact": true },
            { "count": 0, "isExact": true },
        ]));
        let (_, statements) = server.ask_counting(query, json!({ "filters": filters })).await;
        assert_eq!(statements, 3);
        let (_, statements) = server.ask_counting(STATS, json!({ "groupBy": ["SOURCE"] })).await;
        assert_eq!(statements, 1);
        for (variables, path) in [
            (json!({ "filters": [{}, { "startTime": 0.5 }] }), json!(["filters", 1, "startTime"])),
            (json!({ "filters": vec![json!({}); 51] }), json!(["filters"])),
            (json!({ "filters": [], "atMost": 0 }), json!(["atMost"])),
        ] {
            let error = server.refusal(query, variables).await;
            assert_eq!(error["extensions"]["inputPath"], path, "{error}");
        }
    }
}
