//! What values in a document count as.

use std::collections::HashMap;

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, VariableDefinition};
use async_graphql::{Positioned, Value as Constant, Variables};
use async_graphql_value::Value;

/// How many bytes of text count as one value more: where fragments are spread, texts are copied.
const TEXT: usize = 256;

/// How many definitions of variables are read in the time that one value takes.
const DEFINITIONS: usize = 100;

/// What a value counts as, and what a variable does wherever it is used.
#[derive(Debug)]
pub(in crate::graphql) struct Weights<'a> {
    value: usize,
    /// For finding a variable among those of the operation, which async-graphql does one by one.
    search: usize,
    variables: HashMap<&'a str, usize>,
}

impl<'a> Weights<'a> {
    /// Each value counts once, with the values in it, and long texts more; a variable as what it is by default.
    pub(super) fn of_values(document: &'a ExecutableDocument) -> Self {
        let operations = document.operations.iter();
        let longest = operations.map(|(_, it)| it.node.variable_definitions.len()).max();
        let search = longest.unwrap_or_default() / DEFINITIONS;
        let mut weights = Self { value: 1, search, variables: HashMap::new() };
        for definition in definitions(document) {
            let default = definition.default_value.as_ref();
            weights.add(&definition.name.node, default.map_or(1, |value| values(&value.node)));
        }
        weights
    }

    /// Variables count as the least JSON text that could tell them, in bytes; nothing else does.
    /// Those that no operation defines are validated, too.
    pub(super) fn of_variables(
        definitions: impl IntoIterator<Item = &'a Positioned<VariableDefinition>>,
        given: &'a Variables,
    ) -> Self {
        let mut weights = Self { value: 0, search: 0, variables: HashMap::new() };
        for (name, value) in given.iter() {
            weights.add(name, bytes(value));
        }
        for Positioned { node: definition, .. } in definitions {
            let default = definition.default_value.as_ref();
            weights.add(&definition.name.node, default.map_or(0, |value| bytes(&value.node)));
        }
        weights
    }

    /// Operations may have different variables of one name; which is meant in a fragment depends on
    /// the operation, so the largest counts.
    fn add(&mut self, name: &'a str, weight: usize) {
        let known = self.variables.entry(name).or_default();
        *known = weight.max(*known);
    }

    /// The largest weight of a variable.
    pub(super) fn heaviest(&self) -> usize {
        self.variables.values().copied().max().unwrap_or_default()
    }

    pub(in crate::graphql) fn arguments(&self, field: &Field) -> usize {
        let arguments = field.arguments.iter().map(|(_, value)| self.of(&value.node));
        arguments.fold(0, usize::saturating_add)
    }

    pub(in crate::graphql) fn directives<'d>(
        &self,
        directives: impl IntoIterator<Item = &'d Positioned<Directive>>,
    ) -> usize {
        directives.into_iter().fold(0, |sum, directive| {
            let arguments = directive.node.arguments.iter().map(|(_, value)| self.of(&value.node));
            arguments.fold(sum.saturating_add(self.value), usize::saturating_add)
        })
    }

    /// Recurses no deeper than the brackets of the text go, which were counted.
    fn of(&self, value: &Value) -> usize {
        let inside = match value {
            Value::Variable(name) => {
                let known = self.variables.get(name.as_str()).copied();
                return known.unwrap_or(self.value).saturating_add(self.search);
            }
            Value::List(items) => {
                items.iter().map(|item| self.of(item)).fold(0, usize::saturating_add)
            }
            Value::Object(fields) => {
                fields.values().map(|field| self.of(field)).fold(0, usize::saturating_add)
            }
            Value::String(text) => (text.len() / TEXT).saturating_mul(self.value),
            _ => 0,
        };
        inside.saturating_add(self.value)
    }
}

/// The variables of all operations.
fn definitions(document: &ExecutableDocument) -> impl Iterator<Item = &VariableDefinition> {
    let operations = document.operations.iter();
    let definitions = operations.flat_map(|(_, operation)| &operation.node.variable_definitions);
    definitions.map(|definition| &definition.node)
}

fn values(value: &Constant) -> usize {
    match value {
        Constant::List(items) => 1 + items.iter().map(values).sum::<usize>(),
        Constant::Object(fields) => 1 + fields.values().map(values).sum::<usize>(),
        _ => 1,
    }
}

/// No more than the length of any JSON text of the value. JSON was read with a bound on its depth.
fn bytes(value: &Constant) -> usize {
    match value {
        Constant::Null | Constant::Boolean(true) => 4,
        Constant::Boolean(false) => 5,
        Constant::Number(_) => 1,
        Constant::String(text) => text.len() + 2,
        Constant::Enum(name) => name.len(),
        Constant::Binary(binary) => binary.len(),
        Constant::List(items) => {
            2 + items.iter().map(|item| 1 + bytes(item)).sum::<usize>().saturating_sub(1)
        }
        Constant::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| name.len() + 4 + bytes(field));
            2 + fields.sum::<usize>().saturating_sub(1)
        }
    }
}
