//! Who may come in.

use serde::Deserialize;

/// Section `auth`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthSettings {
    /// Whether to serve everybody on an address that other machines reach.
    pub allow_anonymous: bool,
}
