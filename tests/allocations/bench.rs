//! Counts what an operation takes, on a server without a socket, over embedded SQLite.

use std::num::NonZeroU32;

use allocation_counter::measure;
use axum::Router;
use axum::body::{Body, Bytes};
use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::{Api, Request};
use http_body_util::BodyExt as _;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use support::{Database, TestDatabase, Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::history;
use crate::operations::Operation;

/// How often an operation runs before it is counted: its document is kept then, its statements
/// are prepared, and collections have their size.
const WARM_UP: usize = 10;

/// How often it is counted. The least counts, which differs by 1 % from one run to another: what
/// SQLite's thread did in time need not be waited for, and waiting takes blocks.
const TURNS: usize = 40;

const PUBLISH: &str = "mutation ($inputs: [PublishInput!]!) {
    publishMany(inputs: $inputs) { results { event { id } } }
}";

/// How many blocks an operation takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blocks {
    pub(crate) api: u64,
    pub(crate) http: u64,
}

/// A server with a history, on one thread.
pub(crate) struct Bench {
    runtime: Runtime,
    app: App,
    api: Api,
    router: TowerToHyperService<Router>,
    _database: TestDatabase,
}

impl Bench {
    pub(crate) fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (app, database) = runtime.block_on(async {
            let database = Database::Sqlite.create().await;
            let mut settings = Settings::defaults().expect("the defaults");
            settings.database.url.clone_from(&database.url);
            // Each connection prepares statements for itself.
            settings.database.connections = NonZeroU32::MIN;
            // What the server does by itself would be counted.
            settings.database.log_days = 0;
            (App::new(settings, Clock::system()).await.expect("an app"), database)
        });
        let (api, router) = (app.api(), TowerToHyperService::new(app.router()));
        let bench = Self { runtime, app, api, router, _database: database };
        bench.fill();
        bench
    }

    fn fill(&self) {
        let request = json!({ "query": PUBLISH, "variables": { "inputs": history::inputs() } });
        let request = Request::from_json(&request.to_string()).expect("a request");
        let answer = self.runtime.block_on(self.api.answer(request, Viewer::Anonymous));
        let answer = serde_json::to_string(&answer).expect("JSON");
        assert!(!answer.contains("\"errors\""), "{answer}");
    }

    pub(crate) fn stop(self) {
        self.runtime.block_on(self.app.close());
    }

    /// The blocks of an operation.
    pub(crate) fn count(&self, operation: &Operation) -> Blocks {
        let variables: Value = serde_json::from_str(operation.variables).expect("JSON");
        let body = json!({ "query": operation.document, "variables": variables }).to_string();
        let least = |count: &dyn Fn() -> u64| {
            let turns = (0..WARM_UP + TURNS).map(|_| count());
            turns.skip(WARM_UP).min().expect("a turn")
        };
        Blocks {
            api: least(&|| self.count_api(operation, &body)),
            http: least(&|| self.count_http(operation, &body)),
        }
    }

    fn count_api(&self, operation: &Operation, body: &str) -> u64 {
        let request = Request::from_json(body).expect("a request");
        let answering = Box::pin(self.api.answer(request, Viewer::Anonymous));
        let mut answer = None;
        let counted = measure(|| answer = Some(self.runtime.block_on(answering)));
        check(operation, &serde_json::to_string(&answer).expect("JSON"));
        counted.count_total
    }

    fn count_http(&self, operation: &Operation, body: &str) -> u64 {
        let request = hyper::Request::post("/graphql")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let answering = Box::pin(async {
            let answer = self.router.call(request).await.expect("an answer");
            answer.into_body().collect().await.expect("a body").to_bytes()
        });
        let mut answer = Bytes::new();
        let counted = measure(|| answer = self.runtime.block_on(answering));
        check(operation, std::str::from_utf8(&answer).expect("text"));
        counted.count_total
    }
}

/// What is counted must be the right answer.
fn check(operation: &Operation, answer: &str) {
    let events = answer.matches("\"eventName\":").count();
    let is_right = !answer.contains("\"errors\"") && events as u64 == operation.events;
    assert!(is_right, "{}: {events} events in {answer}", operation.name);
}
