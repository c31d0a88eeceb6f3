//! What the server says about itself.

use serde::Deserialize;

/// Section `telemetry`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetrySettings {
    /// What is logged: a level, or directives of `tracing-subscriber`.
    pub log: String,
}
