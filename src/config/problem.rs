//! What is wrong with settings: all of it at once, and never the values, which may be secret.

use std::fmt;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The setting, by its dotted name, or where it was set.
    pub name: String,
    /// What is wrong with it, as the rest of a sentence that begins with its name.
    pub message: String,
}

impl Problem {
    pub(super) fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self { name: name.into(), message: message.into() }
    }
}

/// Settings that can't be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError(pub(super) Vec<Problem>);

impl SettingsError {
    /// Fails when there are problems.
    pub(super) fn of(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems)) }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings are wrong:")?;
        self.0.iter().try_for_each(|Problem { name, message }| write!(f, "\n- {name} {message}"))
    }
}

impl std::error::Error for SettingsError {}
