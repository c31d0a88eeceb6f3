//! A running server, as a client sees it.

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use crate::config::Settings;

/// Which server is asked, and who asks.
#[derive(Debug, Args)]
pub(super) struct Address {
    /// The server's address; that of the settings when left out
    #[arg(long)]
    url: Option<String>,
    /// A token or an API key, for a server that asks for one
    #[arg(long, env = "EVENT_MESH_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

/// The server.
pub(super) struct Server {
    http: reqwest::Client,
    /// Its address, without a slash at its end.
    pub(super) url: String,
    endpoint: String,
    token: Option<String>,
}

impl Server {
    /// The server that is meant; it is not asked yet.
    pub(super) fn new(address: &Address, settings: &Settings) -> Self {
        let host = match settings.server.host.as_str() {
            address if address.contains(':') => format!("[{address}]"),
            name => name.to_owned(),
        };
        let here = || format!("http://{host}:{}", settings.server.port);
        let url = address.url.clone().unwrap_or_else(here);
        let url = url.trim_end_matches('/').to_owned();
        let endpoint = format!("{url}/graphql");
        Self { http: reqwest::Client::new(), url, endpoint, token: address.token.clone() }
    }

    /// Runs an operation and returns its data.
    ///
    /// # Errors
    /// When no server answers, or it refuses.
    pub(super) async fn ask(&self, query: &str, variables: &Value) -> Result<Value, Failure> {
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
