//! What is read, a question a file: each takes a viewer, and sees what that viewer may see.

mod chronicle;
mod correlation;
mod events;
pub(in crate::store) mod links;
pub(in crate::store) mod narratives;
mod outcomes;
pub(in crate::store) mod search;
pub(in crate::store) mod shared_lookups;
pub(in crate::store) mod stats;
