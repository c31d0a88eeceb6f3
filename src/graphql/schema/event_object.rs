//! Objects whose fields are in events, as async-graphql knows them: made from tables.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{Deprecation, MetaField, MetaType, Registry};
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    CacheControl, Context, ContextSelectionSet, Error, OutputType, Positioned, ServerResult, Value,
};

use super::event_fields::{EVENT, EventField, EventObject, Holds, check_read};
use crate::domain::event::Event;
use crate::graphql::execution::budget::{spend_bytes, spend_fields};
use crate::graphql::values::leaf::Leaf;

impl EventObject {
    /// Adds the type to a schema, unless it is there.
    pub(super) fn register(&self, registry: &mut Registry) -> String {
        if !registry.types.contains_key(self.name) {
            let fields = self.meta_fields(registry);
            registry.types.insert(self.name.to_owned(), self.meta_type(fields, None));
        }
        self.name.to_owned()
    }

    /// The type with these fields.
    pub(super) fn meta_type(
        &self,
        fields: IndexMap<String, MetaField>,
        rust_typename: Option<&'static str>,
    ) -> MetaType {
        MetaType::Object {
            name: self.name.to_owned(),
            description: Some(self.description.to_owned()),
            fields,
            cache_control: CacheControl::default(),
            extends: false,
            shareable: false,
            resolvable: true,
            inaccessible: false,
            interface_object: false,
            tags: Vec::new(),
            keys: None,
            visible: None,
            is_subscription: false,
            rust_typename,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        }
    }

    /// The fields of the table.
    pub(super) fn meta_fields(&self, registry: &mut Registry) -> IndexMap<String, MetaField> {
        let fields = self.fields.iter().map(|field| (field.name.to_owned(), field.meta(registry)));
        fields.collect()
    }
}

impl EventField {
    fn meta(&self, registry: &mut Registry) -> MetaField {
        MetaField {
            name: self.name.to_owned(),
            description: Some(self.description.to_owned()),
            args: IndexMap::new(),
            ty: (self.ty)(registry),
            deprecation: Deprecation::NoDeprecated,
            cache_control: CacheControl::default(),
            external: false,
            requires: None,
            provides: None,
            visible: None,
            shareable: false,
            inaccessible: false,
            tags: Vec::new(),
            override_from: None,
            compute_complexity: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        }
    }

    /// Resolves the field of an event.
    pub(super) async fn resolve(&self, ctx: &Context<'_>, event: &Event) -> ServerResult<Value> {
        check_read(event, self.parts);
        let told = |error: Error| ctx.set_error_path(error.into_server_error(ctx.item.pos));
        match &self.holds {
            Holds::Leaf(of) => {
                let leaf = of(event);
                if let Leaf::Json(json) = &leaf {
                    spend_bytes(ctx, json.len()).map_err(told)?;
                }
                Ok(leaf.into())
            }
            Holds::Object { is_there, .. } if !is_there(event) => Ok(Value::Null),
            Holds::Object { object, length, .. } => {
                spend_fields(ctx, length(event)).map_err(told)?;
                let selected = ctx.with_selection_set(&ctx.item.node.selection_set);
                resolve_container(&selected, &Within { event, object }).await
            }
        }
    }
}

/// An object in an event.
struct Within<'e> {
    event: &'e Event,
    object: &'static EventObject,
}

impl OutputType for Within<'_> {
    /// The types of its objects are told by each, and in the table.
    fn type_name() -> Cow<'static, str> {
        EVENT.name.into()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.object.name.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        EVENT.register(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ContainerType for Within<'_> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let field = self.object.field(&ctx.item.node.name.node);
        Ok(field.and_then(|field| {
            check_read(self.event, field.parts);
            match &field.holds {
                Holds::Leaf(of) => Some(of(self.event).into()),
                Holds::Object { .. } => None,
            }
        }))
    }
}
