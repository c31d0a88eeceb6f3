//! The shapes of workflows, each with the Markdown that tells it: `golden` holds what is right. With
//! `EVENT_MESH_TEST_GOLDEN` set, it is written anew, to be read.

use std::fs;
use std::path::Path;

use support::{Database, Server, Value, json, on_both_databases};

use super::{event, with, workflow};

/// Publishes a workflow, and compares its story with the one that is right, twice.
async fn tells(database: Database, name: &str, (events, root): (Vec<Value>, &str)) {
    let server = Server::start_with(database, |settings| {
        "https://mesh.example/".clone_into(&mut settings.server.public_url);
    });
    let server = server.await;
    server.publish_many(events).await;
    let path = format!("tests/story/golden/{name}.md");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    for _ in 0..2 {
        let told = workflow(&server, root).await;
        let told = told["markdown"].as_str().expect("text");
        if std::env::var_os("EVENT_MESH_TEST_GOLDEN").is_some() {
            fs::write(&path, told).expect("a file");
        }
        assert_eq!(told, fs::read_to_string(&path).expect("the file"), "{name}");
    }
}

/// A provider is connected, a widget shows what it has, and an automation acts on it.
fn payments() -> Vec<Value> {
    vec![
        with(
            event("connect", "provider.connected", 0, &[]),
            &json!({
                "source": "oauth_flow",
                "userIntent": {
                    "problemSolved": "Payments fail, and nobody sees it",
                    "painPoint": "Somebody looks through Stripe every morning",
                    "goal": "Connect Stripe",
                    "expectedOutcome": "The last 90 days of charges can be read",
                },
                "context": { "outcome": "61 of 90 days came", "verdict": "PARTLY", "category": "integration" },
            }),
        ),
        with(event("poll", "sync.started", 1, &["connect"]), &json!({ "shouldDocument": false })),
        with(
            event("widget", "widget.created", 2, &["poll"]),
            &json!({
                "source": "widget_wizard",
                "userIntent": { "goal": "See failed payments in the dashboard" },
                "context": { "decision": "Webhooks, for polling is too slow: 5 minutes at best" },
            }),
        ),
        with(
            event("rule", "automation.created", 3, &["connect", "widget"]),
            &json!({
                "source": "automation_wizard",
                "userIntent": {
                    "goal": "Failed payments reach the team",
                    "expectedOutcome": "A ticket within one minute",
                    "impactMetric": "0 minutes of looking a day",
                },
            }),
        ),
        with(
            event("ticket", "automation.triggered", 95, &["rule"]),
            &json!({
                "source": "automations",
                "context": {
                    "outcome": "PAY-412 after 44 seconds", "verdict": "MET",
                    "impactMetric": "30 minutes a day saved",
                },
            }),
        ),
    ]
}

fn one_event() -> Vec<Value> {
    vec![with(
        event("only", "report.exported", 0, &[]),
        &json!({
            "userIntent": {
                "problemSolved": "Auditors ask for numbers by mail", "goal": "Hand out a report",
                "expectedOutcome": "A file of less than 1 MB", "impactMetric": "mails per quarter",
            },
            "context": { "decision": "CSV over PDF" },
        }),
    )]
}

/// One event that led to many of one name, of which some stand out.
fn fan_out() -> Vec<Value> {
    let mut events = vec![with(
        event("import", "import.started", 0, &[]),
        &json!({
            "userIntent": { "goal": "Bring in last year's tickets" },
        }),
    )];
    for number in 0..40 {
        let verdict = if number % 13 == 5 { "NOT_MET" } else { "MET" };
        let outcome = if verdict == "MET" { "stored" } else { "refused: no customer" };
        let id = format!("t{number:02}");
        events.push(with(
            event(&id, "ticket.imported", 1 + number / 10, &["import"]),
            &json!({
                "context": { "outcome": outcome, "verdict": verdict },
            }),
        ));
    }
    events.push(event("done", "import.completed", 9, &["t39"]));
    events
}

/// A token that expires, and what came of it.
fn failure() -> Vec<Value> {
    vec![
        with(
            event("sync", "sync.completed", 0, &[]),
            &json!({
                "userIntent": { "goal": "Keep charges up to date", "expectedOutcome": "No gap" },
            }),
        ),
        with(
            event("error", "error.occurred", 15, &["sync"]),
            &json!({
                "context": { "outcome": "Stripe answered 401: the token has expired" },
            }),
        ),
        with(
            event("skipped", "automation.skipped", 17, &["error"]),
            &json!({
                "userIntent": { "expectedOutcome": "Every failed payment has a ticket" },
                "context": { "outcome": "7 payments without a ticket", "verdict": "NOT_MET" },
            }),
        ),
        with(
            event("again", "provider.reconnected", 19, &["error"]),
            &json!({
                "context": { "decision": "Renew tokens a day early", "outcome": "All 7 caught up", "verdict": "MET" },
            }),
        ),
    ]
}

/// Two people begin, and what they did meets.
fn strands() -> Vec<Value> {
    vec![
        with(
            event("a", "design.drawn", 0, &[]),
            &json!({ "userIntent": { "goal": "A page that loads fast" } }),
        ),
        event("b", "budget.approved", 1, &[]),
        event("a2", "design.reviewed", 2, &["a"]),
        with(
            event("m", "build.started", 3, &["a2", "b"]),
            &json!({
                "userIntent": { "expectedOutcome": "Below one second" },
            }),
        ),
    ]
}

/// Nobody said why, and what came of it.
fn nothing_said() -> Vec<Value> {
    vec![event("x", "page.opened", 0, &[]), event("y", "page.closed", 1, &["x"])]
}

/// Nothing belongs into the documentation.
fn undocumented() -> Vec<Value> {
    let hide = |event| with(event, &json!({ "shouldDocument": false }));
    vec![
        hide(with(
            event("x", "job.queued", 0, &[]),
            &json!({ "userIntent": { "goal": "Send mails" } }),
        )),
        hide(event("y", "job.run", 1, &["x"])),
    ]
}

on_both_databases! {
    async fn steps_with_what_was_wanted_and_what_came_of_it(database: Database) {
        tells(database, "payments", (payments(), "ticket")).await;
    }

    async fn a_single_event_is_a_paragraph(database: Database) {
        tells(database, "one_event", (one_event(), "only")).await;
    }

    async fn many_alike_are_one_step(database: Database) {
        tells(database, "fan_out", (fan_out(), "done")).await;
    }

    async fn a_failure_names_what_worked_and_what_came_after(database: Database) {
        tells(database, "failure", (failure(), "again")).await;
    }

    async fn strands_meet(database: Database) {
        tells(database, "strands", (strands(), "m")).await;
    }

    async fn nothing_is_made_up_where_nothing_was_said(database: Database) {
        tells(database, "nothing_said", (nothing_said(), "y")).await;
    }

    async fn everything_is_told_where_nothing_is_documented(database: Database) {
        tells(database, "undocumented", (undocumented(), "y")).await;
    }
}

#[tokio::test]
async fn data_says_the_same_with_the_events_that_each_sentence_rests_on() {
    let server = Server::start(Database::Sqlite).await;
    server.publish_many(payments()).await;
    let told = workflow(&server, "ticket").await;
    let story = &told["story"];
    assert_eq!(story["title"], told["title"]);
    assert_eq!(story["title"], "Failed payments reach the team");
    let answered = json!({
        "eventId": "rule", "expected": "A ticket within one minute", "answeredBy": "ticket",
        "outcome": "PAY-412 after 44 seconds", "state": "MET",
    });
    assert_eq!(story["expectations"][1], answered);
    let happened = &story["sections"][1];
    assert_eq!(happened["heading"], "What happened");
    assert_eq!(happened["sentences"][1]["eventIds"], json!(["widget"]));
    let text = happened["sentences"][1]["text"].as_str().expect("text");
    assert_eq!(
        text,
        "2. Widget created, 10:02, by widget_wizard, follows from 1, over 1 undocumented event. \
         Wanted: “See failed payments in the dashboard”."
    );
    let folded = server.ask(super::STORY, json!({ "id": "ticket", "documentedOnly": true })).await;
    assert_eq!(folded["workflow"]["story"], *story);
}
