//! `event-mesh demo`: a sample workflow, published through the API as a product would.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use crate::config::Settings;

const PUBLISH: &str = "mutation Publish($input: PublishInput!) {
    publish(input: $input) { event { id payload } }
}";

const REPORT: &str = "mutation Report($id: ID!, $input: OutcomeInput!) {
    updateOutcome(id: $id, input: $input) { event { id } }
}";

const WORKFLOW: &str = "query Workflow($id: ID!) {
    workflow(eventId: $id, maxDepth: 10) {
        events { eventName userIntent { problemSolved goal } context { outcome } }
    }
}";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The server's address; that of the settings when left out
    #[arg(long)]
    url: Option<String>,
    /// A token or an API key, for a server that asks for one
    #[arg(long, env = "EVENT_MESH_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

pub(super) async fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let host = match settings.server.host.as_str() {
        address if address.contains(':') => format!("[{address}]"),
        name => name.to_owned(),
    };
    let here = || format!("http://{host}:{}", settings.server.port);
    let url = arguments.url.clone().unwrap_or_else(here);
    let url = url.trim_end_matches('/');
    let server = Server {
        http: reqwest::Client::new(),
        endpoint: format!("{url}/graphql"),
        token: arguments.token.clone(),
    };
    let last = publish_workflow(&server).await?;
    let answer = server.ask(WORKFLOW, json!({ "id": last })).await?;
    let mut out = io::stdout().lock();
    print_workflow(&mut out, &answer["workflow"]["events"])?;
    writeln!(out, "\nLook at it: {url}/graphiql (the first query shows the newest workflow)")?;
    writeln!(out, "The last event is {last}")?;
    Ok(())
}

/// Publishes the four steps and what came of the last, and returns the last one's id.
async fn publish_workflow(server: &Server) -> Result<String, Failure> {
    let connected = server.publish(&connect_stripe()).await?;
    let widget = server.publish(&create_widget(&connected)).await?;
    let automation = server.publish(&set_up_automation(&connected, &widget)).await?;
    let triggered = server.publish(&trigger_automation(&automation)).await?;
    let outcome = json!({
        "outcome": "Jira ticket SCRUM-42 and a Slack message, 45 seconds after the failure",
        "impactMetric": "10 minutes less than by hand",
    });
    server.ask(REPORT, json!({ "id": triggered, "input": outcome })).await?;
    Ok(triggered)
}

fn connect_stripe() -> Value {
    json!({
        "eventName": "provider.connected",
        "source": "oauth_flow",
        "payload": { "providerId": "stripe", "scopes": ["read_payments", "read_customers"] },
        "shouldDocument": true,
        "userIntent": {
            "problemSolved": "Payment data lives in Stripe, out of reach",
            "painPoint": "Nobody sees when a payment fails",
            "goal": "Bring Stripe's payments into the dashboard",
            "expectedOutcome": "Signed in, and payments arrive",
        },
    })
}

fn create_widget(connected: &str) -> Value {
    json!({
        "eventName": "widget.created",
        "source": "widget_wizard",
        "payload": { "widgetType": "stripe_failed_payments", "providerId": "stripe" },
        "shouldDocument": true,
        "userIntent": {
            "problemSolved": "Late payments of all customers go unnoticed",
            "painPoint": "Half an hour a day goes into checking Stripe by hand",
            "goal": "See failed payments in the dashboard by themselves",
            "expectedOutcome": "A failure shows within a minute",
            "impactMetric": "From 30 minutes of checking a day to none",
        },
        "context": {
            "relatedEvents": [connected],
            "decision": "The widget needs the token of the step before",
            "category": "feature",
        },
    })
}

fn set_up_automation(connected: &str, widget: &str) -> Value {
    json!({
        "eventName": "automation.created",
        "source": "automation_wizard",
        "payload": {
            "trigger": "stripe.payment.failed",
            "actions": [
                { "type": "create_jira_ticket" },
                { "type": "send_slack_message", "channel": "#billing" },
            ],
        },
        "shouldDocument": true,
        "userIntent": {
            "problemSolved": "Somebody has to react to each failed payment",
            "painPoint": "Writing tickets by hand is slow",
            "goal": "A ticket and a message to the team when a payment fails",
            "expectedOutcome": "Both within a minute",
            "impactMetric": "Two hours a week less on tickets",
        },
        "context": {
            "relatedEvents": [connected, widget],
            "decision": "Both a ticket and a message, not one of them",
            "category": "feature",
        },
    })
}

fn trigger_automation(automation: &str) -> Value {
    json!({
        "eventName": "automation.triggered",
        "source": "automation_engine",
        "payload": { "trigger": { "type": "stripe.payment.failed", "amount": 5000 } },
        "shouldDocument": true,
        "context": {
            "relatedEvents": [automation],
            "decision": "A payment failed, so the automation runs",
        },
    })
}

fn print_workflow(out: &mut impl Write, events: &Value) -> io::Result<()> {
    writeln!(out, "Complete workflow:")?;
    for (place, event) in events.as_array().into_iter().flatten().enumerate() {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        writeln!(out, "{}. {}", place + 1, text(&event["eventName"]))?;
        let intent = &event["userIntent"];
        if intent.is_object() {
            writeln!(out, "   Problem: {}", text(&intent["problemSolved"]))?;
            writeln!(out, "   Goal: {}", text(&intent["goal"]))?;
        }
        if let Some(outcome) = event["context"]["outcome"].as_str() {
            writeln!(out, "   Outcome: {outcome}")?;
        }
    }
    Ok(())
}

/// The running server, as a client sees it.
struct Server {
    http: reqwest::Client,
    endpoint: String,
    token: Option<String>,
}

impl Server {
    /// Publishes an event and returns its id.
    async fn publish(&self, input: &Value) -> Result<String, Failure> {
        let data = self.ask(PUBLISH, json!({ "input": input })).await?;
        let id = data["publish"]["event"]["id"].as_str();
        Ok(id.ok_or("the server returned no id")?.to_owned())
    }

    /// Runs an operation and returns its data.
    async fn ask(&self, query: &str, variables: Value) -> Result<Value, Failure> {
        let request = json!({ "query": query, "variables": variables });
        let mut post = self.http.post(&self.endpoint).json(&request);
        if let Some(token) = &self.token {
            post = post.bearer_auth(token);
        }
        let response = post.send().await.map_err(|error| {
            format!("no server answers at {} ({error}); start one with `make run`", self.endpoint)
        })?;
        let mut answer: Value = response.json().await?;
        if answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED" {
            let message = &answer["errors"][0]["message"];
            return Err(format!("the server asks who you are ({message}): see --token").into());
        }
        if let Some(errors) = answer.get("errors") {
            return Err(format!("the server refused: {errors}").into());
        }
        Ok(answer["data"].take())
    }
}
