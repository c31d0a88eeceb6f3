//! Section 5.4, "Arguments", of fields and of directives.

use std::collections::HashSet;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::MetaInputValue;
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value;

use super::definition::Definition;
use super::suggestion::did_you_mean;
use super::values::InputPosition;
use crate::graphql::documents::schema_types::is_required;

impl Definition<'_, '_> {
    /// Arguments are known (5.4.1), stand there once (5.4.2), are there where they must be (5.4.3),
    /// and have values of their types.
    pub(super) fn arguments(
        &mut self,
        given: &[(Positioned<Name>, Positioned<Value>)],
        known: Option<&IndexMap<String, MetaInputValue>>,
        at: Pos,
    ) {
        let mut names = HashSet::new();
        for (Positioned { node: name, pos }, value) in given {
            if !names.insert(name.as_str()) {
                self.report.add(*pos, |_| format!("the argument \"{name}\" is there twice"));
            }
            match known.and_then(|known| known.get(name.as_str())) {
                Some(argument) => {
                    let place = InputPosition::of_input(argument, value.pos);
                    self.value(&value.node, place);
                }
                None => self.report.add(*pos, |registry| {
                    let names = known.into_iter().flat_map(IndexMap::keys);
                    let hint = did_you_mean(registry, name, names);
                    format!("there is no argument \"{name}\"{hint}")
                }),
            }
        }
        let required = known.into_iter().flat_map(IndexMap::values).filter(|one| is_required(one));
        for argument in required.filter(|one| !names.contains(one.name.as_str())) {
            let MetaInputValue { name, ty, .. } = argument;
            self.report.add(at, |_| format!("the argument \"{name}\" of type \"{ty}\" is missing"));
        }
    }
}
