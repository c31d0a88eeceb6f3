//! Which documents are run.

use std::path::PathBuf;

use serde::Deserialize;

/// Section `documents`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentSettings {
    /// A file of trusted documents; empty for none.
    pub trusted: PathBuf,
    /// Whether to run no other documents.
    pub only_trusted: bool,
}
