//! `event-mesh demo`: a sample history, published through the API as a product would.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use super::client::{Address, Server};
use crate::config::Settings;
use crate::domain::clock::Clock;
use crate::graphql::sample::{self, Step};

const WORKFLOW: &str = "query Workflow($id: ID!) {
    workflow(eventId: $id, maxDepth: 10) {
        events { eventName userIntent { problemSolved goal } context { outcome } }
    }
}";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    address: Address,
}

pub(super) async fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let server = Server::new(&arguments.address, settings);
    let sample = sample::sample(Clock::system().now());
    for Step { document, variables } in &sample.steps {
        server.ask(document.text, variables).await?;
    }
    let workflow = json!({ "id": sample.newest });
    let answer = server.ask(WORKFLOW, &workflow).await?;
    let mut out = io::stdout().lock();
    writeln!(out, "Stored {} events of two weeks. The newest workflow:", sample.events)?;
    print_workflow(&mut out, &answer["workflow"]["events"])?;
    writeln!(out, "\nLook at it: {}/w/{}", server.url, sample.newest)?;
    Ok(())
}

fn print_workflow(out: &mut impl Write, events: &Value) -> io::Result<()> {
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
