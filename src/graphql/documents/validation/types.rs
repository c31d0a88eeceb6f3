//! Types as the schema writes them: `[Event!]!`.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaInputValue, MetaType, Registry};

/// A field of a type.
#[derive(Clone, Copy)]
pub(super) struct FieldType<'a> {
    /// What it returns.
    pub(super) ty: &'a str,
    /// Its arguments, where it has any.
    pub(super) arguments: Option<&'a IndexMap<String, MetaInputValue>>,
}

/// The field of this name of an object, interface or union.
pub(super) fn field_of<'a>(parent: &'a MetaType, name: &str) -> Option<FieldType<'a>> {
    if name == "__typename" {
        return Some(FieldType { ty: "String!", arguments: None });
    }
    let field = parent.field_by_name(name)?;
    Some(FieldType { ty: &field.ty, arguments: Some(&field.args) })
}

/// What a list of this type has as items; `None` where it is no list.
pub(super) fn item_of(nullable: &str) -> Option<&str> {
    nullable.strip_prefix('[')?.strip_suffix(']')
}

/// The name in a type.
pub(super) fn named(ty: &str) -> &str {
    ty.trim_matches(['[', ']', '!'])
}

/// The type that a type names.
pub(super) fn type_of<'a>(registry: &'a Registry, ty: &str) -> Option<&'a MetaType> {
    registry.types.get(named(ty))
}

/// Whether an argument or a field of an input must be given.
pub(super) fn is_required(input: &MetaInputValue) -> bool {
    input.ty.ends_with('!') && input.default_value.is_none()
}
