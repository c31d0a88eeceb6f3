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
pub(in crate::store) mod search;
pub(in crate::store) mod shared_lookups;
pub(in crate::store) mod stats;

use search::Completeness;
use shared_lookups::SharedLookups;

use super::connections::database::Database;

/// What reads the history.
#[derive(Debug, Clone)]
pub struct Reader {
    database: Database,
    lookups: SharedLookups,
    /// Whether every event can be searched.
    completeness: Completeness,
}

impl Reader {
    pub(in crate::store) fn new(database: Database) -> Self {
        let (lookups, completeness) = (SharedLookups::default(), Completeness::default());
        Self { database, lookups, completeness }
    }

    /// Whether every event can be searched, as far as that is known.
    pub(in crate::store) const fn completeness(&self) -> &Completeness {
        &self.completeness
    }
}
