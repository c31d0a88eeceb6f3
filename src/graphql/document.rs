//! A document, parsed and validated once and run often.

use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, VariableDefinition,
};
use async_graphql::{Name, Positioned, ServerError, ServerResult, Variables};

use super::arguments::leave_out_absent;
use super::completion::{self, Shape};
use super::cost::Cost;
use super::engine::{Engine, root_of};
use super::error::coded;
use super::inline::spread_fragments;
use super::reach::{Reach, refuse_unused};
use super::written::{self, EventTexts};
use super::{guard, runnable, selection, usages, variables};
use crate::config::LimitSettings;
use crate::domain::view::Parts;
use crate::service::Code;

/// About how much memory a field takes, parsed and as a part of a shape, and so does a variable, in
/// bytes.
const SELECTION: usize = 512;

/// About how much memory an argument takes, or a value in a list or an object, in bytes.
const VALUE: usize = 160;

/// A document that is valid, with what was worked out about it.
pub(super) struct Document {
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
    /// What its answer looks like.
    shape: Shape,
    /// How many fields it resolves.
    cost: Cost,
    /// How those of its events are written that are written as text.
    texts: Arc<EventTexts>,
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
    pub(super) fn open(
        text: &str,
        engine: &Engine,
        limits: &LimitSettings,
    ) -> Result<Self, Vec<ServerError>> {
        let one = |error| vec![error];
        let parsed = guard::parse(text, limits).map_err(one)?;
        runnable::refuse_reserved_names(&parsed).map_err(one)?;
        let extent = guard::extent(&parsed);
        let definitions = parsed.operations.iter().map(|(_, one)| &one.node.variable_definitions);
        let selections = extent.selections + definitions.map(Vec::len).sum::<usize>();
        let weight = text.len() + selections * SELECTION + extent.values * VALUE;
        let mut plans = Vec::new();
        let mut reaches = Vec::new();
        for (name, operation) in parsed.operations.iter() {
            let reach = Reach::of(&operation.node.selection_set, &parsed);
            plans.push(Plan::new(name, operation, reach.document(&parsed, operation), engine)?);
            reaches.push(reach);
        }
        refuse_unused(&parsed, &reaches).map_err(one)?;
        let parts = selection::parts(text);
        Ok(Self {
            plans,
            parts,
            parts_around: selection::parts_around(text, parts),
            weight: weight as u64,
            introspects: reaches.iter().any(Reach::introspects),
            aliases: extent.aliases,
        })
    }

    /// The position of the operation that a request means.
    pub(super) fn choose(&self, name: Option<&str>) -> ServerResult<usize> {
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

    pub(super) fn kind(&self, position: usize) -> OperationKind {
        self.plans[position].kind
    }

    /// What an operation's answer looks like.
    pub(super) fn shape(&self, position: usize) -> &Shape {
        &self.plans[position].shape
    }

    /// How an operation's events are written that are written as text.
    pub(super) fn texts(&self, position: usize) -> Arc<EventTexts> {
        Arc::clone(&self.plans[position].texts)
    }

    /// Checks the variables of an operation, and adds the defaults of those that are left out; and
    /// how many fields it resolves with them.
    pub(super) fn coerce(
        &self,
        position: usize,
        given: Variables,
        engine: &Engine,
        limits: &LimitSettings,
    ) -> ServerResult<Variables> {
        let executable = &self.plans[position].executable;
        guard::check_variables(executable, &given, limits)?;
        let variables = variables::coerce(engine.registry(), definitions(executable), given)?;
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
    pub(super) fn to_executable(
        &self,
        position: usize,
        variables: &Variables,
    ) -> ExecutableDocument {
        let mut executable = self.plans[position].executable.clone();
        leave_out_absent(&mut executable, variables);
        executable
    }

    /// Whether it asks about the schema.
    pub(super) const fn introspects(&self) -> bool {
        self.introspects
    }

    /// How many fields it asks for under another name.
    pub(super) const fn aliases(&self) -> usize {
        self.aliases
    }

    /// The parts that it may select of events that are found around others.
    pub(super) const fn parts_around(&self) -> Parts {
        self.parts_around
    }

    /// The parts of events that it may select.
    pub(super) const fn parts(&self) -> Parts {
        self.parts
    }

    /// About how much memory it takes, in bytes.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }
}

impl Plan {
    /// `executable` holds this operation alone.
    fn new(
        name: Option<&Name>,
        operation: &Positioned<OperationDefinition>,
        mut executable: ExecutableDocument,
        engine: &Engine,
    ) -> Result<Self, Vec<ServerError>> {
        let one = |error| vec![error];
        let (registry, definition) = (engine.registry(), &operation.node);
        variables::check_types(registry, &definition.variable_definitions).map_err(one)?;
        let placeholders = variables::placeholders(registry, &definition.variable_definitions);
        engine.validate(executable.clone(), placeholders)?;
        usages::check(registry, &executable, definition)?;
        let kind = definition.ty;
        spread_fragments(&mut executable);
        let Some(definition) = only_operation(&executable) else { return Err(Vec::new()) };
        runnable::check(definition).map_err(one)?;
        let shape = completion::shape_of(registry, definition);
        let root = root_of(registry, kind);
        let cost = Cost::of(registry, root, &definition.selection_set.node);
        let texts = Arc::new(written::mark(registry, &mut executable, root));
        completion::ask_for_witnesses(&mut executable);
        Ok(Self { name: name.cloned(), kind: kind.into(), executable, shape, cost, texts })
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
