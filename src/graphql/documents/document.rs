//! A document, parsed and validated once and run often.

use async_graphql::parser::types::OperationType;
use async_graphql::registry::Registry;
use async_graphql::{ServerError, ServerResult, Variables};

use super::plan::Plan;
use super::{limits, validation, variable_values};
use crate::config::{LimitSettings, Mechanism};
use crate::graphql::error::coded;
use crate::service::Code;

/// About how much memory a field takes, parsed and as a part of a shape, and so does a variable, in
/// bytes.
const SELECTION: usize = 512;

/// About how much memory an argument takes, or a value in a list or an object, in bytes.
const VALUE: usize = 160;

/// A document that is valid, with what was worked out about it.
pub(in crate::graphql) struct Document {
    plans: Vec<Plan>,
    /// About how much memory it takes, in bytes.
    weight: u64,
    aliases: usize,
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// It reads.
    Query,
    /// It writes.
    Mutation,
    /// It is told of what happens.
    Subscription,
}

impl From<OperationType> for OperationKind {
    fn from(ty: OperationType) -> Self {
        match ty {
            OperationType::Query => Self::Query,
            OperationType::Mutation => Self::Mutation,
            OperationType::Subscription => Self::Subscription,
        }
    }
}

impl Document {
    /// Parses and validates a document, for a server without this mechanism.
    pub(in crate::graphql) fn open(
        text: &str,
        registry: &Registry,
        limits: &LimitSettings,
        without: Option<Mechanism>,
    ) -> Result<Self, Vec<ServerError>> {
        let parsed = limits::parse(text, limits).map_err(|error| vec![error])?;
        let operations = validation::check(registry, &parsed)?;
        let extent = limits::extent(&parsed);
        let definitions = operations.iter().map(|one| &one.definition.variable_definitions);
        let selections = extent.selections + definitions.map(Vec::len).sum::<usize>();
        let weight = text.len() + selections * SELECTION + extent.values * VALUE;
        let plans = operations.into_iter().map(|one| Plan::new(registry, one, without));
        Ok(Self { plans: plans.collect(), weight: weight as u64, aliases: extent.aliases })
    }

    /// The position of the operation that a request means.
    pub(in crate::graphql) fn choose(&self, name: Option<&str>) -> ServerResult<usize> {
        let message = match name {
            None if self.plans.len() == 1 => return Ok(0),
            None => "operationName must say which of the document's operations to run".to_owned(),
            Some(name) => {
                match self
                    .plans
                    .iter()
                    .position(|plan| plan.operation.name.as_deref() == Some(name))
                {
                    Some(position) => return Ok(position),
                    // No more of the name than anybody would read.
                    None => format!("the document has no operation named \"{name:.100}\""),
                }
            }
        };
        Err(coded(message, None, Code::BadUserInput))
    }

    /// The plan of the operation at this position.
    pub(in crate::graphql) fn plan(&self, position: usize) -> &Plan {
        &self.plans[position]
    }

    /// Checks the variables of an operation, and adds the defaults of those that are left out; and
    /// how many fields it resolves with them.
    pub(in crate::graphql) fn coerce(
        &self,
        position: usize,
        given: Variables,
        registry: &Registry,
        limits: &LimitSettings,
    ) -> ServerResult<Variables> {
        let plan = &self.plans[position];
        let definitions = &plan.operation.definition.variable_definitions;
        limits::check_uses(definitions, &given, limits, |weights| plan.operation.values(weights))?;
        let variables = variable_values::coerce(registry, definitions, given)?;
        let (fields, limit) = (plan.complexity.total(&variables), limits.complexity);
        if fields > limit {
            let message = format!(
                "the operation would resolve up to {fields} fields; {limit} are allowed \
                 (limits.complexity)"
            );
            return Err(coded(message, None, Code::QueryTooComplex));
        }
        Ok(variables)
    }

    /// Whether it asks about the schema.
    pub(in crate::graphql) fn introspects(&self) -> bool {
        let mut fields = self.plans.iter().flat_map(|plan| &plan.operation.fields);
        fields.any(|field| matches!(field.name(), "__schema" | "__type"))
    }

    /// How many fields it asks for under another name.
    pub(in crate::graphql) const fn aliases(&self) -> usize {
        self.aliases
    }

    /// About how much memory it takes, in bytes.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }
}
