//! The schema: what clients ask for, and how their arguments become domain values.
//!
//! Resolvers are thin: they read arguments, call a use case, and wrap what it returns. Fields that
//! lead from one event to others go through `loaders`, so that a list costs no more statements
//! than one event. Nothing else names async-graphql.

mod completion;
mod connection;
mod cost;
mod drive;
mod enums;
mod error;
mod error_codes;
pub mod guard;
mod inputs;
mod loaders;
mod mutation;
mod payloads;
mod query;
mod scalars;
mod selection;
mod types;

use async_graphql::{EmptySubscription, Schema};
pub use async_graphql::{Request, Response};

use self::completion::Completion;
use self::error_codes::ErrorCodes;
use self::mutation::Mutation;
use self::query::Query;
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::service::{Code, Service};

/// The API, ready to answer requests.
#[derive(Clone)]
pub struct Api {
    schema: Schema<Query, Mutation, EmptySubscription>,
    service: Service,
}

impl Api {
    /// The API over these use cases.
    pub fn new(service: Service) -> Self {
        let limits = service.limits();
        let schema = Schema::build(Query, Mutation, EmptySubscription)
            .extension(Completion)
            .extension(ErrorCodes { complexity: limits.complexity })
            .data(service.clone())
            .finish();
        Self { schema, service }
    }

    /// Runs one operation for a viewer.
    pub async fn execute(&self, request: Request, viewer: Viewer) -> Response {
        let (sender, batches) = drive::batches();
        let view = View { viewer, parts: selection::parts(&request.query) };
        let loader = loaders::for_request(self.service.clone(), view, sender);
        let budget = loaders::Budget::new(self.service.limits().walk_nodes);
        let request = request.data(view).data(loader).data(budget);
        drive::drive(self.schema.execute(request), batches).await
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Api")
    }
}

/// The schema in GraphQL's schema definition language.
pub fn sdl() -> String {
    Schema::build(Query, Mutation, EmptySubscription).finish().sdl()
}

/// The answer to a request that never became an operation.
pub fn refusal(code: Code, message: &str) -> Response {
    error::refusal(code, message)
}
