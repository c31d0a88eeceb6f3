//! Section 5.8, "Variables".

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{OperationDefinition, VariableDefinition};
use async_graphql::registry::{__DirectiveLocation as Location, MetaType};
use async_graphql::{Name, Pos, Positioned, Value as Constant};

use super::Report;
use super::definition::Definition;
use super::suggestion::did_you_mean;
use super::values::InputPosition;
use crate::graphql::documents::schema_types::{item_of, named, type_of};

/// A variable where it is used.
pub(super) struct VariablePosition {
    name: Name,
    at: Pos,
    /// Of which type it must be, and whether there is another value when it has none; `None` where
    /// it may be of any.
    expected: Option<(String, bool)>,
}

impl VariablePosition {
    pub(super) fn at(name: &Name, place: InputPosition<'_>) -> Self {
        let expected = Some((place.ty.to_owned(), place.has_default));
        Self { name: name.clone(), at: place.at, expected }
    }

    pub(super) fn anywhere(name: &Name, at: Pos) -> Self {
        Self { name: name.clone(), at, expected: None }
    }
}

impl Definition<'_, '_> {
    /// Variables have names of their own (5.8.1) and types that values can have (5.8.2), and so
    /// have their defaults.
    pub(super) fn variable_definitions(&mut self, definitions: &[Positioned<VariableDefinition>]) {
        let mut names = HashSet::new();
        for Positioned { node: definition, pos } in definitions {
            let VariableDefinition { name, var_type, directives, default_value } = definition;
            if !names.insert(&name.node) {
                self.report
                    .add(*pos, |_| format!("the variable \"${}\" is there twice", name.node));
            }
            self.directives(directives, Location::VARIABLE_DEFINITION);
            let ty = var_type.node.to_string();
            let known = type_of(self.report.registry, &ty);
            match known {
                Some(known) if known.is_input() => {
                    if let Some(default) = default_value {
                        let place = InputPosition { ty: &ty, has_default: false, at: default.pos };
                        self.value(&default.node.clone().into_value(), place);
                    }
                }
                Some(_) => self.report.add(var_type.pos, |_| {
                    format!("the variable \"${}\" can't be of type \"{ty}\"", name.node)
                }),
                None => self.report.add(var_type.pos, |registry| {
                    let inputs = registry.types.values().filter(|known| known.is_input());
                    let hint = did_you_mean(registry, named(&ty), inputs.map(MetaType::name));
                    format!("there is no type \"{}\"{hint}", named(&ty))
                }),
            }
        }
    }
}

/// Variables that an operation uses are its own (5.8.3) and stand where their types allow it
/// (5.8.5), and it uses all of them (5.8.4).
pub(super) fn check<'u>(
    report: &mut Report<'_>,
    operation: &OperationDefinition,
    variable_positions: impl Iterator<Item = &'u VariablePosition>,
) {
    let definitions = operation.variable_definitions.iter();
    let variables: HashMap<_, _> =
        definitions.clone().map(|one| (&one.node.name.node, &one.node)).collect();
    let mut used = HashSet::new();
    for VariablePosition { name, at, expected } in variable_positions {
        let Some(variable) = variables.get(name) else {
            report.add(*at, |registry| {
                let names = variables.keys().map(|name| name.as_str());
                format!("there is no variable \"${name}\"{}", did_you_mean(registry, name, names))
            });
            continue;
        };
        used.insert(name);
        if let Some((expected, has_default)) = expected
            && !may_be(variable, expected, *has_default)
        {
            let given = &variable.var_type.node;
            report.add(*at, |_| {
                format!("the variable \"${name}\" of type \"{given}\" can't be a \"{expected}\"")
            });
        }
    }
    for definition in definitions.filter(|one| !used.contains(&one.node.name.node)) {
        let name = &definition.node.name.node;
        report.add(definition.pos, |_| format!("the variable \"${name}\" is never used"));
    }
}

/// `IsVariableUsageAllowed()`.
fn may_be(variable: &VariableDefinition, expected: &str, has_default: bool) -> bool {
    let given = variable.var_type.node.to_string();
    let default = variable.default_value.as_ref();
    let has_default = has_default || default.is_some_and(|one| one.node != Constant::Null);
    match expected.strip_suffix('!') {
        Some(nullable) if !given.ends_with('!') => has_default && fits(&given, nullable),
        _ => fits(&given, expected),
    }
}

/// `AreTypesCompatible()`.
fn fits(given: &str, expected: &str) -> bool {
    match (given.strip_suffix('!'), expected.strip_suffix('!')) {
        (Some(given), Some(expected)) => fits(given, expected),
        (Some(given), None) => fits(given, expected),
        (None, Some(_)) => false,
        (None, None) => match (item_of(given), item_of(expected)) {
            (Some(given), Some(expected)) => fits(given, expected),
            (None, None) => given == expected,
            _ => false,
        },
    }
}
