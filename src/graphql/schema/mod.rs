//! What clients see: resolvers, which read arguments, call a use case and wrap what it returns. Fields that
//! lead from one event to others go through loaders, so that a list costs no more statements than
//! one event.

mod connection;
pub(super) mod engine;
pub(super) mod event_fields;
mod event_object;
mod inputs;
mod mutation;
mod payloads;
mod query;
pub(super) mod subscription;
mod types;

/// The schema in GraphQL's schema definition language.
pub fn sdl() -> String {
    engine::schema().finish().sdl()
}
