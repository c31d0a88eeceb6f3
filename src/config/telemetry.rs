//! What the server says about itself.

use serde::Deserialize;

use super::problem::Problem;

/// Section `telemetry`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetrySettings {
    /// What is logged: a level, or levels of parts of the program, as `info,sqlx=warn`.
    pub log: String,
}

impl TelemetrySettings {
    pub(super) fn problems(&self) -> Vec<Problem> {
        // A word that is no level would stand for a part of the program, and silence all others.
        if self.log.split(',').all(|one| is_directive(one.trim())) {
            return Vec::new();
        }
        let message =
            format!("must be {}, or levels of parts like \"info,sqlx=warn\"", LEVELS.join(", "));
        vec![Problem::new("telemetry.log", message)]
    }
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

fn is_directive(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_:".contains(c);
    let (part, level) = text.split_once('=').unwrap_or(("all", text));
    let is_level = LEVELS.iter().any(|one| one.eq_ignore_ascii_case(level));
    is_level && !part.is_empty() && part.chars().all(is_part)
}
