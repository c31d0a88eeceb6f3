//! The tools for agents.

use serde::Deserialize;

/// Section `mcp`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct McpSettings {
    /// Whether to serve the Model Context Protocol.
    pub enabled: Switch,
}

/// On, off, or as the rest of the settings has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// On where nobody but this machine can come in anyway.
    Auto,
    /// On.
    True,
    /// Off.
    False,
}
