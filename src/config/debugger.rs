//! The Event Debugger.

use serde::Deserialize;

/// Section `debugger`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebuggerSettings {
    /// Whether to serve the page.
    pub enabled: bool,
}
