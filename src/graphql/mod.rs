//! The schema: what clients ask for, and how their arguments become domain values.
//!
//! A request becomes an `Operation` first, whatever carries it: its document is looked up, or
//! passes the guard and is parsed. Then it runs. Resolvers are thin: they read arguments, call a
//! use case, and wrap what it returns. Fields that lead from one event to others go through
//! `loaders`, so that a list costs no more statements than one event. Nothing else names
//! async-graphql.

mod answer;
mod completion;
mod connection;
mod cost;
mod document;
mod documents;
mod drive;
mod enums;
mod error;
pub mod guard;
mod inputs;
mod loaders;
mod mutation;
mod payloads;
mod query;
mod request;
mod rules;
mod scalars;
mod selection;
mod subscription;
mod types;
mod variables;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::{Response, Schema, SchemaBuilder, ServerError, ValidationMode, Variables};
use futures_util::FutureExt as _;
use futures_util::stream::{Stream, StreamExt as _};

pub use self::answer::Answer;
pub use self::document::OperationKind;
pub use self::documents::{Documents, DocumentsError};
pub use self::request::{NotARequest, Request};

use self::document::Document;
use self::drive::Batches;
use self::error::with_code;
use self::mutation::Mutation;
use self::query::Query;
use self::rules::{Execution, Rules};
use self::subscription::Subscription;
use crate::config::Mode;
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::service::{Code, Service};

type EventSchema = Schema<Query, Mutation, Subscription>;

/// The API, ready to answer requests.
#[derive(Clone)]
pub struct Api {
    /// Validates documents before it runs them.
    strict: EventSchema,
    /// Runs documents that were validated before.
    trusting: EventSchema,
    documents: Documents,
    service: Service,
    mode: Mode,
}

/// A request whose document is known: what it does is clear, and it can run.
pub struct Operation {
    document: Arc<Document>,
    position: usize,
    variables: Variables,
}

impl Operation {
    /// What it does.
    pub fn kind(&self) -> OperationKind {
        self.document.kind(self.position)
    }
}

impl Api {
    /// The API over these use cases.
    pub fn new(service: Service, documents: Documents, mode: Mode) -> Self {
        let limits = service.limits();
        let (complexity, depth) = (limits.complexity, limits.document_depth);
        let build = |validation| {
            let builder = schema()
                .extension(Rules { complexity })
                .data(service.clone())
                .limit_recursive_depth(depth)
                .validation_mode(validation);
            let builder = match mode {
                Mode::Development => builder,
                Mode::Production => builder.disable_suggestions(),
            };
            builder.finish()
        };
        let (strict, trusting) = (build(ValidationMode::Strict), build(ValidationMode::Fast));
        Self { strict, trusting, documents, service, mode }
    }

    /// Finds out what a request asks for.
    ///
    /// # Errors
    /// The answer, when the request is refused: its document is unknown, no GraphQL, or too
    /// complex, or holds no such operation.
    pub fn prepare(&self, request: Request) -> Result<Operation, Answer> {
        let document = self.documents.find(&request);
        let found = document.and_then(|document| {
            if self.mode == Mode::Production && document.introspects() {
                let message = "this server doesn't tell about its schema (server.mode)";
                let error = ServerError::new(message, None);
                return Err(with_code(error, Code::GraphqlValidationFailed));
            }
            let position = document.choose(request.operation_name.as_deref())?;
            document.check_weight(&request.variables, self.service.limits())?;
            Ok(Operation { document, position, variables: request.variables })
        });
        found.map_err(|error| Answer::refused(vec![error]))
    }

    /// Finds out what a request asks for, and runs it.
    pub async fn answer(&self, request: Request, viewer: Viewer) -> Answer {
        match self.prepare(request) {
            Ok(operation) => self.execute(operation, viewer).await,
            Err(refused) => refused,
        }
    }

    /// Runs a query or a mutation for a viewer.
    pub async fn execute(&self, operation: Operation, viewer: Viewer) -> Answer {
        let Run { schema, request, batches, execution } = self.begin(operation, viewer);
        let answer = async move {
            let response = drive::drive(schema.execute(request), batches).await;
            finish(response, &execution)
        };
        let answer = AssertUnwindSafe(answer).catch_unwind().await;
        answer.unwrap_or_else(|panic| Answer::panic(&*panic))
    }

    /// Runs any operation for a viewer: a query or a mutation has one answer, a subscription many.
    pub fn subscribe(
        &self,
        operation: Operation,
        viewer: Viewer,
    ) -> impl Stream<Item = Answer> + Send + 'static {
        let Run { schema, request, batches, execution } = self.begin(operation, viewer);
        let responses = drive::drive_stream(schema.execute_stream(request), batches);
        let answers = responses.map(move |response| finish(response, &execution));
        let answers = AssertUnwindSafe(answers).catch_unwind();
        answers.map(|answer| answer.unwrap_or_else(|panic| Answer::panic(&*panic)))
    }

    fn begin(&self, operation: Operation, viewer: Viewer) -> Run<'_> {
        let Operation { document, position, variables } = operation;
        let (sender, batches) = drive::batches();
        let view = View { viewer, parts: document.parts() };
        let schema =
            if document.is_valid(position, &variables) { &self.trusting } else { &self.strict };
        let mut request = async_graphql::Request::new("")
            .variables(variables)
            .data(view)
            .data(loaders::for_request(self.service.clone(), view, sender))
            .data(loaders::Budget::new(self.service.limits().walk_nodes));
        request.operation_name = document.name(position).map(str::to_owned);
        request.set_parsed_query(document.to_executable());
        let execution =
            Arc::new(Execution { document, position, is_executed: AtomicBool::new(false) });
        let request = request.data(Arc::clone(&execution));
        Run { schema, request, batches, execution }
    }
}

/// An operation that is about to run.
struct Run<'a> {
    schema: &'a EventSchema,
    request: async_graphql::Request,
    batches: Batches,
    execution: Arc<Execution>,
}

/// Brings a response of the framework into its final form.
fn finish(response: Response, execution: &Execution) -> Answer {
    // What has no code by now was refused when arguments were read.
    let errors = response.errors.into_iter().map(|error| with_code(error, Code::BadUserInput));
    let errors = errors.collect();
    if !execution.is_executed.load(Ordering::Relaxed) {
        return Answer::refused(errors);
    }
    let mut data = response.data;
    if let Some(shape) = execution.document.shape(execution.position) {
        completion::complete(&mut data, shape, &errors);
    }
    Answer { data: Some(data), errors }
}

fn schema() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation, Subscription)
}

/// The schema in GraphQL's schema definition language.
pub fn sdl() -> String {
    schema().finish().sdl()
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Api")
    }
}
