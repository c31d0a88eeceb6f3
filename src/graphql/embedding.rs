//! The API as async-graphql's crates for web frameworks ask it.

use std::any::TypeId;
use std::sync::Arc;

use async_graphql::{BatchRequest, BatchResponse, Data, Executor, IntrospectionMode};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use serde_json::Map;

use super::api::{Api, Operation};
use super::documents::OperationKind;
use super::request::{NotARequest, Request};
use super::response::Response;
use crate::domain::caller::Caller;
use crate::service::Code;

impl Executor for Api {
    /// Answers a query or a mutation for the [`Caller`] in the request's data. Without one it is refused.
    async fn execute(&self, request: async_graphql::Request) -> async_graphql::Response {
        let answer = match self.begin_for(request, None) {
            Ok((operation, _)) if operation.kind() == OperationKind::Subscription => {
                let message = "a subscription needs a transport that carries streams";
                Response::refusal(Code::BadUserInput, message)
            }
            Ok((operation, caller)) => self.run(operation, caller).await,
            Err(refused) => refused,
        };
        answer.into()
    }

    /// Refuses several requests in one, which no other transport takes either.
    async fn execute_batch(&self, batch: BatchRequest) -> BatchResponse {
        BatchResponse::Single(match batch {
            BatchRequest::Single(request) => Executor::execute(self, request).await,
            BatchRequest::Batch(_) => {
                Response::refusal(Code::BadUserInput, "batches are not supported").into()
            }
        })
    }

    /// Answers any operation, for the [`Caller`] in the request's data or else in the session's.
    fn execute_stream(
        &self,
        request: async_graphql::Request,
        session_data: Option<Arc<Data>>,
    ) -> BoxStream<'static, async_graphql::Response> {
        match self.begin_for(request, session_data.as_deref()) {
            Ok((operation, caller)) => {
                self.subscribe(operation, caller, None).map(Into::into).boxed()
            }
            Err(refused) => stream::iter([refused.into()]).boxed(),
        }
    }
}

impl Api {
    /// Finds out who asks and what for.
    fn begin_for(
        &self,
        request: async_graphql::Request,
        session: Option<&Data>,
    ) -> Result<(Operation, Caller), Response> {
        let caller = caller_in(&request.data).or_else(|| caller_in(session?));
        let Some(caller) = caller else {
            let message = "nobody says who asks: put a Caller into the request's data";
            return Err(Response::refusal(Code::Unauthenticated, message));
        };
        let request = Request::try_from(request)
            .map_err(|error| Response::refusal(Code::BadUserInput, &error.to_string()))?;
        Ok((self.prepare(request)?, caller))
    }
}

fn caller_in(data: &Data) -> Option<Caller> {
    data.get(&TypeId::of::<Caller>())?.downcast_ref().cloned()
}

impl TryFrom<async_graphql::Request> for Request {
    type Error = NotARequest;

    /// What the framework read. It knows no `documentId`: documents are named by `persistedQuery`. What can't be kept
    /// to is refused.
    fn try_from(request: async_graphql::Request) -> Result<Self, NotARequest> {
        if !request.uploads.is_empty() {
            return Err(NotARequest::new("files are not taken"));
        }
        if request.introspection_mode != IntrospectionMode::Enabled {
            let message = "introspection depends on server.mode, and not on the request";
            return Err(NotARequest::new(message));
        }
        let json = |value: async_graphql::Value| value.into_json().ok();
        let extensions = request.extensions.0.into_iter();
        let extensions: Option<Map<_, _>> =
            extensions.map(|(name, value)| Some((name, json(value)?))).collect();
        Self {
            query: Some(request.query).filter(|query| !query.is_empty()),
            document_id: None,
            operation_name: request.operation_name,
            variables: request.variables,
            extensions,
        }
        .with_document()
    }
}

impl From<Response> for async_graphql::Response {
    /// The framework has no answers without `data`: that of a refusal is null.
    fn from(response: Response) -> Self {
        let mut told = Self::new(response.data.unwrap_or_default());
        told.errors = response.errors;
        told
    }
}
