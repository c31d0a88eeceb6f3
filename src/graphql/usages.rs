//! Checks that variables stand where their types allow it (section 5.8.5 of the GraphQL
//! specification, "All Variable Usages Are Allowed"). async-graphql 7.2.1 has this rule, but never
//! calls it.

use std::collections::{HashMap, HashSet};

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet, Type,
    VariableDefinition,
};
use async_graphql::registry::{MetaInputValue, MetaType, Registry};
use async_graphql::{Name, Pos, Positioned, ServerError, Value as Constant};
use async_graphql_value::Value;

use super::engine::{MOST_ERRORS, root_of};
use super::error::coded;
use crate::service::Code;

/// Where a value stands.
struct Place<'a> {
    ty: &'a Type,
    has_default: bool,
    pos: Pos,
}

struct Usages<'a> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    variables: HashMap<&'a Name, &'a VariableDefinition>,
    errors: Vec<ServerError>,
}

/// Checks every variable of a document's only operation, which is valid otherwise.
pub(super) fn check(
    registry: &Registry,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Result<(), Vec<ServerError>> {
    let variables =
        operation.variable_definitions.iter().map(|one| (&one.node.name.node, &one.node));
    let variables: HashMap<_, _> = variables.collect();
    if variables.is_empty() {
        return Ok(());
    }
    let mut usages = Usages { registry, document, variables, errors: Vec::new() };
    usages.in_directives(&operation.directives);
    usages.in_selections(root_of(registry, operation.ty), &operation.selection_set);
    usages.errors.truncate(MOST_ERRORS);
    if usages.errors.is_empty() { Ok(()) } else { Err(usages.errors) }
}

impl<'a> Usages<'a> {
    fn in_selections(&mut self, root: &'a str, set: &'a Positioned<SelectionSet>) {
        let registry = self.registry;
        let mut fragments = HashSet::new();
        let mut waiting = vec![(root, set)];
        while let Some((parent, set)) = waiting.pop() {
            for selection in &set.node.items {
                self.in_directives(selection.node.directives());
                match &selection.node {
                    Selection::Field(field) => {
                        let field = &field.node;
                        let name = field.name.node.as_str();
                        let parent = registry.types.get(parent);
                        let meta = parent.and_then(|parent| parent.field_by_name(name));
                        // Introspection's entry is a field of no type.
                        let inner = match name {
                            "__schema" => "__Schema",
                            "__type" => "__Type",
                            _ => meta.map_or("", |meta| meta.ty.trim_matches(['[', ']', '!'])),
                        };
                        match meta {
                            Some(meta) => self.in_arguments(&field.arguments, &meta.args),
                            None if name == "__type" => self.in_name_of_type(&field.arguments),
                            None => {}
                        }
                        waiting.push((inner, &field.selection_set));
                    }
                    Selection::InlineFragment(inline) => {
                        let on = inline.node.type_condition.as_ref();
                        let on = on.map_or(parent, |on| on.node.on.node.as_str());
                        waiting.push((on, &inline.node.selection_set));
                    }
                    Selection::FragmentSpread(spread) => {
                        let name = &spread.node.fragment_name.node;
                        if fragments.insert(name)
                            && let Some(fragment) = self.document.fragments.get(name)
                        {
                            let on = fragment.node.type_condition.node.on.node.as_str();
                            self.in_directives(&fragment.node.directives);
                            waiting.push((on, &fragment.node.selection_set));
                        }
                    }
                }
            }
        }
    }

    fn in_directives(&mut self, directives: &'a [Positioned<Directive>]) {
        let registry = self.registry;
        for directive in directives {
            let name = directive.node.name.node.as_str();
            if let Some(meta) = registry.directives.get(name) {
                self.in_arguments(&directive.node.arguments, &meta.args);
            }
        }
    }

    fn in_arguments(
        &mut self,
        arguments: &[(Positioned<Name>, Positioned<Value>)],
        expected: &IndexMap<String, MetaInputValue>,
    ) {
        for (name, value) in arguments {
            if let Some(argument) = expected.get(name.node.as_str()) {
                self.in_input(&value.node, argument, value.pos);
            }
        }
    }

    /// `__type(name: String!)`.
    fn in_name_of_type(&mut self, arguments: &[(Positioned<Name>, Positioned<Value>)]) {
        let ty = Type { base: BaseType::Named(Name::new("String")), nullable: false };
        for (_, value) in arguments {
            self.in_value(&value.node, &Place { ty: &ty, has_default: false, pos: value.pos });
        }
    }

    fn in_input(&mut self, value: &Value, input: &MetaInputValue, pos: Pos) {
        if let Some(ty) = Type::new(&input.ty) {
            let has_default = input.default_value.is_some();
            self.in_value(value, &Place { ty: &ty, has_default, pos });
        }
    }

    fn in_value(&mut self, value: &Value, place: &Place<'_>) {
        match (value, &place.ty.base) {
            (Value::Variable(name), _) => self.at(name, place),
            (Value::List(items), BaseType::List(item)) => {
                for value in items {
                    self.in_value(value, &Place { ty: item, has_default: false, ..*place });
                }
            }
            // A value stands for a list of itself.
            (value, BaseType::List(item)) => {
                self.in_value(value, &Place { ty: item, has_default: false, ..*place });
            }
            (Value::Object(fields), BaseType::Named(name)) => {
                let registry = self.registry;
                let ty = registry.types.get(name.as_str());
                if let Some(MetaType::InputObject { input_fields, .. }) = ty {
                    for (name, value) in fields {
                        if let Some(field) = input_fields.get(name.as_str()) {
                            self.in_input(value, field, place.pos);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// `IsVariableUsageAllowed` of the specification.
    fn at(&mut self, name: &Name, place: &Place<'_>) {
        let Some(variable) = self.variables.get(name) else { return };
        let (given, expected) = (&variable.var_type.node, place.ty);
        let default = variable.default_value.as_ref();
        let has_default =
            place.has_default || default.is_some_and(|default| default.node != Constant::Null);
        let allowed = if !expected.nullable && given.nullable {
            has_default && base_fits(&given.base, &expected.base)
        } else {
            fits(given, expected)
        };
        if !allowed {
            let message = format!(
                "Variable \"${name}\" of type \"{given}\" used in position expecting type \"{expected}\""
            );
            self.errors.push(coded(message, Some(place.pos), Code::GraphqlValidationFailed));
        }
    }
}

/// `AreTypesCompatible` of the specification.
fn fits(given: &Type, expected: &Type) -> bool {
    (expected.nullable || !given.nullable) && base_fits(&given.base, &expected.base)
}

fn base_fits(given: &BaseType, expected: &BaseType) -> bool {
    match (given, expected) {
        (BaseType::List(given), BaseType::List(expected)) => fits(given, expected),
        (BaseType::Named(given), BaseType::Named(expected)) => given == expected,
        _ => false,
    }
}
