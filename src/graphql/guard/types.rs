//! Holds the types of variables to those of the schema.
//!
//! async-graphql 7.2.1 panics when a variable has a default value and is a list of a type that
//! isn't there: `query($x: [Nope] = [1]) { … }`. Of all other unknown types its validation tells.

use std::collections::HashSet;

use async_graphql::ServerError;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, ExecutableDocument, Type, TypeSystemDefinition};

use super::refusal::invalid;
use super::weights::definitions;

/// The types that every schema has.
const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

/// The names of a schema's types.
#[derive(Debug, Clone)]
pub struct TypeNames(HashSet<String>);

impl TypeNames {
    /// Those of a schema, from its definition. What can't be read has none but the built-in ones.
    pub fn of(sdl: &str) -> Self {
        let definitions = parse_schema(sdl).map(|schema| schema.definitions).unwrap_or_default();
        let names = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(defined) => Some(defined.node.name.node.to_string()),
            _ => None,
        });
        Self(names.chain(BUILT_IN.map(str::to_owned)).collect())
    }

    /// Refuses a document with a variable that is a list of a type that isn't there.
    ///
    /// # Errors
    /// `GRAPHQL_VALIDATION_FAILED`, in the words in which validation tells of other unknown types.
    pub fn check(&self, document: &ExecutableDocument) -> Result<(), ServerError> {
        for definition in definitions(document) {
            let name = innermost(&definition.var_type.node);
            if !self.0.contains(name) {
                let message = format!("Unknown type \"{name}\"");
                return Err(invalid(message, definition.var_type.pos));
            }
        }
        Ok(())
    }
}

fn innermost(outer: &Type) -> &str {
    let mut base = &outer.base;
    loop {
        match base {
            BaseType::List(inner) => base = &inner.base,
            BaseType::Named(name) => return name,
        }
    }
}
