//! Settings: defaults, then a file, then the environment, then flags.
//!
//! The defaults live in `config.default.toml`, which is part of the binary, so that there is one
//! list of settings and it is documented.

mod auth;
mod database;
mod documenting;
mod documents;
mod limits;
mod server;
mod telemetry;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;

use config::{Config, Environment, File, FileFormat};
use serde::Deserialize;

pub use auth::{AuthSettings, AuthSettingsError, RoleSettings};
pub use database::DatabaseSettings;
pub use documenting::DocumentingSettings;
pub use documents::DocumentSettings;
pub use limits::LimitSettings;
pub use server::{Mode, ServerSettings};
pub use telemetry::TelemetrySettings;

/// The documented defaults.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// The file that is read when it is there and no other is named.
pub const DEFAULT_FILE: &str = "event-mesh.toml";

/// Variables that hosts and tools set without our prefix, and what they stand for. The full name
/// goes first where both are set.
const SHORT_NAMES: [(&str, &str); 6] = [
    ("HOST", "EVENT_MESH__SERVER__HOST"),
    ("PORT", "EVENT_MESH__SERVER__PORT"),
    ("DATABASE_URL", "EVENT_MESH__DATABASE__URL"),
    ("MIGRATION_DATABASE_URL", "EVENT_MESH__DATABASE__MIGRATION_URL"),
    ("SUPABASE_URL", "EVENT_MESH__AUTH__SUPABASE_URL"),
    ("SUPABASE_JWT_SECRET", SECRET),
];

/// The variable of the one secret among the settings.
const SECRET: &str = "EVENT_MESH__AUTH__JWT_SECRET";

/// The settings that are lists, which variables write with commas.
const LISTS: [&str; 8] = [
    "auth.api_keys",
    "auth.audience",
    "auth.issuer",
    "auth.roles.service",
    "auth.roles.user",
    "documenting.event_names",
    "server.cors_origins",
    "server.hosts",
];

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
    /// What is documented without being asked.
    pub documenting: DocumentingSettings,
    /// Who may come in.
    pub auth: AuthSettings,
    /// What is logged.
    pub telemetry: TelemetrySettings,
}

/// A setting that is missing, unknown, or of the wrong form.
#[derive(Debug, thiserror::Error)]
#[error("settings: {0}")]
pub struct SettingsError(#[from] config::ConfigError);

/// Settings that stand on the command line, by their dotted name.
pub type Flags = Vec<(&'static str, String)>;

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// When `file` can't be read, or a setting is unknown or of the wrong form.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn load(file: Option<&Path>, flags: Flags) -> Result<Self, SettingsError> {
        let text = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::from_sources(file, std::env::vars_os().filter_map(text).collect(), flags)
    }

    /// Reads settings from a file, from an environment of the caller's, and from flags.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn from_sources(
        file: Option<&Path>,
        mut environment: HashMap<String, String>,
        flags: Flags,
    ) -> Result<Self, SettingsError> {
        for (short, full) in SHORT_NAMES {
            if let Some(value) = environment.get(short).filter(|value| !value.is_empty()).cloned() {
                let given = environment.entry(full.to_owned()).or_default();
                if given.is_empty() {
                    *given = value;
                }
            }
        }
        // `config` would take texts that look like numbers, or like `true`, for those.
        let secret = environment.remove(SECRET);
        let lists = LISTS.map(|list| (list, take_list(&mut environment, list)));
        let variables = Environment::with_prefix("EVENT_MESH")
            .prefix_separator("__")
            .separator("__")
            .try_parsing(true)
            .source(Some(environment));
        let required = file.is_some();
        let file = file.unwrap_or_else(|| Path::new(DEFAULT_FILE));
        let mut builder = Config::builder()
            .add_source(File::from_str(DEFAULTS, FileFormat::Toml))
            .add_source(File::from(file).format(FileFormat::Toml).required(required))
            .add_source(variables)
            .set_override_option("auth.jwt_secret", secret)?;
        for (list, value) in lists {
            builder = builder.set_override_option(list, value)?;
        }
        for (setting, value) in flags {
            builder = builder.set_override(setting, value)?;
        }
        Ok(builder.build()?.try_deserialize()?)
    }

    /// The defaults alone.
    ///
    /// # Errors
    /// Never, unless `config.default.toml` and the types have parted; a test holds them together.
    pub fn defaults() -> Result<Self, SettingsError> {
        let defaults = Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        Ok(defaults.build()?.try_deserialize()?)
    }
}

/// Takes a list out of the environment.
fn take_list(environment: &mut HashMap<String, String>, setting: &str) -> Option<Vec<String>> {
    let variable = format!("EVENT_MESH__{}", setting.to_uppercase().replace('.', "__"));
    let list = environment.remove(&variable)?;
    Some(list.split(',').map(str::to_owned).collect())
}
