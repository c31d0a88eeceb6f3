//! Sections 5.3.1, "Field Selections", and 5.3.3, "Leaf Field Selections".

use async_graphql::Positioned;
use async_graphql::parser::types::Field;
use async_graphql::registry::MetaType;

use super::definition::Definition;
use super::suggestion::did_you_mean;
use crate::graphql::documents::plan::event_selection::MARK;
use crate::graphql::documents::plan::response_shape::WITNESS;
use crate::graphql::documents::schema_types::{field_of, type_of};

impl<'a> Definition<'_, 'a> {
    /// A field is one of the type's, and has a selection where it has fields itself.
    /// Returns the type of what is selected of it.
    pub(super) fn field(
        &mut self,
        parent: &'a MetaType,
        field: &'a Positioned<Field>,
    ) -> Option<&'a MetaType> {
        let Positioned { node: field, pos: at } = field;
        let (name, key) = (field.name.node.as_str(), field.response_key());
        if key.node == WITNESS || key.node.starts_with(MARK) {
            self.report.add(key.pos, |_| format!("the name {} is reserved", key.node));
        }
        let Some(known) = field_of(parent, name) else {
            self.report.add(*at, |registry| {
                let names = parent.fields().into_iter().flat_map(|fields| fields.keys());
                let hint = did_you_mean(registry, name, names);
                format!("there is no field \"{name}\" on the type \"{}\"{hint}", parent.name())
            });
            return None;
        };
        self.arguments(&field.arguments, known.arguments, *at);
        let registry = self.report.registry;
        let ty = type_of(registry, known.ty)?;
        match (ty.is_composite(), field.selection_set.node.items.is_empty()) {
            (true, false) => return Some(ty),
            (true, true) => self.report.add(*at, |_| {
                format!("the field \"{name}\" of type \"{}\" needs selections", known.ty)
            }),
            (false, false) => self.report.add(*at, |_| {
                format!("the field \"{name}\" of type \"{}\" has no selections", known.ty)
            }),
            (false, true) => {}
        }
        None
    }
}
