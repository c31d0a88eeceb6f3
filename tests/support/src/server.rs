//! A running server, and a client of it.

use std::num::NonZeroU32;
use std::time::Duration;

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::store;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::database::{Database, TestDatabase};

/// A server of this process on a port of its own, with a database of its own.
#[derive(Debug)]
pub struct Server {
    /// Its database, to look behind the API.
    pub database: TestDatabase,
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    http: reqwest::Client,
    statements: store::Database,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Server {
    /// Starts a server with the default settings.
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, |_| ()).await
    }

    /// Starts a server whose settings `change` changes.
    pub async fn start_with(database: Database, change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_at(database, Clock::system(), change).await
    }

    /// Starts a server whose settings `change` changes, and that takes the time from `clock`.
    pub async fn start_at(
        database: Database,
        clock: Clock,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        Self::start_over(database.create().await, clock, change).await
    }

    /// Starts a server over a database that is there.
    pub async fn start_over(
        database: TestDatabase,
        clock: Clock,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let mut settings = Settings::defaults().expect("the defaults");
        settings.server.port = 0;
        settings.database.url.clone_from(&database.url);
        settings.database.connections = NonZeroU32::new(4).expect("four");
        // What the server does by itself would be counted among the statements of operations.
        settings.database.log_days = 0;
        change(&mut settings);
        "error".clone_into(&mut settings.telemetry.log);
        event_mesh::telemetry::start(&settings.telemetry, &[]).expect("a log");
        let app = App::new(settings, clock).await.expect("an app");
        let statements = app.service().database().clone();
        let listener = app.listen().await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let stop = CancellationToken::new();
        let stopped = stream::once(stop.clone().cancelled_owned());
        let serve = async move { app.serve(listener, stopped).await };
        #[expect(clippy::disallowed_methods, reason = "the test waits for it in `stop`")]
        let serving = tokio::spawn(serve);
        Self { database, url, http: reqwest::Client::new(), statements, stop, serving }
    }

    /// Stops the server as SIGTERM does, and returns its database.
    pub async fn stop(self) -> TestDatabase {
        self.stop.cancel();
        self.serving.await.expect("the server ends");
        self.database
    }

    /// What a GraphQL operation answers to the bearer of a token, whole.
    pub async fn answer_as(&self, token: &str, query: &str, variables: Value) -> Value {
        let request = json!({ "query": query, "variables": variables });
        let request = self.http.post(format!("{}/graphql", self.url)).json(&request);
        let request = request.bearer_auth(token);
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// What a GraphQL operation answers, whole.
    pub async fn answer(&self, query: &str, variables: Value) -> Value {
        let request = json!({ "query": query, "variables": variables });
        let request = self.http.post(format!("{}/graphql", self.url)).json(&request);
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// What an operation answers to these credentials, and with which status.
    pub async fn answer_to(&self, token: &str, query: &str) -> (u16, Value) {
        let request = json!({ "query": query });
        let request = self.http.post(format!("{}/graphql", self.url)).json(&request);
        let request = request.header("accept", "application/graphql-response+json");
        let response = request.bearer_auth(token).send().await.expect("an answer");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    /// The value of a metric.
    pub async fn measured(&self, name: &str) -> f64 {
        let answer = self.http.get(format!("{}/metrics", self.url)).send().await;
        let text = answer.expect("an answer").text().await.expect("text");
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} in {text}"))
    }

    /// Waits until a metric has a value: it follows what clients see.
    pub async fn measures(&self, name: &str, is_right: impl Fn(f64) -> bool) {
        for _ in 0..600 {
            if is_right(self.measured(name).await) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{name} stays {}", self.measured(name).await);
    }

    /// The data of an operation that must succeed.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(query, variables).await;
        assert!(answer.get("errors").is_none(), "errors: {answer}");
        answer["data"].take()
    }

    /// The first error of an operation that must fail.
    pub async fn refusal(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(query, variables).await;
        assert!(answer["errors"].is_array(), "no errors: {answer}");
        answer["errors"][0].take()
    }

    /// The data of an operation, and how many statements it took.
    pub async fn ask_counting(&self, query: &str, variables: Value) -> (Value, u64) {
        let before = self.statements.statements();
        let data = self.ask(query, variables).await;
        (data, self.statements.statements() - before)
    }

    /// How many statements the server has sent to its database so far.
    pub fn statements(&self) -> u64 {
        self.statements.statements()
    }

    /// Publishes an event and returns its id.
    pub async fn publish(&self, input: Value) -> String {
        let query = "mutation ($input: PublishInput!) { publish(input: $input) { event { id } } }";
        let data = self.ask(query, json!({ "input": input })).await;
        data["publish"]["event"]["id"].as_str().expect("an id").to_owned()
    }

    /// Publishes events together and returns their ids.
    pub async fn publish_many(&self, inputs: Vec<Value>) -> Vec<String> {
        let query = "mutation ($inputs: [PublishInput!]!) {
            publishMany(inputs: $inputs) { results { event { id } } }
        }";
        let data = self.ask(query, json!({ "inputs": inputs })).await;
        let results = data["publishMany"]["results"].as_array().expect("results");
        let id = |result: &Value| result["event"]["id"].as_str().expect("an id").to_owned();
        results.iter().map(id).collect()
    }
}
