//! Where settings come from: what each source gives, put over what those before it gave.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{fs, io};

use serde::Deserialize as _;
use toml::{Table, Value};

use super::names::{self, Variable};
use super::problem::{Problem, SettingsError};
use super::{DEFAULTS, Flags, Settings, bounds};

/// Settings by their dotted names.
type Values = BTreeMap<String, Value>;

/// What was given so far.
pub(super) struct Sources {
    values: Values,
    /// Where settings were set that don't have their defaults.
    origins: HashMap<String, String>,
    problems: Vec<Problem>,
}

/// The documented defaults.
pub(super) fn defaults() -> Values {
    let defaults: Table = DEFAULTS.parse().unwrap_or_default();
    let mut values = Values::new();
    flatten("", defaults, &mut |name, value| drop(values.insert(name, value)));
    values
}

/// Passes on each setting in a table, by its dotted name.
fn flatten(prefix: &str, table: Table, pass: &mut impl FnMut(String, Value)) {
    for (key, value) in table {
        let name = format!("{prefix}{key}");
        match value {
            Value::Table(table) => flatten(&format!("{name}."), table, pass),
            value => pass(name, value),
        }
    }
}

impl Sources {
    pub(super) fn new() -> Self {
        Self { values: defaults(), origins: HashMap::new(), problems: Vec::new() }
    }

    /// Takes what a file says, which may be missing unless it is required.
    pub(super) fn read_file(&mut self, path: &Path, is_required: bool) {
        let file = path.display();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_required => return,
            Err(error) => return self.refuse(file.to_string(), format!("can't be read: {error}")),
        };
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                // Its own text shows the line, which may hold a secret.
                let start = toml::de::Error::span(&error).map_or(0, |span| span.start);
                let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
                return self.refuse(file.to_string(), format!("isn't TOML at line {line}"));
            }
        };
        let mut given = Vec::new();
        flatten("", table, &mut |name, value| given.push((name, value)));
        for (name, value) in given {
            let origin = format!("{file}: {name}");
            if self.values.contains_key(&name) {
                self.set(&name, origin, value);
                continue;
            }
            let near = names::nearest(&name, self.values.keys());
            let near = near.map_or(String::new(), |near| format!(": did you mean {near}?"));
            self.refuse(origin, format!("is no setting{near}"));
        }
    }

    /// Takes what the environment says.
    pub(super) fn read_environment(&mut self, environment: &HashMap<String, String>) {
        let known = names::variables(self.values.keys());
        for variable in &known {
            self.read_variable(variable, environment);
        }
        let is_known = |name: &String| {
            known.iter().any(|one| one.name == *name || one.file().is_some_and(|one| one == *name))
        };
        let mut others: Vec<_> = environment.iter().filter(|(name, _)| !is_known(name)).collect();
        others.sort_unstable();
        for (name, value) in others {
            if let Some(fault) = names::fault(name, value, &known) {
                self.refuse(name.clone(), fault);
            }
        }
    }

    fn read_variable(&mut self, variable: &Variable, environment: &HashMap<String, String>) {
        let Variable { name, setting } = variable;
        let file = variable.file().and_then(|file| Some((environment.get(&file)?, file)));
        let file = file.filter(|(path, _)| !path.is_empty());
        match (environment.get(name), file) {
            (Some(value), Some((_, file))) if !value.is_empty() => {
                self.refuse(name.clone(), format!("and {file} are both set: set one of them"));
            }
            (_, Some((path, file))) => self.read_value(setting, file, path),
            (Some(value), None) => {
                let other = self.origins.get(setting);
                let is_other_set = other.is_some_and(|other| environment.contains_key(other));
                // What hosts and tools pass on as empty isn't set. A full name may set nothing.
                if !value.is_empty() || variable.is_full() && !is_other_set {
                    self.set(setting, name.clone(), Value::String(value.clone()));
                }
            }
            (None, None) => {}
        }
    }

    /// Takes what stands in the file that a variable names.
    fn read_value(&mut self, setting: &str, variable: String, path: &str) {
        match fs::read_to_string(path) {
            Ok(text) => match text.trim_end_matches(['\r', '\n']) {
                "" => self.refuse(variable, "names a file with nothing in it"),
                value => self.set(setting, variable, Value::String(value.to_owned())),
            },
            Err(error) => {
                self.refuse(variable, format!("names a file that can't be read: {error}"));
            }
        }
    }

    /// Takes what the command line says.
    pub(super) fn read_flags(&mut self, flags: Flags) {
        for (setting, value) in flags {
            self.set(setting, format!("{setting} (on the command line)"), Value::String(value));
        }
    }

    /// Takes one value.
    fn set(&mut self, setting: &str, origin: String, given: Value) {
        let is_text = |text: &str| !text.contains(char::REPLACEMENT_CHARACTER);
        if !given.as_str().is_none_or(is_text) {
            return self.refuse(origin, "isn't UTF-8");
        }
        let Some(value) = self.values.get_mut(setting) else {
            return self.refuse(origin, "is no setting");
        };
        match bounds::fit(setting, value, given) {
            Ok(fit) => {
                *value = fit;
                self.origins.insert(setting.to_owned(), origin);
            }
            Err(message) => self.refuse(origin, message),
        }
    }

    fn refuse(&mut self, name: String, message: impl Into<String>) {
        self.problems.push(Problem::new(name, message));
    }

    /// The settings, if nothing is wrong with any.
    pub(super) fn settings(self) -> Result<Settings, SettingsError> {
        let mut table = Table::new();
        for (name, value) in self.values {
            insert(&mut table, &name, value);
        }
        let mut problems = self.problems;
        let settings = match Settings::deserialize(table) {
            Ok(settings) => settings,
            Err(error) => {
                problems.push(Problem::new("config.default.toml", error.message()));
                return Err(SettingsError(problems));
            }
        };
        let named = |Problem { name, message }| {
            let origin = self.origins.get(&name).cloned();
            Problem { name: origin.unwrap_or(name), message }
        };
        problems.extend(settings.problems().into_iter().map(named));
        SettingsError::of(problems).map(|()| settings)
    }
}

/// Puts a value where its dotted name says.
fn insert(table: &mut Table, name: &str, value: Value) {
    match name.split_once('.') {
        None => drop(table.insert(name.to_owned(), value)),
        Some((section, rest)) => {
            let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(section) = section {
                insert(section, rest, value);
            }
        }
    }
}
