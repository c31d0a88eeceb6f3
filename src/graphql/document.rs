//! A document, parsed once and run often.

use std::collections::HashSet;
use std::sync::OnceLock;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationDefinition, OperationType, Selection,
    VariableDefinition,
};
use async_graphql::registry::Registry;
use async_graphql::{Name, Pos, Positioned, ServerError, ServerResult, Variables};
use async_graphql_value::{ConstValue, Value};

use super::completion::{self, Shape};
use super::error::with_code;
use super::variables::{check_types, overrides_default_by_null};
use super::{guard, selection};
use crate::config::LimitSettings;
use crate::domain::view::Parts;
use crate::service::Code;

/// About how much memory a field takes, parsed and as a part of a shape, and so does a variable, in
/// bytes.
const SELECTION: usize = 512;

/// About how much memory an argument takes, or a value in a list or an object, in bytes.
const VALUE: usize = 160;

/// A document that passed the guard, with what was worked out about it.
pub(super) struct Document {
    /// With a witness in each object: see `completion`.
    parsed: ExecutableDocument,
    operations: Vec<OperationSummary>,
    parts: Parts,
    traits: Traits,
    /// About how much memory it takes, in bytes.
    weight: u64,
    /// What each operation's answer looks like, once the document was found to be valid.
    shapes: OnceLock<Vec<Shape>>,
}

struct OperationSummary {
    name: Option<Name>,
    kind: OperationKind,
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

impl Document {
    /// Parses a document.
    pub(super) fn parse(text: &str, limits: &LimitSettings) -> ServerResult<Self> {
        let mut parsed = guard::parse(text, limits)?;
        for (_, operation) in parsed.operations.iter() {
            refuse_what_would_not_run(&parsed, &operation.node)?;
        }
        completion::ask_for_witnesses(&mut parsed);
        let operations = parsed.operations.iter().map(|(name, operation)| {
            let kind = match operation.node.ty {
                OperationType::Query => OperationKind::Query,
                OperationType::Mutation => OperationKind::Mutation,
                OperationType::Subscription => OperationKind::Subscription,
            };
            OperationSummary { name: name.cloned(), kind }
        });
        let traits = Traits::of(&parsed);
        let selections = guard::selections(&parsed) + traits.variables;
        let weight = text.len() + selections * SELECTION + traits.values * VALUE;
        Ok(Self {
            weight: weight as u64,
            operations: operations.collect(),
            parts: selection::parts(text),
            traits,
            parsed,
            shapes: OnceLock::new(),
        })
    }

    /// The position of the operation that a request means.
    pub(super) fn choose(&self, name: Option<&str>) -> ServerResult<usize> {
        let message = match name {
            None if self.operations.len() == 1 => return Ok(0),
            None => "operationName must say which of the document's operations to run".to_owned(),
            Some(name) => {
                let mut names = self.operations.iter().map(|operation| operation.name.as_deref());
                match names.position(|found| found == Some(name)) {
                    Some(position) => return Ok(position),
                    // No more of the name than anybody would read.
                    None => format!("the document has no operation named \"{name:.100}\""),
                }
            }
        };
        Err(with_code(ServerError::new(message, None), Code::BadUserInput))
    }

    /// Refuses variables that come to too much where the document uses them.
    pub(super) fn check_weight(
        &self,
        variables: &Variables,
        limits: &LimitSettings,
    ) -> ServerResult<()> {
        guard::check_variables(&self.parsed, variables, limits)
    }

    pub(super) fn kind(&self, operation: usize) -> OperationKind {
        self.operations[operation].kind
    }

    pub(super) fn name(&self, operation: usize) -> Option<&str> {
        self.operations[operation].name.as_deref()
    }

    /// The operation itself.
    pub(super) fn definition(&self, operation: usize) -> Option<&OperationDefinition> {
        let name = self.name(operation);
        let mut all = self.parsed.operations.iter();
        all.find(|(found, _)| found.map(Name::as_str) == name).map(|(_, found)| &found.node)
    }

    /// A copy for one execution.
    pub(super) fn to_executable(&self) -> ExecutableDocument {
        self.parsed.clone()
    }

    /// About how much memory it takes, in bytes.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }

    /// Whether it asks about the schema.
    pub(super) const fn introspects(&self) -> bool {
        self.traits.introspects
    }

    pub(super) const fn parts(&self) -> Parts {
        self.parts
    }

    /// Checks that there are the types of all variables.
    pub(super) fn check_types(&self, registry: &Registry) -> ServerResult<()> {
        let mut operations = self.parsed.operations.iter();
        operations.try_for_each(|(_, operation)| {
            check_types(registry, &operation.node.variable_definitions)
        })
    }

    /// Remembers that the document is valid.
    pub(super) fn validated(&self, registry: &Registry) {
        self.shapes.get_or_init(|| {
            let operations = (0..self.operations.len()).filter_map(|index| self.definition(index));
            operations.map(|one| completion::shape_of(registry, &self.parsed, one)).collect()
        });
    }

    /// Whether the operation needs no more validation, with these variables.
    ///
    /// Variables are checked on their own, each time. One that stands inside a list or an object
    /// hides the literals beside it from validation while it has no value, so that such a document
    /// is validated each time.
    ///
    /// A variable that is null in place of its default may or may not be null, depending on where
    /// it is used.
    pub(super) fn is_valid(&self, operation: usize, variables: &Variables) -> bool {
        !self.traits.nests_variables
            && self.shapes.get().is_some()
            && self.definition(operation).is_some_and(|definition| {
                !overrides_default_by_null(&definition.variable_definitions, variables)
            })
    }

    /// What an operation's answer looks like; `None` before the document was validated.
    pub(super) fn shape(&self, operation: usize) -> Option<&Shape> {
        self.shapes.get()?.get(operation)
    }
}

/// Refuses operations that async-graphql 7.2 runs otherwise than the specification has it.
fn refuse_what_would_not_run(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> ServerResult<()> {
    match operation.ty {
        OperationType::Query => Ok(()),
        OperationType::Mutation => refuse_doubled_fields(document, operation),
        OperationType::Subscription => refuse_several_fields(operation),
    }
}

/// Mutations that name a field of the answer twice would be merged into one field, as the
/// specification has it, but async-graphql runs each.
fn refuse_doubled_fields(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> ServerResult<()> {
    let mut keys = HashSet::new();
    let mut fragments = HashSet::new();
    let mut waiting: Vec<_> = operation.selection_set.node.items.iter().collect();
    while let Some(selection) = waiting.pop() {
        match &selection.node {
            Selection::Field(field) => {
                let key = field.node.response_key();
                if !keys.insert(&key.node) {
                    let message = format!("'{}' is asked for twice: give it an alias", key.node);
                    return Err(invalid(message, key.pos));
                }
            }
            Selection::InlineFragment(inline) => {
                waiting.extend(&inline.node.selection_set.node.items);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                let fragment = document.fragments.get(name).filter(|_| fragments.insert(name));
                waiting.extend(fragment.iter().flat_map(|f| &f.node.selection_set.node.items));
            }
        }
    }
    Ok(())
}

/// A subscription has one field (section 5.2.4.1, "Single Root Field"). async-graphql doesn't look
/// for it in fragments.
fn refuse_several_fields(operation: &OperationDefinition) -> ServerResult<()> {
    let message = match operation.selection_set.node.items.as_slice() {
        [Positioned { node: Selection::Field(field), .. }]
            if !field.node.name.node.starts_with("__") =>
        {
            return Ok(());
        }
        [Positioned { node: Selection::Field(_), .. }] => {
            "a subscription can't ask about the schema"
        }
        [_] => "a subscription's field must stand in the operation itself, not in a fragment",
        _ => "a subscription must have one field",
    };
    Err(invalid(message, operation.selection_set.pos))
}

fn invalid(message: impl Into<String>, position: Pos) -> ServerError {
    with_code(ServerError::new(message, Some(position)), Code::GraphqlValidationFailed)
}

/// What a document does anywhere.
#[derive(Debug, Default)]
struct Traits {
    /// Whether a variable stands inside a list or an object.
    nests_variables: bool,
    /// Whether it asks about the schema.
    introspects: bool,
    /// How many variables its operations have.
    variables: usize,
    /// How many directives and arguments it has, each with all the values in it.
    values: usize,
}

impl Traits {
    fn of(document: &ExecutableDocument) -> Self {
        let mut traits = Self::default();
        let mut waiting = Vec::new();
        for (_, Positioned { node: operation, .. }) in document.operations.iter() {
            traits.look_at_variables(&operation.variable_definitions);
            traits.look_at_directives(&operation.directives);
            waiting.push(&operation.selection_set.node);
        }
        for Positioned { node: fragment, .. } in document.fragments.values() {
            traits.look_at_directives(&fragment.directives);
            waiting.push(&fragment.selection_set.node);
        }
        while let Some(set) = waiting.pop() {
            for Positioned { node: selection, .. } in &set.items {
                traits.look_at_directives(selection.directives());
                match selection {
                    Selection::Field(Positioned { node: field, .. }) => {
                        traits.look_at_arguments(&field.arguments);
                        traits.introspects |=
                            matches!(field.name.node.as_str(), "__schema" | "__type");
                        waiting.push(&field.selection_set.node);
                    }
                    Selection::InlineFragment(inline) => {
                        waiting.push(&inline.node.selection_set.node);
                    }
                    Selection::FragmentSpread(_) => {}
                }
            }
        }
        traits
    }

    fn look_at_variables(&mut self, definitions: &[Positioned<VariableDefinition>]) {
        self.variables += definitions.len();
        for Positioned { node: definition, .. } in definitions {
            self.look_at_directives(&definition.directives);
            let default = definition.default_value.as_ref();
            self.values += default.map_or(0, |value| constants_in(&value.node));
        }
    }

    fn look_at_directives(&mut self, directives: &[Positioned<Directive>]) {
        self.values += directives.len();
        for directive in directives {
            self.look_at_arguments(&directive.node.arguments);
        }
    }

    fn look_at_arguments(&mut self, arguments: &[(Positioned<Name>, Positioned<Value>)]) {
        for (_, Positioned { node: value, .. }) in arguments {
            self.values += values_in(value);
            self.nests_variables |= is_nest(value);
        }
    }
}

/// How many values a value holds, itself included.
fn values_in(value: &Value) -> usize {
    match value {
        Value::List(items) => items.iter().map(values_in).sum::<usize>() + 1,
        Value::Object(fields) => fields.values().map(values_in).sum::<usize>() + 1,
        _ => 1,
    }
}

/// The same for one that no variable stands in.
fn constants_in(value: &ConstValue) -> usize {
    match value {
        ConstValue::List(items) => items.iter().map(constants_in).sum::<usize>() + 1,
        ConstValue::Object(fields) => fields.values().map(constants_in).sum::<usize>() + 1,
        _ => 1,
    }
}

fn is_nest(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(holds_variable),
        Value::Object(fields) => fields.values().any(holds_variable),
        _ => false,
    }
}

fn holds_variable(value: &Value) -> bool {
    matches!(value, Value::Variable(_)) || is_nest(value)
}
