//! The questions that tools ask about a schema.

use event_mesh::config::LimitSettings;

use crate::guard::{accepted, defaults};

/// What `getIntrospectionQuery` of graphql-js 16 makes with all options, which GraphiQL and GraphQL
/// Code Generator send.
const INTROSPECTION: &str = include_str!("introspection.graphql");

#[test]
fn introspection_has_room_to_spare() {
    let limits = defaults();
    let half = LimitSettings {
        document_bytes: limits.document_bytes / 2,
        document_tokens: limits.document_tokens / 2,
        document_depth: limits.document_depth / 2,
        document_operations: limits.document_operations / 2,
        document_directives: limits.document_directives / 2,
        document_selections: limits.document_selections / 2,
        document_aliases: limits.document_aliases / 2,
        ..limits
    };
    accepted(INTROSPECTION, &half);
}
