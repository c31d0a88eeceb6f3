//! Section 5.5, "Fragments".

use async_graphql::parser::types::{FragmentSpread, TypeCondition};
use async_graphql::registry::MetaType;
use async_graphql::{Name, Pos, Positioned};

use super::Report;
use super::definition::Definition;
use super::suggestion::did_you_mean;

impl<'a> Definition<'_, 'a> {
    /// The type of a fragment is there (5.5.1.2), and has fields (5.5.1.3).
    pub(super) fn type_condition(&mut self, condition: &TypeCondition) -> Option<&'a MetaType> {
        let Positioned { node: name, pos } = &condition.on;
        let registry = self.report.registry;
        match registry.types.get(name.as_str()) {
            Some(ty) if ty.is_composite() => return Some(ty),
            Some(_) => self
                .report
                .add(*pos, |_| format!("a fragment can't be on \"{name}\", which has no fields")),
            None => self.report.add(*pos, |registry| {
                let hint = did_you_mean(registry, name, registry.types.keys());
                format!("there is no type \"{name}\"{hint}")
            }),
        }
        None
    }

    /// The type of a fragment inside others, where it can be.
    pub(super) fn narrowed(
        &mut self,
        parent: &'a MetaType,
        condition: &Positioned<TypeCondition>,
    ) -> Option<&'a MetaType> {
        let on = self.type_condition(&condition.node)?;
        self.possible(parent, on, condition.pos);
        Some(on)
    }

    /// A fragment that is spread is there (5.5.2.1), and its type is possible.
    pub(super) fn spread(&mut self, parent: &'a MetaType, spread: &'a Positioned<FragmentSpread>) {
        let name = &spread.node.fragment_name.node;
        let Some(fragment) = self.document.fragments.get(name) else {
            return self.report.add(spread.pos, |registry| {
                let hint = did_you_mean(registry, name, self.document.fragments.keys());
                format!("there is no fragment \"{name}\"{hint}")
            });
        };
        self.found.spreads.push(name);
        let on = fragment.node.type_condition.node.on.node.as_str();
        // What is no type is told once, where the fragment is defined.
        if let Some(on) = self.report.registry.types.get(on).filter(|on| on.is_composite()) {
            self.possible(parent, on, spread.pos);
        }
    }

    /// 5.5.2.3, "Fragment Spread Is Possible".
    fn possible(&mut self, parent: &MetaType, on: &MetaType, at: Pos) {
        if !parent.type_overlap(on) {
            let (on, parent) = (on.name(), parent.name());
            self.report.add(at, |_| {
                format!("a fragment on \"{on}\" can't be here: nothing is that and a \"{parent}\"")
            });
        }
    }
}

/// 5.5.1.4, "Fragments Must Be Used".
pub(super) fn unused(report: &mut Report<'_>, name: &Name, at: Pos) {
    report.add(at, |_| format!("the fragment \"{name}\" is never used"));
}
