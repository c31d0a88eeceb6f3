//! Codes for the errors that the framework makes, and the bound on complexity.

use std::sync::Arc;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextRequest, NextValidation,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    Response, ServerError, ServerResult, ValidationResult, Variables, async_trait,
};

use super::error::with_code;
use crate::service::Code;

/// Adds codes, and refuses operations that would resolve too many fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct ErrorCodes {
    /// The most fields an operation may resolve.
    pub(super) complexity: usize,
}

impl ExtensionFactory for ErrorCodes {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait::async_trait]
impl Extension for ErrorCodes {
    /// What has no code by now was refused when arguments were read.
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        let errors = std::mem::take(&mut response.errors);
        response.errors =
            errors.into_iter().map(|error| with_code(error, Code::BadUserInput)).collect();
        response
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let parsed = next.run(ctx, query, variables).await;
        parsed.map_err(|error| with_code(error, Code::GraphqlParseFailed))
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
        Ok(result)
    }
}
