//! Section 5.6, "Values", with the input coercion of section 3 for what is written in a document.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaInputValue, MetaType, Registry};
use async_graphql::{Name, Pos, Value as Constant};
use async_graphql_value::Value;

use super::definition::Definition;
use super::suggestion::did_you_mean;
use super::variable_positions::VariablePosition;
use crate::graphql::documents::schema_types::{is_required, item_of};
use crate::graphql::documents::variable_values::is_int;

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) struct InputPosition<'p> {
    /// Of which type it must be.
    pub(super) ty: &'p str,
    /// Whether there is another value when it is left out.
    pub(super) has_default: bool,
    /// The argument's place in the text.
    pub(super) at: Pos,
}

impl<'p> InputPosition<'p> {
    pub(super) fn of_input(input: &'p MetaInputValue, at: Pos) -> Self {
        Self { ty: &input.ty, has_default: input.default_value.is_some(), at }
    }
}

impl Definition<'_, '_> {
    /// 5.6.1, "Values of Correct Type".
    pub(super) fn value(&mut self, value: &Value, place: InputPosition<'_>) {
        if let Value::Variable(name) = value {
            return self.found.variable_positions.push(VariablePosition::at(name, place));
        }
        let nullable = place.ty.strip_suffix('!');
        if *value == Value::Null {
            if nullable.is_some() {
                self.misplaced(value, place);
            }
            return;
        }
        let ty = nullable.unwrap_or(place.ty);
        match (item_of(ty), value) {
            (Some(item), Value::List(values)) => {
                for value in values {
                    self.value(value, InputPosition { ty: item, has_default: false, ..place });
                }
            }
            // A value stands for a list of itself.
            (Some(item), value) => {
                self.value(value, InputPosition { ty: item, has_default: false, ..place });
            }
            (None, value) => self.named_value(value, InputPosition { ty, ..place }),
        }
    }

    fn named_value(&mut self, value: &Value, place: InputPosition<'_>) {
        let registry = self.report.registry;
        let fits = match (registry.types.get(place.ty), value) {
            (Some(MetaType::Enum { enum_values, .. }), Value::Enum(name)) => {
                enum_values.contains_key(name.as_str())
            }
            (Some(MetaType::InputObject { input_fields, .. }), Value::Object(fields)) => {
                return self.object(fields, input_fields, place);
            }
            (Some(MetaType::Scalar { name, is_valid, .. }), value) => {
                self.inside_scalar(value, place.at);
                // What a variable will be is not known yet.
                let constant = value.clone().into_const_with(|_| Ok::<_, ()>(Constant::Null));
                constant.is_ok_and(|constant| {
                    is_valid.as_ref().is_none_or(|is_valid| is_valid(&constant))
                        && (name != "Int" || is_int(&constant))
                })
            }
            _ => false,
        };
        if !fits {
            self.misplaced(value, place);
        }
    }

    /// The fields of an object are known (5.6.2), and those that must be are there (5.6.4). That
    /// each is there once (5.6.3) is the parser's business.
    fn object(
        &mut self,
        fields: &IndexMap<Name, Value>,
        known: &IndexMap<String, MetaInputValue>,
        InputPosition { ty: name, at, .. }: InputPosition<'_>,
    ) {
        for (key, value) in fields {
            match known.get(key.as_str()) {
                Some(field) => self.value(value, InputPosition::of_input(field, at)),
                None => self.report.add(at, |registry| {
                    let hint = did_you_mean(registry, key, known.keys());
                    format!("there is no field \"{key}\" in the type \"{name}\"{hint}")
                }),
            }
        }
        let required = known.values().filter(|field| is_required(field));
        for field in required.filter(|field| !fields.contains_key(field.name.as_str())) {
            let (field, ty) = (&field.name, &field.ty);
            self.report.add(at, |_| {
                format!("the field \"{field}\" of type \"{ty}\" is missing in \"{name}\"")
            });
        }
    }

    /// A scalar may be made of other values, among them variables of any type.
    fn inside_scalar(&mut self, value: &Value, at: Pos) {
        match value {
            Value::Variable(name) => {
                self.found.variable_positions.push(VariablePosition::anywhere(name, at));
            }
            Value::List(items) => items.iter().for_each(|item| self.inside_scalar(item, at)),
            Value::Object(fields) => {
                fields.values().for_each(|field| self.inside_scalar(field, at));
            }
            _ => {}
        }
    }

    fn misplaced(&mut self, value: &Value, place: InputPosition<'_>) {
        let found = match value {
            Value::Null => "null",
            Value::Number(_) if place.ty == "Int" => "a fraction or a number of more than 32 bits",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Boolean(_) => "a truth value",
            Value::Enum(_) => "a name",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
            Value::Variable(_) | Value::Binary(_) => "another value",
        };
        let ty = place.ty;
        self.report.add(place.at, |registry| {
            format!("a value of type \"{ty}\"{} is expected, not {found}", values_of(registry, ty))
        });
    }
}

/// The values of an enum, ready to be put into an error; nothing in production.
fn values_of(registry: &Registry, ty: &str) -> String {
    match registry.types.get(ty) {
        Some(MetaType::Enum { enum_values, .. }) if registry.enable_suggestions => {
            let values: Vec<_> = enum_values.keys().map(String::as_str).collect();
            format!(" ({})", values.join(", "))
        }
        _ => String::new(),
    }
}
