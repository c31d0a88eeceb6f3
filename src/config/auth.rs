//! Who may come in.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

use super::forms::is_web_address;
use super::problem::{Problem, SettingsError};

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
    /// For whom a token may have been issued; empty, or `*`, when any will do.
    pub audience: Vec<String>,
    /// Who may have issued a token; empty when anybody will do.
    pub issuer: Vec<String>,
    /// What users and tenants are called by.
    pub subjects: SubjectForm,
    /// How far clocks may be apart.
    pub leeway_seconds: u32,
    /// The claim that holds a user's tenant.
    pub tenant_claim: String,
    /// The claim that holds a token's role.
    pub role_claim: String,
    /// What roles mean.
    pub roles: RoleSettings,
    /// The SHA-256 hashes of the API keys of back ends, in hex.
    pub api_keys: Vec<String>,
}

/// Section `auth.roles`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSettings {
    /// The roles of users, who see the events of one tenant.
    pub user: Vec<String>,
    /// The roles of back ends, which see every tenant.
    pub service: Vec<String>,
}

/// What tokens and arguments call users and tenants by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectForm {
    /// UUIDs.
    Uuid,
    /// Any text of the one issuer.
    Text,
}

/// In place of audiences: tokens for any will do.
const ANY: &str = "*";

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

    /// For whom a token may have been issued; empty when any will do.
    pub fn audiences(&self) -> Vec<String> {
        if self.audience == [ANY] { Vec::new() } else { self.audience.clone() }
    }

    /// The hashes of API keys. What is none was refused by [`AuthSettings::check`].
    pub fn api_key_hashes(&self) -> Vec<[u8; 32]> {
        self.api_keys.iter().filter_map(|text| hash(text)).collect()
    }

    /// Finds what can't be meant.
    ///
    /// # Errors
    /// With all such things.
    pub fn check(&self) -> Result<(), SettingsError> {
        SettingsError::of(self.problems())
    }

    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut refuse = |is_wrong: bool, name: &str, message: &str| {
            if is_wrong {
                problems.push(Problem::new(name, message));
            }
        };
        refuse(
            self.allow_anonymous && self.is_configured(),
            "auth.allow_anonymous",
            "lets everybody in, and the other settings of auth ask for credentials: set one or the \
             other",
        );
        refuse(
            (1..Self::SECRET_BYTES).contains(&self.jwt_secret.len()),
            "auth.jwt_secret",
            &format!("must have at least {} bytes", Self::SECRET_BYTES),
        );
        let has_file = !self.jwks_file.as_os_str().is_empty();
        refuse(
            !self.jwks_url.is_empty() && has_file,
            "auth.jwks_url",
            "and auth.jwks_file are two places for the same keys: set one of them",
        );
        for (name, address) in
            [("auth.jwks_url", &self.jwks_url), ("auth.supabase_url", &self.supabase_url)]
        {
            let is_wrong = !address.is_empty() && !is_web_address(address);
            refuse(is_wrong, name, "must be an http or https address");
        }
        refuse(
            (has_file || !self.jwks_url.is_empty())
                && self.audience.is_empty()
                && self.issuers().is_empty(),
            if has_file { "auth.jwks_file" } else { "auth.jwks_url" },
            "needs auth.audience or auth.issuer, for its keys may sign tokens of other applications: \
             set them, or auth.audience to \"*\" to take all of them",
        );
        refuse(
            self.audience.len() > 1 && self.audience.iter().any(|one| one == ANY),
            "auth.audience",
            "has \"*\", which takes every token, beside others: set one or the other",
        );
        self.refuse_names(&mut refuse);
        if let Some(index) = self.api_keys.iter().position(|key| hash(key).is_none()) {
            let message =
                format!("must be SHA-256 hashes: number {} isn't 64 digits of hex", index + 1);
            refuse(true, "auth.api_keys", &message);
        }
        problems
    }

    /// Refuses what can't be meant of users, tenants and roles.
    fn refuse_names(&self, refuse: &mut impl FnMut(bool, &str, &str)) {
        refuse(
            self.subjects == SubjectForm::Text && self.issuer.len() != 1,
            "auth.subjects",
            "is \"text\", and texts are those of one issuer: set auth.issuer to exactly one",
        );
        for (name, claim) in
            [("auth.tenant_claim", &self.tenant_claim), ("auth.role_claim", &self.role_claim)]
        {
            refuse(claim.trim().is_empty(), name, "must name a claim");
        }
        let users: HashSet<_> = self.roles.user.iter().collect();
        refuse(
            self.roles.service.iter().any(|role| users.contains(role)),
            "auth.roles.service",
            "has a role that auth.roles.user has, too: it can have one meaning",
        );
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

/// A hash in hex.
fn hash(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok().map(|()| hash)
}
