//! The names of variables: which set something, and which only look as if they did.
//!
//! A misspelt name must not leave a server open that was to ask for credentials, so what comes close
//! to one of ours is refused.

/// What every name begins with that stands for a setting.
const PREFIX: &str = "EVENT_MESH__";

/// Variables that hosts and tools set without our prefix, and what they stand for. The full name
/// goes first where both are set.
const SHORT: [(&str, &str); 6] = [
    ("HOST", "server.host"),
    ("PORT", "server.port"),
    ("DATABASE_URL", "database.url"),
    ("MIGRATION_DATABASE_URL", "database.migration_url"),
    ("SUPABASE_URL", "auth.supabase_url"),
    ("SUPABASE_JWT_SECRET", "auth.jwt_secret"),
];

/// Secrets, and addresses, which may hold passwords: those that a file may hold that the variable
/// with this ending names.
const IN_FILES: [&str; 7] = [
    "auth.api_keys",
    "auth.jwks_url",
    "auth.jwt_secret",
    "auth.supabase_url",
    "database.migration_url",
    "database.url",
    "llm.key",
];
const FILE: &str = "_FILE";

/// Ours that are no settings: of `event-mesh demo`, and of the tests.
const OTHERS: [&str; 3] = ["EVENT_MESH_TOKEN", "EVENT_MESH_URL", "EVENT_MESH_PROGRAM"];
const TESTS: &str = "EVENT_MESH_TEST_";

/// Below so many letters, words of others come close to ours.
const DISTINCT: usize = 8;

/// A variable that stands for a setting.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) setting: String,
}

impl Variable {
    /// Whether the name is that of the setting, and not a short one.
    pub(super) fn is_full(&self) -> bool {
        self.name.starts_with(PREFIX)
    }

    /// The variable with the name of a file that holds the value, where there may be one.
    pub(super) fn file(&self) -> Option<String> {
        IN_FILES.contains(&&*self.setting).then(|| format!("{}{FILE}", self.name))
    }
}

/// Every variable that stands for one of these settings, those first that others go before.
pub(super) fn variables<'a>(settings: impl Iterator<Item = &'a String>) -> Vec<Variable> {
    let short = SHORT.map(|(name, setting)| (name.to_owned(), setting.to_owned()));
    let full = settings.map(|setting| (full_name(setting), setting.clone()));
    let all = short.into_iter().chain(full);
    all.map(|(name, setting)| Variable { name, setting }).collect()
}

fn full_name(setting: &str) -> String {
    format!("{PREFIX}{}", setting.replace('.', "__").to_uppercase())
}

/// What is wrong with a variable that isn't one of these, if anything is.
pub(super) fn fault(name: &str, value: &str, known: &[Variable]) -> Option<String> {
    if OTHERS.contains(&name) || name.starts_with(TESTS) || is_of_kubernetes(name, value) {
        return None;
    }
    let letters = letters(name);
    let names = known.iter().flat_map(|one| [Some(one.name.clone()), one.file()]).flatten();
    let mut names = names.chain(OTHERS.map(str::to_owned));
    let is_near = |one: &String| {
        let ours = self::letters(one);
        ours.len() >= DISTINCT && is_one_edit(&ours, &letters)
    };
    if let Some(near) = names.find(is_near) {
        return Some(format!("is no variable of event-mesh: did you mean {near}?"));
    }
    // Without its section.
    let tail = letters.strip_prefix("EVENTMESH")?;
    let is_it = |one: &&Variable| {
        one.setting.rsplit_once('.').is_some_and(|(_, last)| self::letters(last) == tail)
    };
    if let Some(one) = known.iter().filter(|one| one.is_full()).find(is_it) {
        return Some(format!("is no variable of event-mesh: did you mean {}?", one.name));
    }
    let name = name.to_ascii_uppercase();
    let is_ours = name.starts_with(PREFIX) || name.starts_with("EVENTMESH_");
    is_ours.then(|| "is no variable of event-mesh: see config.default.toml".to_owned())
}

/// What Kubernetes tells each container of a service that is called event-mesh, or event-mesh-….
///
/// Source: <https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables>
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let Some(rest) = name.strip_prefix("EVENT_MESH_").filter(|rest| !rest.starts_with('_')) else {
        return false;
    };
    let rest = format!("_{rest}");
    let of_port = |(_, port): (&str, &str)| port.starts_with(|c: char| c.is_ascii_digit());
    rest.ends_with("_SERVICE_HOST")
        || rest.ends_with("_SERVICE_PORT")
        || rest.contains("_SERVICE_PORT_")
        || rest.split_once("_PORT_").is_some_and(of_port)
        || rest == "_PORT"
        || rest.ends_with("_PORT") && value.contains("://")
}

/// What is left of a name without its separators, in one case.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether two texts are the same but for one letter that is missing, too many or another one, or for
/// two that changed places.
fn is_one_edit(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[same..], &other[same..]);
    match (one, other) {
        ([], rest) | (rest, []) => rest.len() <= 1,
        ([a, one @ ..], [b, other @ ..]) => {
            one == other
                || one == [&[*b], other].concat()
                || [&[*a], one].concat() == other
                || matches!((one, other), ([c, one @ ..], [d, other @ ..])
                    if (a, c) == (d, b) && one == other)
        }
    }
}

/// The setting that comes closest to a name which is none.
pub(super) fn nearest<'a>(
    name: &str,
    mut settings: impl Iterator<Item = &'a String>,
) -> Option<&'a String> {
    let letters = letters(name);
    settings.find(|one| is_one_edit(&self::letters(one), &letters))
}
