//! A document, parsed and validated once and run often.

use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, VariableDefinition,
};
use async_graphql::registry::Registry;
use async_graphql::{Name, Positioned, ServerError, ServerResult, Variables};

use super::plan::complexity::Complexity;
use super::plan::event_selection::{self, EventSelections};
use super::plan::response_shape::{self, ResponseShape};
use super::plan::spread::spread_fragments;
use super::plan::used_fragments::UsedFragments;
use super::plan::{columns, root_fields};
use super::{limits, validation, variable_values};
use crate::config::LimitSettings;
use crate::domain::view::Parts;
use crate::graphql::error::coded;
use crate::graphql::execution::absent_arguments::leave_out_absent;
use crate::graphql::schema::engine::{Engine, root_of};
use crate::service::Code;

/// About how much memory a field takes, parsed and as a part of a shape, and so does a variable, in
/// bytes.
const SELECTION: usize = 512;

/// About how much memory an argument takes, or a value in a list or an object, in bytes.
const VALUE: usize = 160;

/// A document that is valid, with what was worked out about it.
pub(in crate::graphql) struct Document {
    plans: Vec<Plan>,
    parts: Parts,
    parts_around: Parts,
    /// About how much memory it takes, in bytes.
    weight: u64,
    introspects: bool,
    aliases: usize,
}

/// One operation of a document.
struct Plan {
    name: Option<Name>,
    kind: OperationKind,
    /// The operation, its fragments spread, with a witness in each object that isn't text.
    executable: ExecutableDocument,
    /// Whether its root fields are to be collected, for which its variables must be known.
    is_collected_late: bool,
    /// What its answer looks like.
    shape: Arc<ResponseShape>,
    /// Whether it depends on variables.
    shape_varies: bool,
    /// How many fields it resolves.
    cost: Complexity,
    /// How those of its events are written that are written as text.
    texts: Arc<EventSelections>,
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
    /// Parses and validates a document.
    pub(in crate::graphql) fn open(
        text: &str,
        engine: &Engine,
        limits: &LimitSettings,
    ) -> Result<Self, Vec<ServerError>> {
        let parsed = limits::parse(text, limits).map_err(|error| vec![error])?;
        validation::check(engine.registry(), &parsed)?;
        let extent = limits::extent(&parsed);
        let definitions = parsed.operations.iter().map(|(_, one)| &one.node.variable_definitions);
        let selections = extent.selections + definitions.map(Vec::len).sum::<usize>();
        let weight = text.len() + selections * SELECTION + extent.values * VALUE;
        let mut plans = Vec::new();
        let mut reaches = Vec::new();
        for (name, operation) in parsed.operations.iter() {
            let reach = UsedFragments::of(&operation.node.selection_set, &parsed);
            let executable = reach.document(&parsed, operation);
            plans.push(Plan::new(name, operation.node.ty, executable, engine.registry()));
            reaches.push(reach);
        }
        let parts = columns::parts(text);
        Ok(Self {
            plans,
            parts,
            parts_around: columns::parts_around(text, parts),
            weight: weight as u64,
            introspects: reaches.iter().any(UsedFragments::introspects),
            aliases: extent.aliases,
        })
    }

    /// The position of the operation that a request means.
    pub(in crate::graphql) fn choose(&self, name: Option<&str>) -> ServerResult<usize> {
        let message = match name {
            None if self.plans.len() == 1 => return Ok(0),
            None => "operationName must say which of the document's operations to run".to_owned(),
            Some(name) => {
                match self.plans.iter().position(|plan| plan.name.as_deref() == Some(name)) {
                    Some(position) => return Ok(position),
                    // No more of the name than anybody would read.
                    None => format!("the document has no operation named \"{name:.100}\""),
                }
            }
        };
        Err(coded(message, None, Code::BadUserInput))
    }

    pub(in crate::graphql) fn kind(&self, position: usize) -> OperationKind {
        self.plans[position].kind
    }

    /// What an operation's answer looks like.
    pub(in crate::graphql) fn shape(
        &self,
        position: usize,
        registry: &Registry,
        variables: &Variables,
    ) -> Arc<ResponseShape> {
        let plan = &self.plans[position];
        match only_operation(&plan.executable) {
            Some(operation) if plan.shape_varies => {
                let (on, set) = (root_of(registry, operation.ty), &operation.selection_set);
                Arc::new(response_shape::shape_of(registry, on, set, Some(variables)).0)
            }
            _ => Arc::clone(&plan.shape),
        }
    }

    /// How an operation's events are written that are written as text.
    pub(in crate::graphql) fn texts(&self, position: usize) -> Arc<EventSelections> {
        Arc::clone(&self.plans[position].texts)
    }

    /// Checks the variables of an operation, and adds the defaults of those that are left out; and
    /// how many fields it resolves with them.
    pub(in crate::graphql) fn coerce(
        &self,
        position: usize,
        given: Variables,
        engine: &Engine,
        limits: &LimitSettings,
    ) -> ServerResult<Variables> {
        let executable = &self.plans[position].executable;
        limits::check_variables(executable, &given, limits)?;
        let variables = variable_values::coerce(engine.registry(), definitions(executable), given)?;
        let (fields, limit) = (self.plans[position].cost.total(&variables), limits.complexity);
        if fields > limit {
            let message = format!(
                "the operation would resolve up to {fields} fields; {limit} are allowed \
                 (limits.complexity)"
            );
            return Err(coded(message, None, Code::QueryTooComplex));
        }
        Ok(variables)
    }

    /// A copy for one execution.
    pub(in crate::graphql) fn to_executable(
        &self,
        position: usize,
        variables: &Variables,
    ) -> ExecutableDocument {
        let plan = &self.plans[position];
        let mut executable = plan.executable.clone();
        leave_out_absent(&mut executable, variables);
        if plan.is_collected_late {
            root_fields::collect(&mut executable, variables);
        }
        executable
    }

    /// Whether it asks about the schema.
    pub(in crate::graphql) const fn introspects(&self) -> bool {
        self.introspects
    }

    /// How many fields it asks for under another name.
    pub(in crate::graphql) const fn aliases(&self) -> usize {
        self.aliases
    }

    /// The parts that it may select of events that are found around others.
    pub(in crate::graphql) const fn parts_around(&self) -> Parts {
        self.parts_around
    }

    /// The parts of events that it may select.
    pub(in crate::graphql) const fn parts(&self) -> Parts {
        self.parts
    }

    /// About how much memory it takes, in bytes.
    pub(in crate::graphql) const fn weight(&self) -> u64 {
        self.weight
    }
}

impl Plan {
    /// `executable` holds this operation alone, which is valid.
    fn new(
        name: Option<&Name>,
        ty: OperationType,
        mut executable: ExecutableDocument,
        registry: &Registry,
    ) -> Self {
        spread_fragments(&mut executable);
        if ty == OperationType::Subscription {
            root_fields::collect(&mut executable, &Variables::default());
        }
        let root = root_of(registry, ty);
        let set = only_operation(&executable).map(|operation| &operation.selection_set);
        let shape = set.map(|set| response_shape::shape_of(registry, root, set, None));
        let (shape, shape_varies) = shape.unwrap_or_default();
        let shape = Arc::new(shape);
        let cost = set.map(|set| Complexity::of(registry, root, &set.node)).unwrap_or_default();
        let is_collected_late = ty == OperationType::Mutation
            && set.is_some_and(|set| !root_fields::are_collected(&set.node));
        let texts = Arc::new(event_selection::mark(registry, &mut executable, root));
        response_shape::ask_for_witnesses(&mut executable);
        let (name, kind) = (name.cloned(), ty.into());
        Self { name, kind, executable, is_collected_late, shape, shape_varies, cost, texts }
    }
}

/// A document's only operation.
fn only_operation(executable: &ExecutableDocument) -> Option<&OperationDefinition> {
    match &executable.operations {
        DocumentOperations::Single(operation) => Some(&operation.node),
        DocumentOperations::Multiple(_) => None,
    }
}

/// The variables of a document's only operation.
fn definitions(executable: &ExecutableDocument) -> &[Positioned<VariableDefinition>] {
    only_operation(executable).map_or(&[], |operation| &operation.variable_definitions)
}
