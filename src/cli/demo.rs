//! `event-mesh demo`: a sample history, published through the API as a product would.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
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
    let sample = sample::sample(Clock::system().now());
    for Step { document, variables } in &sample.steps {
        server.ask(document.text, variables).await?;
    }
    let workflow = json!({ "id": sample.newest });
    let answer = server.ask(WORKFLOW, &workflow).await?;
    let mut out = io::stdout().lock();
    writeln!(out, "Stored {} events of two weeks. The newest workflow:", sample.events)?;
    print_workflow(&mut out, &answer["workflow"]["events"])?;
    writeln!(out, "\nLook at it: {url}/w/{}", sample.newest)?;
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

/// The running server, as a client sees it.
struct Server {
    http: reqwest::Client,
    endpoint: String,
    token: Option<String>,
}

impl Server {
    /// Runs an operation and returns its data.
    async fn ask(&self, query: &str, variables: &Value) -> Result<Value, Failure> {
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
