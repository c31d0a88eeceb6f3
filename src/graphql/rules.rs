//! What an operation must keep to before it is executed, beside the rules of the framework.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextValidation,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    Pos, Response, ServerError, ServerResult, ValidationResult, Variables, async_trait,
};

use super::document::Document;
use super::error::with_code;
use super::variables;
use crate::service::Code;

/// What is known of an operation while it runs.
pub(super) struct Execution {
    pub(super) document: Arc<Document>,
    pub(super) position: usize,
    /// Whether it came so far.
    pub(super) is_executed: AtomicBool,
}

/// Checks variables, and refuses operations that would resolve too many fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// The most fields an operation may resolve.
    pub(super) complexity: usize,
}

impl ExtensionFactory for Rules {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait::async_trait]
impl Extension for Rules {
    /// The document comes parsed.
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        values: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let Execution { document, position, .. } = &**execution(ctx)?;
        let registry = &ctx.schema_env.registry;
        document.check_types(registry)?;
        if let Some(definition) = document.definition(*position) {
            variables::check(registry, &definition.variable_definitions, values)?;
        }
        next.run(ctx, query, values).await
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await.map_err(|errors| {
            let coded = errors.into_iter().map(|e| with_code(e, Code::GraphqlValidationFailed));
            coded.collect::<Vec<_>>()
        })?;
        let (complexity, limit) = (result.complexity, self.complexity);
        if complexity > limit {
            let message = format!(
                "the operation would resolve up to {complexity} fields; \
                 at most {limit} are allowed (limits.complexity)"
            );
            let error = ServerError::new(message, None);
            return Err(vec![with_code(error, Code::QueryTooComplex)]);
        }
        let execution = execution(ctx).map_err(|error| vec![error])?;
        execution.document.validated(&ctx.schema_env.registry);
        Ok(result)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if let Ok(execution) = execution(ctx) {
            execution.is_executed.store(true, Ordering::Relaxed);
        }
        next.run(ctx, operation_name).await
    }
}

fn execution<'a>(ctx: &ExtensionContext<'a>) -> ServerResult<&'a Arc<Execution>> {
    ctx.data::<Arc<Execution>>().map_err(|error| error.into_server_error(Pos::default()))
}
