//! What reads the history.

use super::search::completeness::Completeness;
use super::shared_lookups::SharedLookups;
use crate::store::connections::database::Database;

/// What reads the history.
#[derive(Debug, Clone)]
pub struct Reader {
    pub(super) database: Database,
    pub(super) lookups: SharedLookups,
    /// Whether every event can be searched.
    pub(super) completeness: Completeness,
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
