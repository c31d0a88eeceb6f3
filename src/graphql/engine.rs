//! async-graphql's side of the API: one schema that validates documents, and one that runs them.
//!
//! Documents are validated once, operation by operation, and not with a client's variables: the
//! framework's rules would look at them, and what they find depends on which of them have values.
//! Each declared variable has a placeholder of its type instead. A client's variables are checked
//! on their own, each time.

use std::sync::{Arc, Mutex};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextRequest, NextValidation,
};
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::registry::Registry;
use async_graphql::{
    Request, Response, Schema, SchemaBuilder, SchemaEnv, ServerError, ValidationMode,
    ValidationResult, Variables, async_trait,
};
use futures_util::FutureExt as _;

use super::error::with_code;
use super::mutation::Mutation;
use super::query::Query;
use super::subscription::Subscription;
use crate::config::Mode;
use crate::service::{Code, Service};

pub(super) type EventSchema = Schema<Query, Mutation, Subscription>;

/// The most errors that a client is told of: a document of a few kilobytes can have thousands.
pub(super) const MOST_ERRORS: usize = 50;

/// What validates and runs operations.
#[derive(Clone)]
pub(super) struct Engine {
    strict: EventSchema,
    trusting: EventSchema,
    env: SchemaEnv,
}

impl Engine {
    /// `None` when the framework keeps its registry to itself, which it doesn't.
    pub(super) fn new(service: &Arc<Service>, mode: Mode) -> Option<Self> {
        let limits = service.limits();
        let depth = limits.document_depth;
        let validator = Validator::default();
        let strict = schema().extension(validator.clone()).limit_recursive_depth(depth);
        let strict = match mode {
            Mode::Development => strict,
            Mode::Production => strict.disable_suggestions(),
        };
        let trusting = schema()
            .data(Arc::clone(service))
            .limit_recursive_depth(depth)
            .validation_mode(ValidationMode::Fast);
        let (strict, trusting) = (strict.finish(), trusting.finish());
        let env = validator.env_of(&strict)?;
        Some(Self { strict, trusting, env })
    }

    /// What runs operations that were validated. It has no extensions: the framework tells them of
    /// each field, and takes longer about that than most fields take.
    pub(super) const fn schema(&self) -> &EventSchema {
        &self.trusting
    }

    /// The types of the schema.
    pub(super) fn registry(&self) -> &Registry {
        &self.env.registry
    }

    /// Validates a document of one operation.
    pub(super) fn validate(
        &self,
        document: ExecutableDocument,
        placeholders: Variables,
    ) -> Result<(), Vec<ServerError>> {
        let mut request = Request::new("").variables(placeholders);
        request.set_parsed_query(document);
        // Nothing in it waits.
        let response = self.strict.execute(request).now_or_never().unwrap_or_default();
        let mut errors = response.errors;
        errors.truncate(MOST_ERRORS);
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// The schema, to which extensions may be added.
pub(super) fn schema() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation, Subscription)
}

/// Validates, and executes nothing.
#[derive(Clone, Default)]
struct Validator {
    /// Where the registry is, which only extensions are told.
    env: Arc<Mutex<Option<SchemaEnv>>>,
}

impl Validator {
    /// The environment of a schema that has this extension.
    fn env_of(&self, schema: &EventSchema) -> Option<SchemaEnv> {
        schema.execute("{ __typename }").now_or_never()?;
        self.env.lock().ok()?.take()
    }
}

/// The environment of the schema, for tests of what goes by its types.
#[cfg(test)]
pub(super) fn env() -> Option<SchemaEnv> {
    let validator = Validator::default();
    validator.env_of(&schema().extension(validator.clone()).finish())
}

impl ExtensionFactory for Validator {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Extension for Validator {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        if let Ok(mut env) = self.env.lock() {
            *env = Some(ctx.schema_env.clone());
        }
        next.run(ctx).await
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx).await.map_err(|errors| {
            let coded = errors.into_iter().map(|e| with_code(e, Code::GraphqlValidationFailed));
            coded.collect()
        })
    }

    async fn execute(
        &self,
        _ctx: &ExtensionContext<'_>,
        _operation_name: Option<&str>,
        _next: NextExecute<'_>,
    ) -> Response {
        Response::default()
    }
}

/// The type that operations of this kind begin at; `""` when the schema has none.
pub(super) fn root_of(registry: &Registry, kind: OperationType) -> &str {
    let root = match kind {
        OperationType::Query => Some(&registry.query_type),
        OperationType::Mutation => registry.mutation_type.as_ref(),
        OperationType::Subscription => registry.subscription_type.as_ref(),
    };
    root.map_or("", String::as_str)
}

/// The type of a field, as the schema writes it; `""` for introspection's own fields, which are in no
/// type.
pub(super) fn field_type<'r>(registry: &'r Registry, on: &str, field: &str) -> &'r str {
    let field = registry.types.get(on).and_then(|on| on.field_by_name(field));
    field.map_or("", |field| field.ty.as_str())
}
