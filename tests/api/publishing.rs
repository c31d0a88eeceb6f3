//! Publishing: once and only once, all or nothing, and many at the same moment.

use std::num::NonZeroU32;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use support::{Server, Value, json, on_both_databases};

const PUBLISH: &str = "mutation ($input: PublishInput!) {
    publish(input: $input) { created event { id source payload context { outcome } } }
}";

const PUBLISH_MANY: &str = "mutation ($inputs: [PublishInput!]!) {
    publishMany(inputs: $inputs) { results { created event { id } } }
}";

const UPDATE: &str = "mutation ($id: ID!, $input: OutcomeInput!) {
    updateOutcome(id: $id, input: $input) { event { revision } }
}";

fn order(id: &str) -> Value {
    json!({ "id": id, "eventName": "order.paid", "source": "shop", "payload": { "total": 1.0, "lines": [{}] } })
}

async fn created(server: &Server, input: Value) -> bool {
    let data = server.ask(PUBLISH, json!({ "input": input })).await;
    data["publish"]["created"].as_bool().expect("created")
}

on_both_databases! {
    async fn publishing_again_returns_the_event_that_is_there(database: Database) {
        let server = Server::start(database).await;
        assert!(created(&server, order("o-1")).await);
        assert!(!created(&server, order("o-1")).await);
        server.ask(UPDATE, json!({ "id": "o-1", "input": { "outcome": "shipped" } })).await;
        let data = server.ask(PUBLISH, json!({ "input": order("o-1") })).await;
        assert_eq!(data["publish"]["created"], false);
        assert_eq!(data["publish"]["event"]["context"]["outcome"], "shipped");
        assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 1);
    }

    async fn what_the_server_was_to_decide_is_not_compared(database: Database) {
        let documenting = |names: &[&str]| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            move |settings: &mut Settings| settings.documenting.event_names = names
        };
        let server = Server::start_with(database, documenting(&["order.paid"])).await;
        let mut terse = order("o-1");
        terse.as_object_mut().expect("an object").remove("source");
        assert!(created(&server, terse.clone()).await);
        assert!(created(&server, order("o-2")).await);
        let database = server.stop().await;
        let server = Server::start_over(database, Clock::system(), documenting(&[])).await;
        assert!(!created(&server, terse.clone()).await);
        terse["id"] = json!("o-2");
        assert!(!created(&server, terse.clone()).await);
        terse["shouldDocument"] = json!(true);
        assert!(!created(&server, terse.clone()).await);
        terse["shouldDocument"] = json!(false);
        let error = server.refusal(PUBLISH, json!({ "input": terse })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
    }

    async fn another_content_under_a_known_id_is_a_conflict(database: Database) {
        let server = Server::start(database).await;
        created(&server, order("o-1")).await;
        let others = [
            ("source", json!("web")), ("payload", json!({ "total": 2 })), ("timestamp", json!(5)),
            ("shouldDocument", json!(true)), ("metadata", json!({})),
            ("userIntent", json!({ "goal": "more" })), ("context", json!({ "outcome": "shipped" })),
        ];
        for (field, value) in others {
            let mut other = order("o-1");
            other[field] = value;
            let error = server.refusal(PUBLISH, json!({ "input": other })).await;
            assert_eq!(error["extensions"]["code"], "CONFLICT", "{field}");
            assert_eq!(error["extensions"]["inputPath"], json!(["input", "id"]));
        }
    }

    async fn a_batch_with_one_bad_event_stores_nothing(database: Database) {
        let server = Server::start(database).await;
        let mut inputs: Vec<Value> = (0..20).map(|index| order(&format!("o-{index}"))).collect();
        inputs[7]["context"] = json!({ "relatedEvents": ["o-8", "no-such-event"] });
        let error = server.refusal(PUBLISH_MANY, json!({ "inputs": inputs })).await;
        assert_eq!(error["extensions"]["code"], "RELATED_EVENT_NOT_FOUND");
        assert_eq!(error["extensions"]["inputPath"], json!(["inputs", 7, "context", "relatedEvents"]));
        assert_eq!(error["extensions"]["ids"], json!(["no-such-event"]));
        inputs[7]["context"] = json!({ "relatedEvents": ["o-8"] });
        inputs[8]["context"] = json!({ "relatedEvents": ["o-9"] });
        inputs[9]["context"] = json!({ "relatedEvents": ["o-7"] });
        let error = server.refusal(PUBLISH_MANY, json!({ "inputs": inputs })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        assert_eq!(error["extensions"]["inputPath"], json!(["inputs", 7, "context", "relatedEvents"]));
        inputs[9]["timestamp"] = json!(0.5);
        let error = server.refusal(PUBLISH_MANY, json!({ "inputs": inputs })).await;
        assert_eq!(error["extensions"]["inputPath"], json!(["inputs", 9, "timestamp"]));
        let too_many = vec![json!({ "eventName": "a", "payload": {} }); 1_001];
        let error = server.refusal(PUBLISH_MANY, json!({ "inputs": too_many })).await;
        assert_eq!(error["extensions"]["inputPath"], json!(["inputs"]));
        assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 0);
    }

    async fn a_batch_may_repeat_what_is_there_and_itself(database: Database) {
        let server = Server::start(database).await;
        created(&server, order("o-1")).await;
        let inputs = vec![order("o-1"), order("o-2"), order("o-2")];
        let data = server.ask(PUBLISH_MANY, json!({ "inputs": inputs })).await;
        let results = data["publishMany"]["results"].as_array().expect("results");
        let created: Vec<&Value> = results.iter().map(|result| &result["created"]).collect();
        assert_eq!(created, [&json!(false), &json!(true), &json!(false)]);
        let nothing = server.ask(PUBLISH_MANY, json!({ "inputs": [] })).await;
        assert_eq!(nothing["publishMany"]["results"], json!([]));
    }

    async fn one_of_many_publishers_of_an_id_creates_it(database: Database) {
        let server = Server::start(database).await;
        let attempts = (0..64).map(|index| {
            let mut input = order("o-1");
            input["source"] = json!(format!("publisher-{}", index % 2));
            let variables = json!({ "input": input });
            let server = &server;
            async move { server.answer(PUBLISH, variables).await }
        });
        let answers = join_all(attempts).await;
        let count = |wanted: fn(&Value) -> bool| answers.iter().filter(|one| wanted(one)).count();
        assert_eq!(count(|one| one["data"]["publish"]["created"] == true), 1);
        assert_eq!(count(|one| one["data"]["publish"]["created"] == false), 31);
        assert_eq!(count(|one| one["errors"][0]["extensions"]["code"] == "CONFLICT"), 32);
    }

    /// A bad request among those that are written together harms no other.
    async fn requests_that_are_written_together_fail_alone(database: Database) {
        let server = Server::start(database).await;
        let attempts = (0..200).map(|index| {
            let mut input = order(&format!("o-{index}"));
            if index % 10 == 3 {
                input["context"] = json!({ "relatedEvents": ["no-such-event"] });
            }
            let variables = json!({ "input": input });
            let server = &server;
            async move { server.answer(PUBLISH, variables).await }
        });
        let answers = join_all(attempts).await;
        for (index, answer) in answers.iter().enumerate() {
            assert_eq!(answer.get("errors").is_some(), index % 10 == 3, "{answer}");
        }
        assert_eq!(server.database.number("SELECT count(*) FROM event_history").await, 180);
    }

    async fn outcomes_that_are_reported_together_all_count(database: Database) {
        let server = Server::start(database).await;
        created(&server, order("o-1")).await;
        let reports = (0..100).map(|index| {
            let input = json!({ "outcome": format!("report {index}"), "impactMetric": "fine" });
            let variables = json!({ "id": "o-1", "input": input });
            let server = &server;
            async move { server.ask(UPDATE, variables).await }
        });
        join_all(reports).await;
        let query = "{ event(id: \"o-1\") { revision outcomeHistory { revision outcome impactMetric } } }";
        let event = server.ask(query, json!({})).await["event"].take();
        assert_eq!(event["revision"], 101);
        let history = event["outcomeHistory"].as_array().expect("a history");
        let revisions: Vec<i64> = history.iter().filter_map(|one| one["revision"].as_i64()).collect();
        assert_eq!(revisions, (2..=101).collect::<Vec<_>>());
        let mut outcomes: Vec<&str> = history.iter().filter_map(|one| one["outcome"].as_str()).collect();
        outcomes.sort_unstable();
        outcomes.dedup();
        assert_eq!(outcomes.len(), 100);
    }

    async fn the_outcome_history_begins_with_what_was_published(database: Database) {
        let server = Server::start(database).await;
        let mut input = order("o-1");
        input["context"] = json!({ "outcome": "expected", "impactMetric": "1" });
        created(&server, input).await;
        server.ask(UPDATE, json!({ "id": "o-1", "input": { "outcome": "better" } })).await;
        let query = "{ event(id: \"o-1\") { outcomeHistory { revision outcome impactMetric userId } } }";
        let event = server.ask(query, json!({})).await["event"].take();
        assert_eq!(event["outcomeHistory"], json!([
            { "revision": 1, "outcome": "expected", "impactMetric": "1", "userId": null },
            { "revision": 2, "outcome": "better", "impactMetric": "1", "userId": null },
        ]));
    }

    async fn a_full_queue_says_so_at_once(database: Database) {
        let server = Server::start_with(database, |settings| settings.limits.queue_kib = NonZeroU32::MIN).await;
        let attempts = (0..200).map(|index| {
            let variables = json!({ "input": order(&format!("o-{index}")) });
            let server = &server;
            async move { server.answer(PUBLISH, variables).await }
        });
        let answers = join_all(attempts).await;
        let stored = answers.iter().filter(|answer| answer.get("errors").is_none()).count();
        for answer in answers.iter().filter(|answer| answer.get("errors").is_some()) {
            assert_eq!(answer["errors"][0]["extensions"]["code"], "OVERLOADED", "{answer}");
            assert_eq!(answer["errors"][0]["extensions"]["retryable"], true);
        }
        assert!(stored >= 1);
        let count = server.database.number("SELECT count(*) FROM event_history").await;
        assert_eq!(usize::try_from(count).ok(), Some(stored));
    }
}

/// Runs futures at the same time, in one task.
async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(futures).await
}
