//! What is worked out about an operation before it runs: what it may cost, which parts of events it reads,
//! which of its events are written as text, and what its response looks like.

pub(super) mod columns;
pub(in crate::graphql) mod complexity;
pub(in crate::graphql) mod event_selection;
pub(in crate::graphql) mod response_shape;
pub(super) mod root_fields;
pub(super) mod spread;
pub(super) mod used_fragments;
