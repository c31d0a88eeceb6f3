//! Where the server listens, and how it stops.

use std::time::Duration;

use serde::Deserialize;

/// Section `server`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// The address or name to listen on.
    pub host: String,
    /// The port to listen on; 0 lets the system choose.
    pub port: u16,
    /// How long running requests may take to end at a stop.
    pub drain_seconds: u64,
}

impl ServerSettings {
    /// How long running requests may take to end at a stop.
    pub const fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}
