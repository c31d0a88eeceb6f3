//! Goes over one definition, with the type of each place.

use async_graphql::parser::types::{
    ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::registry::{__DirectiveLocation as Location, MetaType};
use async_graphql::{Name, Positioned};

use super::Report;
use super::variable_positions::VariablePosition;
use crate::graphql::schema::engine::root_of;

/// What is to be checked where a definition is used.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// Where it uses variables.
    pub(super) variable_positions: Vec<VariablePosition>,
    /// The fragments that it spreads.
    pub(super) spreads: Vec<&'a Name>,
}

/// On the way through a definition. The rules are methods, in the files of their groups.
pub(super) struct Definition<'w, 'a> {
    pub(super) report: &'w mut Report<'a>,
    pub(super) document: &'a ExecutableDocument,
    pub(super) found: Found<'a>,
}

impl<'w, 'a> Definition<'w, 'a> {
    fn new(report: &'w mut Report<'a>, document: &'a ExecutableDocument) -> Self {
        Self { report, document, found: Found::default() }
    }

    pub(super) fn operation(
        report: &'w mut Report<'a>,
        document: &'a ExecutableDocument,
        operation: &'a OperationDefinition,
    ) -> Found<'a> {
        let mut walk = Self::new(report, document);
        let location = match operation.ty {
            OperationType::Query => Location::QUERY,
            OperationType::Mutation => Location::MUTATION,
            OperationType::Subscription => Location::SUBSCRIPTION,
        };
        walk.variable_definitions(&operation.variable_definitions);
        walk.directives(&operation.directives, location);
        let root = root_of(walk.report.registry, operation.ty);
        if let Some(root) = walk.report.registry.types.get(root) {
            walk.selections(root, &operation.selection_set);
        } else {
            let at = operation.selection_set.pos;
            walk.report.add(at, |_| format!("there are no {}s", operation.ty));
        }
        walk.found
    }

    pub(super) fn fragment(
        report: &'w mut Report<'a>,
        document: &'a ExecutableDocument,
        fragment: &'a FragmentDefinition,
    ) -> Found<'a> {
        let mut walk = Self::new(report, document);
        walk.directives(&fragment.directives, Location::FRAGMENT_DEFINITION);
        if let Some(on) = walk.type_condition(&fragment.type_condition.node) {
            walk.selections(on, &fragment.selection_set);
        }
        walk.found
    }

    /// Recurses no deeper than documents may be nested. What stands below what isn't there is not
    /// looked at.
    pub(super) fn selections(&mut self, parent: &'a MetaType, set: &'a Positioned<SelectionSet>) {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => {
                    self.directives(&field.node.directives, Location::FIELD);
                    self.field(parent, field);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives, Location::INLINE_FRAGMENT);
                    let on = match &inline.node.type_condition {
                        None => Some(parent),
                        Some(condition) => self.narrowed(parent, condition),
                    };
                    if let Some(on) = on {
                        self.selections(on, &inline.node.selection_set);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives, Location::FRAGMENT_SPREAD);
                    self.spread(parent, spread);
                }
            }
        }
    }
}
