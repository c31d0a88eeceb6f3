//! Types as the schema writes them: `[Event!]!`.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::OperationType;
use async_graphql::registry::{MetaInputValue, MetaType, Registry};

/// A field of a type.
#[derive(Clone, Copy)]
pub(in crate::graphql) struct FieldType<'a> {
    /// What it returns.
    pub(in crate::graphql) ty: &'a str,
    /// Its arguments, where it has any.
    pub(in crate::graphql) arguments: Option<&'a IndexMap<String, MetaInputValue>>,
}

/// The field of this name of an object, interface or union.
pub(in crate::graphql) fn field_of<'a>(parent: &'a MetaType, name: &str) -> Option<FieldType<'a>> {
    if name == "__typename" {
        return Some(FieldType { ty: "String!", arguments: None });
    }
    let field = parent.field_by_name(name)?;
    Some(FieldType { ty: &field.ty, arguments: Some(&field.args) })
}

/// What a list of this type has as items; `None` where it is no list.
pub(in crate::graphql) fn item_of(nullable: &str) -> Option<&str> {
    nullable.strip_prefix('[')?.strip_suffix(']')
}

/// The name in a type.
pub(in crate::graphql) fn named(ty: &str) -> &str {
    ty.trim_matches(['[', ']', '!'])
}

/// The type that a type names.
pub(in crate::graphql) fn type_of<'a>(registry: &'a Registry, ty: &str) -> Option<&'a MetaType> {
    registry.types.get(named(ty))
}

/// Whether an argument or a field of an input must be given.
pub(in crate::graphql) fn is_required(input: &MetaInputValue) -> bool {
    input.ty.ends_with('!') && input.default_value.is_none()
}

/// The type that operations of this kind begin at; `""` when the schema has none.
pub(in crate::graphql) fn root_of(registry: &Registry, kind: OperationType) -> &str {
    let root = match kind {
        OperationType::Query => Some(&registry.query_type),
        OperationType::Mutation => registry.mutation_type.as_ref(),
        OperationType::Subscription => registry.subscription_type.as_ref(),
    };
    root.map_or("", String::as_str)
}
