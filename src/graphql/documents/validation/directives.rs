//! Section 5.7, "Directives".

use std::collections::HashSet;

use async_graphql::Positioned;
use async_graphql::parser::types::Directive;
use async_graphql::registry::__DirectiveLocation as Location;

use super::definition::Definition;
use super::suggestion::did_you_mean;

impl Definition<'_, '_> {
    /// Directives are known (5.7.1), may stand where they do (5.7.2), and do so once (5.7.3).
    pub(super) fn directives(&mut self, given: &[Positioned<Directive>], location: Location) {
        let registry = self.report.registry;
        let mut names = HashSet::new();
        for Positioned { node: directive, pos } in given {
            let name = directive.name.node.as_str();
            let Some(known) = registry.directives.get(name) else {
                self.report.add(*pos, |registry| {
                    let hint = did_you_mean(registry, name, registry.directives.keys());
                    format!("there is no directive \"@{name}\"{hint}")
                });
                continue;
            };
            if !known.locations.contains(&location) {
                self.report.add(*pos, |_| format!("the directive \"@{name}\" can't be here"));
            }
            if !names.insert(name) && !known.is_repeatable {
                self.report.add(*pos, |_| format!("the directive \"@{name}\" is there twice"));
            }
            self.arguments(&directive.arguments, Some(&known.args), *pos);
        }
    }
}
