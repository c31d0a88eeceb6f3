//! One definition, held to the rules that need nothing else, with the type of each place.

use async_graphql::parser::types::{
    ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::registry::{__DirectiveLocation as Location, MetaType};
use async_graphql::{Name, Positioned};

use super::Report;
use super::variable_positions::VariablePosition;
use crate::graphql::documents::schema_types::root_of;
use crate::graphql::documents::syntax_tree::walk;

/// What is to be checked where a definition is used.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// Where it uses variables.
    pub(super) variable_positions: Vec<VariablePosition>,
    /// The fragments that it spreads.
    pub(super) spreads: Vec<&'a Name>,
}

/// A definition that is being checked. The rules are methods, in the files of their groups.
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
        let mut definition = Self::new(report, document);
        let location = match operation.ty {
            OperationType::Query => Location::QUERY,
            OperationType::Mutation => Location::MUTATION,
            OperationType::Subscription => Location::SUBSCRIPTION,
        };
        definition.variable_definitions(&operation.variable_definitions);
        definition.directives(&operation.directives, location);
        let root = root_of(definition.report.registry, operation.ty);
        if let Some(root) = definition.report.registry.types.get(root) {
            definition.selections(root, &operation.selection_set);
        } else {
            let at = operation.selection_set.pos;
            definition.report.add(at, |_| format!("there are no {}s", operation.ty));
        }
        definition.found
    }

    pub(super) fn fragment(
        report: &'w mut Report<'a>,
        document: &'a ExecutableDocument,
        fragment: &'a FragmentDefinition,
    ) -> Found<'a> {
        let mut definition = Self::new(report, document);
        definition.directives(&fragment.directives, Location::FRAGMENT_DEFINITION);
        if let Some(on) = definition.type_condition(&fragment.type_condition.node) {
            definition.selections(on, &fragment.selection_set);
        }
        definition.found
    }

    /// What stands below what isn't there is not looked at.
    fn selections(&mut self, parent: &'a MetaType, set: &'a Positioned<SelectionSet>) {
        walk(&set.node, parent, &mut |selection, parent| self.selection(parent, &selection.node));
    }

    /// Checks a selection on a type. Returns the type of what is selected inside it.
    fn selection(
        &mut self,
        parent: &'a MetaType,
        selection: &'a Selection,
    ) -> Option<&'a MetaType> {
        match selection {
            Selection::Field(field) => {
                self.directives(&field.node.directives, Location::FIELD);
                self.field(parent, field)
            }
            Selection::InlineFragment(inline) => {
                self.directives(&inline.node.directives, Location::INLINE_FRAGMENT);
                match &inline.node.type_condition {
                    None => Some(parent),
                    Some(condition) => self.narrowed(parent, condition),
                }
            }
            Selection::FragmentSpread(spread) => {
                self.directives(&spread.node.directives, Location::FRAGMENT_SPREAD);
                self.spread(parent, spread);
                None
            }
        }
    }
}
