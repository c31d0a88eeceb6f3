//! What is documented without being asked.

use serde::Deserialize;

/// Section `documenting`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentingSettings {
    /// The event names that are marked `shouldDocument` unless the publisher says otherwise.
    pub event_names: Vec<String>,
}
