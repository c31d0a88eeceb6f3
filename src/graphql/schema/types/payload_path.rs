//! A path inside payloads.

use async_graphql::SimpleObject;

use crate::domain::payload_paths;
use crate::graphql::values::scalars::Json;

/// A path inside payloads, to values that are no objects.
#[derive(SimpleObject)]
pub(in crate::graphql) struct PayloadPath {
    /// Keys of objects, and positions in arrays as digits, from the outside in. Of each array the first three
    /// are looked into.
    path: Vec<String>,
    /// How many of the payloads have a value there.
    count: i32,
    /// Up to three of the values that are there; none of arrays, and no text above 200 bytes.
    examples: Vec<Json>,
}

impl From<payload_paths::PayloadPath> for PayloadPath {
    fn from(path: payload_paths::PayloadPath) -> Self {
        Self {
            path: path.path,
            count: i32::try_from(path.count).unwrap_or(i32::MAX),
            examples: path.examples.into_iter().map(Json).collect(),
        }
    }
}
