//! What an operation must keep to when its variables are known.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextValidation,
};
use async_graphql::{Response, ServerError, ValidationResult, async_trait};

use super::error::coded;
use crate::service::Code;

/// Whether an operation was executed, or refused before.
#[derive(Debug, Clone, Default)]
pub(super) struct Executed(Arc<AtomicBool>);

impl Executed {
    pub(super) fn is_true(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Refuses operations that would resolve too many fields.
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
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        let (complexity, limit) = (result.complexity, self.complexity);
        if complexity > limit {
            let message = format!(
                "the operation would resolve up to {complexity} fields; \
                 at most {limit} are allowed (limits.complexity)"
            );
            return Err(vec![coded(message, None, Code::QueryTooComplex)]);
        }
        Ok(result)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if let Ok(Executed(executed)) = ctx.data::<Executed>() {
            executed.store(true, Ordering::Relaxed);
        }
        next.run(ctx, operation_name).await
    }
}
