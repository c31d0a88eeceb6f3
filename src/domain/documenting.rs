//! Which events go into the documentation without being asked.

use std::collections::BTreeSet;

/// The event names that are marked `shouldDocument` unless the publisher says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentingRules {
    names: BTreeSet<String>,
}

impl DocumentingRules {
    /// Marks events of these names.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self { names: names.into_iter().collect() }
    }

    /// What the publisher said, else whether the name is among the marked ones.
    pub fn should_document(&self, said: Option<bool>, event_name: &str) -> bool {
        said.unwrap_or_else(|| self.names.contains(event_name))
    }
}
