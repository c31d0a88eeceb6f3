//! The door to the API, whatever carries requests.
//!
//! A request becomes an `Operation` first: its document is looked up, or is held to the limits, parsed,
//! validated and planned; then its variables are checked. Only what passes runs.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::{ServerError, Value, Variables};
use futures_util::FutureExt as _;
use futures_util::stream::{Stream, StreamExt as _};

use super::documents::plan::response_shape::ResponseShape;
use super::documents::{Document, Documents, DocumentsError, OperationKind};
use super::error::{coded, with_code};
use super::execution::batching::{self, Batches};
use super::execution::budget::Budget;
use super::execution::executable::executable;
use super::execution::{loaders, null_propagation};
use super::request::Request;
use super::response::Response;
use super::schema::engine::Engine;
use super::schema::subscription::StreamPosition;
use crate::config::{Mode, Settings};
use crate::domain::caller::Caller;
use crate::domain::view::View;
use crate::service::{Code, Service};

/// The API, ready to answer requests.
#[derive(Clone)]
pub struct Api {
    engine: Engine,
    documents: Documents,
    service: Arc<Service>,
    mode: Mode,
}

/// A request that is valid: what it does is clear, and it can run.
pub struct Operation {
    document: Arc<Document>,
    position: usize,
    variables: Variables,
}

impl Operation {
    /// What it does.
    pub fn kind(&self) -> OperationKind {
        self.document.plan(self.position).operation.definition.ty.into()
    }
}

impl Api {
    /// The API over these use cases. `own` are the documents of the server's pages, by their ids: they run
    /// whatever the settings trust.
    ///
    /// # Errors
    /// When the trusted documents can't be used.
    pub fn new(
        service: Arc<Service>,
        settings: &Settings,
        own: HashMap<String, String>,
    ) -> Result<Self, DocumentsError> {
        let mode = settings.server.mode;
        let engine = Engine::new(&service, settings).ok_or(DocumentsError::Framework)?;
        let documents = Documents::open(settings, engine.env().clone(), own)?;
        Ok(Self { engine, documents, service, mode })
    }

    /// Finds out what a request asks for.
    ///
    /// # Errors
    /// The answer, when the request is refused: its document is unknown, invalid or too large, holds
    /// no such operation, or its variables don't fit.
    pub fn prepare(&self, request: Request) -> Result<Operation, Response> {
        self.find(request).map_err(Response::refused)
    }

    fn find(&self, request: Request) -> Result<Operation, Vec<ServerError>> {
        let one = |error| vec![error];
        let document = self.documents.find(&request)?;
        if self.mode == Mode::Production && document.introspects() {
            let message = "this server doesn't tell about its schema (server.mode)";
            return Err(vec![coded(message, None, Code::GraphqlValidationFailed)]);
        }
        let position = document.choose(request.operation_name.as_deref()).map_err(one)?;
        let limits = self.service.limits();
        let variables =
            document.coerce(position, request.variables, self.engine.registry(), limits);
        Ok(Operation { variables: variables.map_err(one)?, document, position })
    }

    /// Finds out what a request asks for, and runs it.
    pub async fn answer(&self, request: Request, caller: impl Into<Caller>) -> Response {
        match self.prepare(request) {
            Ok(operation) => self.run(operation, caller.into()).await,
            Err(refused) => refused,
        }
    }

    /// Runs a query or a mutation for those who ask.
    pub async fn run(&self, operation: Operation, caller: Caller) -> Response {
        let Run { request, batches, finish } = self.begin(operation, caller);
        let answer = async move {
            finish.finish(batching::drive(self.engine.schema().execute(request), batches).await)
        };
        let answer = AssertUnwindSafe(answer).catch_unwind().await;
        answer.unwrap_or_else(|panic| Response::panic(&*panic))
    }

    /// Runs any operation for those who ask: a query or a mutation has one answer, a subscription many.
    /// One that is to `resume` goes on behind that cursor, whatever it says itself.
    pub fn subscribe(
        &self,
        operation: Operation,
        caller: Caller,
        resume: Option<String>,
    ) -> impl Stream<Item = Response> + Send + 'static {
        let Run { request, batches, finish } = self.begin(operation, caller);
        let place = Arc::new(StreamPosition::behind(resume));
        let request = request.data(Arc::clone(&place));
        let responses =
            batching::drive_stream(self.engine.schema().execute_stream(request), batches);
        let answers = responses
            .map(move |response| Response { cursor: place.last(), ..finish.finish(response) });
        let answers = AssertUnwindSafe(answers).catch_unwind();
        answers.map(|answer| answer.unwrap_or_else(|panic| Response::panic(&*panic)))
    }

    fn begin(&self, operation: Operation, caller: Caller) -> Run {
        let Operation { document, position, variables } = operation;
        let (sender, batches) = batching::batches();
        let (plan, viewer) = (document.plan(position), caller.viewer);
        let view = View { viewer, parts: plan.columns.read };
        let around = View { viewer, parts: plan.columns.around };
        let executable = executable(&plan.operation, &variables);
        let shape = plan.shape(self.engine.registry(), &variables);
        let mut request = async_graphql::Request::new("")
            .variables(variables)
            .data(view)
            .data(caller)
            .data(loaders::for_request(Arc::clone(&self.service), (view, around), sender))
            .data(Budget::new(self.service.limits(), document.aliases()))
            .data(Arc::clone(&plan.texts));
        request.set_parsed_query(executable);
        Run { request, batches, finish: Finish { shape } }
    }
}

/// An operation that is about to run.
struct Run {
    request: async_graphql::Request,
    batches: Batches,
    finish: Finish,
}

/// Brings the framework's responses to an operation into their final form.
struct Finish {
    /// What the answer looks like.
    shape: Arc<ResponseShape>,
}

impl Finish {
    fn finish(&self, response: async_graphql::Response) -> Response {
        // What has no code by now was refused when arguments were read.
        let code = |error| with_code(error, Code::BadUserInput);
        let errors: Vec<_> = response.errors.into_iter().map(code).collect();
        if response.data == Value::Null && errors.iter().any(|error| error.path.is_empty()) {
            return Response::refused(errors);
        }
        let mut data = response.data;
        null_propagation::complete(&mut data, &self.shape, &errors);
        Response { data: Some(data), errors, cursor: None }
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Api")
    }
}
