//! What is read, a question a file.
//!
//! Every function takes a [`Viewer`](crate::domain::viewer::Viewer), or a view that names one, and sees what that viewer
//! may see.

mod chronicle;
mod correlation;
mod events;
pub(in crate::store) mod links;
pub(in crate::store) mod narratives;
mod outcomes;
mod reader;
pub(in crate::store) mod search;
pub(in crate::store) mod shared_lookups;
pub(in crate::store) mod stats;

pub use reader::Reader;
