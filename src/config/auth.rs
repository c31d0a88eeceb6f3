//! Who may come in.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

/// Section `auth`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthSettings {
    /// Whether to serve everybody on an address that other machines reach.
    pub allow_anonymous: bool,
    /// The secret that signs tokens with HS256; empty for none. Never print it.
    pub jwt_secret: String,
    /// Where the public keys are that tokens are signed with, as a JWKS; empty for nowhere.
    pub jwks_url: String,
    /// The same as a file; empty for none.
    pub jwks_file: PathBuf,
    /// The address of a Supabase project, for its keys and issuers; empty for none.
    pub supabase_url: String,
    /// For whom a token may have been issued; empty when any will do.
    #[serde(deserialize_with = "names")]
    pub audience: Vec<String>,
    /// Who may have issued a token; empty when anybody will do.
    #[serde(deserialize_with = "names")]
    pub issuer: Vec<String>,
    /// How far clocks may be apart.
    pub leeway_seconds: u32,
    /// The claim that holds a user's tenant.
    pub tenant_claim: String,
    /// The claim that holds a token's role.
    pub role_claim: String,
    /// What roles mean.
    pub roles: RoleSettings,
    /// The SHA-256 hashes of the API keys of back ends, in hex.
    #[serde(deserialize_with = "names")]
    pub api_keys: Vec<String>,
}

/// Section `auth.roles`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSettings {
    /// The roles of users, who see the events of one tenant.
    #[serde(deserialize_with = "names")]
    pub user: Vec<String>,
    /// The roles of back ends, which see every tenant.
    #[serde(deserialize_with = "names")]
    pub service: Vec<String>,
}

/// Settings of this section that can't be used together, or at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthSettingsError {
    /// Everybody may come in, and nobody without credentials.
    #[error(
        "auth.allow_anonymous lets everybody in, and the other settings of auth ask for \
         credentials: set one or the other"
    )]
    Contradiction,
    /// A secret that can be guessed.
    #[error("auth.jwt_secret must have at least {} bytes", AuthSettings::SECRET_BYTES)]
    ShortSecret,
    /// Two places for the same keys.
    #[error("auth.jwks_url and auth.jwks_file are two places for the same keys: set one of them")]
    TwoSources,
    /// An address that is none.
    #[error("{0} must be an http or https address")]
    NotAnAddress(&'static str),
    /// A role with two meanings.
    #[error("a role stands in both auth.roles.user and auth.roles.service")]
    AmbiguousRole,
    /// A hash that is none. The text may be a key, and isn't told.
    #[error("auth.api_keys must be SHA-256 hashes: number {0} isn't 64 digits of hex")]
    NotAHash(usize),
}

impl AuthSettings {
    /// The shortest secret, in bytes: as many as HS256 hashes to (RFC 7518, section 3.2).
    pub const SECRET_BYTES: usize = 32;

    /// Whether requests need credentials.
    pub fn is_configured(&self) -> bool {
        !self.jwt_secret.is_empty()
            || !self.jwks_url.is_empty()
            || !self.jwks_file.as_os_str().is_empty()
            || !self.supabase_url.is_empty()
            || !self.api_keys.is_empty()
    }

    /// Where public keys are fetched from. A Supabase project publishes its own.
    pub fn key_address(&self) -> Option<String> {
        let is_elsewhere = !self.jwks_file.as_os_str().is_empty();
        match (self.jwks_url.as_str(), self.supabase()) {
            ("", Some(issuer)) if !is_elsewhere => Some(format!("{issuer}/.well-known/jwks.json")),
            ("", _) => None,
            (address, _) => Some(address.to_owned()),
        }
    }

    /// Who may have issued a token; empty when anybody will do. The keys that Supabase once gave to
    /// back ends say only `supabase`.
    pub fn issuers(&self) -> Vec<String> {
        match self.supabase() {
            Some(issuer) if self.issuer.is_empty() => vec![issuer, "supabase".to_owned()],
            _ => self.issuer.clone(),
        }
    }

    /// The hashes of API keys.
    ///
    /// # Errors
    /// With the number of the first that is none.
    pub fn api_key_hashes(&self) -> Result<Vec<[u8; 32]>, AuthSettingsError> {
        let parse = |(index, text): (usize, &String)| {
            let mut hash = [0; 32];
            let parsed = hex::decode_to_slice(text, &mut hash);
            parsed.map(|()| hash).map_err(|_| AuthSettingsError::NotAHash(index + 1))
        };
        self.api_keys.iter().enumerate().map(parse).collect()
    }

    /// Finds what can't be meant.
    ///
    /// # Errors
    /// With the first such thing.
    pub fn check(&self) -> Result<(), AuthSettingsError> {
        if self.allow_anonymous && self.is_configured() {
            return Err(AuthSettingsError::Contradiction);
        }
        if !self.jwt_secret.is_empty() && self.jwt_secret.len() < Self::SECRET_BYTES {
            return Err(AuthSettingsError::ShortSecret);
        }
        if !self.jwks_url.is_empty() && !self.jwks_file.as_os_str().is_empty() {
            return Err(AuthSettingsError::TwoSources);
        }
        let addresses =
            [("auth.jwks_url", &self.jwks_url), ("auth.supabase_url", &self.supabase_url)];
        for (name, address) in addresses {
            if !address.is_empty() && !is_address(address) {
                return Err(AuthSettingsError::NotAnAddress(name));
            }
        }
        let users: HashSet<_> = self.roles.user.iter().collect();
        if self.roles.service.iter().any(|role| users.contains(role)) {
            return Err(AuthSettingsError::AmbiguousRole);
        }
        self.api_key_hashes().map(|_| ())
    }

    /// The issuer of a Supabase project's tokens.
    fn supabase(&self) -> Option<String> {
        let url = self.supabase_url.trim_end_matches('/');
        (!url.is_empty()).then(|| format!("{url}/auth/v1"))
    }
}

impl fmt::Debug for AuthSettings {
    /// Names nothing that is secret, or that leads to what is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthSettings")
            .field("allow_anonymous", &self.allow_anonymous)
            .field("is_configured", &self.is_configured())
            .finish_non_exhaustive()
    }
}

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

/// A list of names, without blanks around them: `a, b` in a variable means `a` and `b`, and an
/// empty variable means none.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let trimmed = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    Ok(trimmed.map(str::to_owned).collect())
}
