//! async-graphql's side of the API: the schema that runs operations, and its types.

use std::sync::{Arc, Mutex};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest};
use async_graphql::registry::Registry;
use async_graphql::{Response, Schema, SchemaBuilder, SchemaEnv, ValidationMode, async_trait};
use futures_util::FutureExt as _;

use super::mutation::Mutation;
use super::query::Query;
use super::subscription::Subscription;
use super::types::ServerInfo;
use crate::config::{Mechanism, Mode, Settings};
use crate::service::Service;

pub(in crate::graphql) type EventSchema = Schema<Query, Mutation, Subscription>;

/// What runs operations.
#[derive(Clone)]
pub(in crate::graphql) struct Engine {
    schema: EventSchema,
    env: SchemaEnv,
}

impl Engine {
    /// `None` when the framework keeps its registry to itself, which it doesn't.
    pub(in crate::graphql) fn new(service: &Arc<Service>, settings: &Settings) -> Option<Self> {
        let mode = settings.server.mode;
        let suggesting = |schema: SchemaBuilder<_, _, _>| match mode {
            Mode::Development => schema,
            Mode::Production => schema.disable_suggestions(),
        };
        // Documents were validated, and this mode computes the complexity and little else.
        let has = |mechanism| settings.database.has(mechanism);
        let is_fast = has(Mechanism::FastValidation);
        let mut running = schema()
            .data(Arc::clone(service))
            .data(ServerInfo::from(settings))
            .limit_recursive_depth(service.limits().document_depth)
            .validation_mode(if is_fast { ValidationMode::Fast } else { ValidationMode::Strict });
        if !has(Mechanism::BareSchema) {
            running = running.extension(Witness::default());
        }
        Some(Self { schema: running.finish(), env: env_of(suggesting(schema()))? })
    }

    /// What runs operations that were validated. It has no extensions: the framework tells them of
    /// each field, and takes longer about that than most fields take.
    pub(in crate::graphql) const fn schema(&self) -> &EventSchema {
        &self.schema
    }

    /// The schema's types, to keep.
    pub(in crate::graphql) const fn env(&self) -> &SchemaEnv {
        &self.env
    }

    /// The types of the schema.
    pub(in crate::graphql) fn registry(&self) -> &Registry {
        &self.env.registry
    }
}

/// The schema, to which extensions may be added.
pub(in crate::graphql) fn schema() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation, Subscription)
}

/// The environment of a schema, which has the types of it.
fn env_of(schema: SchemaBuilder<Query, Mutation, Subscription>) -> Option<SchemaEnv> {
    let witness = Witness::default();
    let schema = schema.extension(witness.clone()).finish();
    schema.execute("{ __typename }").now_or_never()?;
    witness.0.lock().ok()?.take()
}

/// The environment of the schema, for tests of what goes by its types.
#[cfg(test)]
pub(in crate::graphql) fn env() -> Option<SchemaEnv> {
    env_of(schema())
}

/// Remembers the environment, which only extensions are told.
#[derive(Clone, Default)]
struct Witness(Arc<Mutex<Option<SchemaEnv>>>);

impl ExtensionFactory for Witness {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Extension for Witness {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        if let Ok(mut env) = self.0.lock() {
            *env = Some(ctx.schema_env.clone());
        }
        next.run(ctx).await
    }
}
