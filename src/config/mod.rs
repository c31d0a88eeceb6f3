//! Settings: defaults, then a file, then the environment, then flags.
//!
//! The defaults live in `config.default.toml`, which is part of the binary, so that there is one
//! list of settings and it is documented.

mod auth;
mod bounds;
mod database;
mod debugger;
mod documenting;
mod documents;
mod forms;
mod limits;
mod llm;
mod mcp;
mod mechanism;
mod names;
mod problem;
mod server;
mod sources;
mod telemetry;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;

use serde::Deserialize;

pub use auth::{AuthSettings, RoleSettings, SubjectForm};
pub use database::DatabaseSettings;
pub use debugger::DebuggerSettings;
pub use documenting::DocumentingSettings;
pub use documents::DocumentSettings;
pub use limits::{LimitSettings, Strategy};
pub use llm::LlmSettings;
pub use mcp::{McpSettings, Switch};
pub use mechanism::Mechanism;
pub use problem::{Problem, SettingsError};
pub use server::{Mode, ServerSettings};
pub use telemetry::TelemetrySettings;

use sources::Sources;

/// The documented defaults.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// The file that is read when it is there and no other is named.
pub const DEFAULT_FILE: &str = "event-mesh.toml";

/// Every setting of the server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where to listen.
    pub server: ServerSettings,
    /// Where events are stored.
    pub database: DatabaseSettings,
    /// What one request may ask for.
    pub limits: LimitSettings,
    /// Which documents are run.
    pub documents: DocumentSettings,
    /// The Event Debugger.
    pub debugger: DebuggerSettings,
    /// The tools for agents.
    pub mcp: McpSettings,
    /// What is documented without being asked.
    pub documenting: DocumentingSettings,
    /// The model that retells stories.
    pub llm: LlmSettings,
    /// Who may come in.
    pub auth: AuthSettings,
    /// What is logged.
    pub telemetry: TelemetrySettings,
}

/// Settings that stand on the command line, by their dotted name.
pub type Flags = Vec<(&'static str, String)>;

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// When `file` can't be read, or settings are unknown or can't be meant: with all that is wrong.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn load(file: Option<&Path>, flags: Flags) -> Result<Self, SettingsError> {
        let text = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        };
        Self::from_sources(file, std::env::vars_os().filter_map(text).collect(), flags)
    }

    /// Reads settings from a file, from an environment of the caller's, and from flags.
    ///
    /// # Errors
    /// As [`Settings::load`].
    #[expect(clippy::needless_pass_by_value, reason = "callers make it for this alone")]
    pub fn from_sources(
        file: Option<&Path>,
        environment: HashMap<String, String>,
        flags: Flags,
    ) -> Result<Self, SettingsError> {
        let mut sources = Sources::new();
        sources.read_file(file.unwrap_or_else(|| Path::new(DEFAULT_FILE)), file.is_some());
        sources.read_environment(&environment);
        sources.read_flags(flags);
        sources.settings()
    }

    /// The defaults alone.
    ///
    /// # Errors
    /// Never, unless `config.default.toml` and the types have parted; a test holds them together.
    pub fn defaults() -> Result<Self, SettingsError> {
        Sources::new().settings()
    }

    /// Whether the Event Debugger is served: in production only where people are asked who they are, as
    /// it shows whatever they may see.
    pub fn serves_debugger(&self) -> bool {
        let is_open = self.server.mode == Mode::Development || self.auth.is_configured();
        self.debugger.enabled && is_open
    }

    /// Whether anybody may have the sample history stored.
    pub fn offers_sample(&self) -> bool {
        let is_developed = self.server.mode == Mode::Development;
        self.serves_debugger() && is_developed && !self.auth.is_configured()
    }

    /// Whether agents are served: unless the setting says so, only where everybody is served, while the server is
    /// developed, and listens to this machine alone.
    pub fn serves_mcp(&self) -> bool {
        let is_developed = self.server.mode == Mode::Development;
        match self.mcp.enabled {
            Switch::True => true,
            Switch::False => false,
            // Without either, the server takes loopback addresses only.
            Switch::Auto => {
                is_developed && !self.auth.is_configured() && !self.auth.allow_anonymous
            }
        }
    }

    /// What can't be meant, though each setting is of the right kind.
    fn problems(&self) -> Vec<Problem> {
        let mut problems = self.server.problems();
        problems.extend(self.database.problems());
        problems.extend(self.limits.problems());
        problems.extend(self.llm.problems());
        problems.extend(self.auth.problems());
        problems.extend(self.telemetry.problems());
        problems
    }
}
