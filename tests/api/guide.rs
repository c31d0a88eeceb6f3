//! The usage guide that clients know, section by section.

use support::{Server, Value, json, on_both_databases};

const EVENT: &str = "query ($id: ID!) { event(id: $id) {
    id eventName source timestamp payload shouldDocument revision
    userIntent { problemSolved painPoint goal expectedOutcome impactMetric }
    context { relatedEvents decision category outcome impactMetric extra }
} }";

const WORKFLOW: &str = "query ($id: ID!, $maxDepth: Int!) {
    workflow(eventId: $id, maxDepth: $maxDepth) {
        events { eventName userIntent { problemSolved goal } context { outcome } }
    }
}";

fn names(events: &Value) -> Vec<&str> {
    let events = events.as_array().expect("a list");
    events.iter().map(|event| event["eventName"].as_str().expect("a name")).collect()
}

async fn event(server: &Server, id: &str) -> Value {
    server.ask(EVENT, json!({ "id": id })).await["event"].take()
}

/// Three linked steps, one millisecond apart.
async fn publish_three_steps(server: &Server) -> [String; 3] {
    let connected = server
        .publish(json!({
            "eventName": "provider.connected",
            "source": "oauth_flow",
            "timestamp": 1_795_000_000_000_i64,
            "payload": { "providerId": "stripe" },
            "shouldDocument": true,
            "userIntent": { "problemSolved": "No access to payments", "goal": "Connect Stripe" },
        }))
        .await;
    let widget = server
        .publish(json!({
            "eventName": "widget.created",
            "source": "widget_wizard",
            "timestamp": 1_795_000_000_001_i64,
            "payload": { "widgetType": "stripe_failed_payments" },
            "shouldDocument": true,
            "context": { "relatedEvents": [connected], "decision": "Needs the token" },
        }))
        .await;
    let automation = server
        .publish(json!({
            "eventName": "automation.created",
            "source": "automation_wizard",
            "timestamp": 1_795_000_000_002_i64,
            "payload": { "trigger": "stripe.payment.failed" },
            "shouldDocument": true,
            "context": { "relatedEvents": [connected, widget] },
        }))
        .await;
    [connected, widget, automation]
}

on_both_databases! {
    /// Section 2.
    async fn publishes_a_simple_event(database: Database) {
        let server = Server::start(database).await;
        let id = server.publish(json!({
            "eventName": "widget.created",
            "source": "widget_wizard",
            "timestamp": 1_795_000_000_000_i64,
            "payload": { "widgetType": "github_prs", "providerId": "github" },
            "shouldDocument": true,
        })).await;
        assert_eq!(event(&server, &id).await, json!({
            "id": id,
            "eventName": "widget.created",
            "source": "widget_wizard",
            "timestamp": 1_795_000_000_000_i64,
            "payload": { "widgetType": "github_prs", "providerId": "github" },
            "shouldDocument": true,
            "revision": 1,
            "userIntent": null,
            "context": null,
        }));
    }

    /// Section 3.
    async fn publishes_an_event_with_intent_and_context(database: Database) {
        let server = Server::start(database).await;
        let intent = json!({
            "problemSolved": "Track late payments",
            "painPoint": "Checking by hand takes half an hour",
            "goal": "See failed payments",
            "expectedOutcome": "They show within a minute",
            "impactMetric": "From 30 minutes to none",
        });
        let id = server.publish(json!({
            "eventName": "widget.created",
            "payload": {},
            "userIntent": intent,
            "context": { "decision": "Webhooks, not polling", "category": "feature" },
        })).await;
        let event = event(&server, &id).await;
        assert_eq!(event["userIntent"], intent);
        assert_eq!(event["context"], json!({
            "relatedEvents": [],
            "decision": "Webhooks, not polling",
            "category": "feature",
            "outcome": null,
            "impactMetric": null,
            "extra": null,
        }));
    }

    /// Section 4 and the third query of section 5.
    async fn a_workflow_holds_every_step_that_led_to_an_event(database: Database) {
        let server = Server::start(database).await;
        let [_, _, automation] = publish_three_steps(&server).await;
        let data = server.ask(WORKFLOW, json!({ "id": automation, "maxDepth": 5 })).await;
        assert_eq!(
            names(&data["workflow"]["events"]),
            ["provider.connected", "widget.created", "automation.created"]
        );
    }

    /// Section 5, the first query.
    async fn lists_the_events_of_a_name(database: Database) {
        let server = Server::start(database).await;
        publish_three_steps(&server).await;
        let query = r#"{ events(filter: { eventName: { eq: "widget.created" } }) {
            nodes { eventName } totalCount
        } }"#;
        let data = server.ask(query, json!({})).await;
        assert_eq!(names(&data["events"]["nodes"]), ["widget.created"]);
        assert_eq!(data["events"]["totalCount"], 1);
    }

    /// Section 5, the second query. Both ends belong to the range.
    async fn lists_the_events_of_a_time_range(database: Database) {
        let server = Server::start(database).await;
        publish_three_steps(&server).await;
        let query = "query ($start: EpochMillis, $end: EpochMillis) {
            events(filter: { startTime: $start, endTime: $end }) { nodes { eventName } }
        }";
        let range = json!({ "start": 1_795_000_000_001_i64, "end": "1795000000002" });
        let data = server.ask(query, range).await;
        assert_eq!(names(&data["events"]["nodes"]), ["automation.created", "widget.created"]);
    }

    /// Section 6.
    async fn an_outcome_is_reported_later(database: Database) {
        let server = Server::start(database).await;
        let id = server.publish(json!({
            "eventName": "automation.triggered",
            "payload": { "automationId": "auto_123" },
            "userIntent": { "goal": "A ticket within a minute" },
            "context": { "decision": "Run now" },
        })).await;
        let update = "mutation ($id: ID!, $input: OutcomeInput!) {
            updateOutcome(id: $id, input: $input) { event { revision } }
        }";
        let outcome = json!({ "outcome": "5 tickets in the first hour", "impactMetric": "100 %" });
        let data = server.ask(update, json!({ "id": id, "input": outcome })).await;
        assert_eq!(data["updateOutcome"]["event"]["revision"], 2);
        let event = event(&server, &id).await;
        assert_eq!(event["context"]["outcome"], "5 tickets in the first hour");
        assert_eq!(event["context"]["impactMetric"], "100 %");
        assert_eq!(event["context"]["decision"], "Run now");
        assert_eq!(event["revision"], 2);
    }

    /// Auto-marking.
    async fn the_five_names_are_documented_unless_the_publisher_says_no(database: Database) {
        let server = Server::start(database).await;
        let marked = ["widget.created", "provider.connected", "automation.triggered",
            "workflow.completed", "error.occurred"];
        for name in marked {
            let id = server.publish(json!({ "eventName": name, "payload": {} })).await;
            assert_eq!(event(&server, &id).await["shouldDocument"], true, "{name}");
            let input = json!({ "eventName": name, "payload": {}, "shouldDocument": false });
            let id = server.publish(input).await;
            assert_eq!(event(&server, &id).await["shouldDocument"], false, "{name}");
        }
        let id = server.publish(json!({ "eventName": "button.clicked", "payload": {} })).await;
        assert_eq!(event(&server, &id).await["shouldDocument"], false);
    }

    /// Auto-marking, as the operator wants it.
    async fn the_documented_names_are_a_setting(database: Database) {
        let server = Server::start_with(database, |settings| {
            settings.documenting.event_names = vec!["button.clicked".to_owned()];
        }).await;
        let id = server.publish(json!({ "eventName": "button.clicked", "payload": {} })).await;
        assert_eq!(event(&server, &id).await["shouldDocument"], true);
        let id = server.publish(json!({ "eventName": "widget.created", "payload": {} })).await;
        assert_eq!(event(&server, &id).await["shouldDocument"], false);
    }

    /// The complete example.
    async fn a_whole_automation_can_be_told_from_its_last_event(database: Database) {
        let server = Server::start(database).await;
        let [_, _, automation] = publish_three_steps(&server).await;
        let triggered = server.publish(json!({
            "eventName": "automation.triggered",
            "source": "automation_engine",
            "payload": { "trigger": { "type": "stripe.payment.failed", "amount": 5000 } },
            "context": { "relatedEvents": [automation], "decision": "A payment failed" },
        })).await;
        let update = "mutation ($id: ID!) {
            updateOutcome(id: $id, input: { outcome: \"Ticket SCRUM-42 in 45 seconds\" }) {
                event { id }
            }
        }";
        server.ask(update, json!({ "id": triggered })).await;
        let data = server.ask(WORKFLOW, json!({ "id": triggered, "maxDepth": 10 })).await;
        assert_eq!(data["workflow"]["events"], json!([
            { "eventName": "provider.connected", "context": null,
              "userIntent": { "problemSolved": "No access to payments", "goal": "Connect Stripe" } },
            { "eventName": "widget.created", "context": { "outcome": null }, "userIntent": null },
            { "eventName": "automation.created", "context": { "outcome": null }, "userIntent": null },
            { "eventName": "automation.triggered", "userIntent": null,
              "context": { "outcome": "Ticket SCRUM-42 in 45 seconds" } },
        ]));
    }
}
