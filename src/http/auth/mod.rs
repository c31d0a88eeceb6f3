//! Who asks: what clients show, a token or an API key, is checked here before anything else of a
//! request is read.
//!
//! The algorithm of a signature is that of our key, never what a token says. See `keys` for which
//! keys there are, `cache` for when they are read, and `claims` for what of a token is believed.

mod api_keys;
mod cache;
pub mod claims;
mod credentials;
pub mod keys;
mod mint;
mod source;
pub mod token;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use self::api_keys::NewApiKey;
pub(super) use self::credentials::Credentials;
pub use self::mint::{MintError, Order, mint};
pub use self::source::SourceError;

use self::api_keys::ApiKeys;
use self::cache::KeyCache;
use self::claims::{ClaimRules, Claims};
use self::keys::Key;
use self::source::Source;
use self::token::Token;
use super::shutdown::Shutdown;
use crate::config::{AuthSettings, SettingsError, SubjectForm};
use crate::domain::caller::Caller;
use crate::domain::clock::Clock;
use crate::domain::subjects::Subjects;
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;

/// Whom a request or a socket runs for, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who asks.
    pub caller: Caller,
    /// When that is no longer known; `None` where it doesn't end.
    pub expires_at: Option<Timestamp>,
}

/// Why it isn't known who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// There are no credentials.
    Missing,
    /// The credentials are wrong, in this way.
    Invalid(&'static str),
    /// They can't be checked now.
    Unavailable,
}

/// Settings with which nobody's credentials could be checked.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// They are wrong in themselves.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The file of keys can't be used.
    #[error("auth.jwks_file {}: {cause}", path.display())]
    File {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        cause: SourceError,
    },
    /// The address of the keys is none.
    #[error("auth.jwks_url: {0}")]
    Address(#[from] axum::http::uri::InvalidUri),
    /// There is no TLS.
    #[error("auth.jwks_url: {0}")]
    Tls(#[from] rustls::Error),
}

/// Finds out who asks.
#[derive(Debug, Clone)]
pub struct Authenticator {
    clock: Clock,
    subjects: Subjects,
    /// `None` when everybody may come in.
    checks: Option<Arc<Checks>>,
}

#[derive(Debug)]
struct Checks {
    api_keys: ApiKeys,
    secret: Option<Key>,
    published: Option<KeyCache>,
    rules: ClaimRules,
}

impl Authenticator {
    /// Finds out who asks as the settings say. What it runs are tasks of `shutdown`.
    ///
    /// # Errors
    /// When the settings can't be used. Keys at an address may be missing for now.
    pub fn new(
        settings: &AuthSettings,
        clock: Clock,
        shutdown: &Shutdown,
    ) -> Result<Self, AuthError> {
        settings.check()?;
        let subjects = subjects(settings);
        if !settings.is_configured() {
            return Ok(Self { clock, subjects, checks: None });
        }
        let secret = Some(&settings.jwt_secret).filter(|secret| !secret.is_empty());
        let checks = Checks {
            api_keys: ApiKeys(settings.api_key_hashes()),
            secret: secret.map(|secret| Key::of_secret(secret)),
            published: published(settings, &clock, shutdown)?,
            rules: ClaimRules::new(settings),
        };
        Ok(Self { clock, subjects, checks: Some(Arc::new(checks)) })
    }

    /// Whether anybody is asked who they are.
    pub(super) const fn asks(&self) -> bool {
        self.checks.is_some()
    }

    /// Finds out who shows these credentials.
    ///
    /// # Errors
    /// When they are missing or wrong, or can't be checked now.
    pub(super) async fn identify(&self, credentials: Credentials) -> Result<Identity, Denied> {
        let Some(checks) = &self.checks else {
            return Ok(self.without_end(Viewer::Anonymous));
        };
        let text = credentials.require()?;
        if ApiKeys::is_one(&text) {
            let is_known = checks.api_keys.contains(&text);
            let identity = self.without_end(Viewer::Service);
            return is_known.then_some(identity).ok_or(Denied::Invalid("the API key is unknown"));
        }
        let token = Token::parse(&text)?;
        let claims = checks.believe(&token).await?;
        checks.rules.check(&claims, self.clock.now())
    }

    fn without_end(&self, viewer: Viewer) -> Identity {
        Identity { caller: Caller::new(viewer, self.subjects), expires_at: None }
    }

    /// Ends when it is no longer known who asks.
    pub(super) fn expiry(&self, identity: &Identity) -> impl Future<Output = ()> + Send + use<> {
        /// A time that fits every timer: nothing stays open for longer than a year.
        const LONGEST: Duration = Duration::from_hours(365 * 24);

        let now = self.clock.now().millis();
        let left = identity.expires_at.map(|end| end.millis().saturating_sub(now));
        let left = left.map(|left| Duration::from_millis(u64::try_from(left).unwrap_or(0)));
        async move {
            match left {
                Some(left) => tokio::time::sleep(left.min(LONGEST)).await,
                None => std::future::pending().await,
            }
        }
    }
}

/// What users and tenants are called by.
pub fn subjects(settings: &AuthSettings) -> Subjects {
    match (settings.subjects, settings.issuer.as_slice()) {
        (SubjectForm::Text, [issuer]) => Subjects::of_issuer(issuer),
        // Without its one issuer, text was refused by [`AuthSettings::check`].
        (SubjectForm::Text | SubjectForm::Uuid, _) => Subjects::Uuid,
    }
}

fn published(
    settings: &AuthSettings,
    clock: &Clock,
    shutdown: &Shutdown,
) -> Result<Option<KeyCache>, AuthError> {
    let path = &settings.jwks_file;
    let (source, known) = if !path.as_os_str().is_empty() {
        let known = source::read_now(path);
        let known = known.map_err(|cause| AuthError::File { path: path.clone(), cause })?;
        (Source::File(path.clone()), Some(known))
    } else if let Some(address) = settings.key_address() {
        (Source::address(address.parse()?)?, None)
    } else {
        return Ok(None);
    };
    Ok(Some(KeyCache::new(source, known, clock.clone(), shutdown)))
}

impl Checks {
    /// What a token claims, once it is known that one of our keys signed it.
    async fn believe(&self, token: &Token<'_>) -> Result<Claims, Denied> {
        const UNSIGNED: Denied = Denied::Invalid("no key of this server signed the token");

        if let Some(claims) = token.claims_signed_by(&self.secret)? {
            return Ok(claims);
        }
        // Secrets aren't published: there is nothing to wait for.
        let Some(published) = self.published.as_ref().filter(|_| !token.is_symmetric()) else {
            return Err(UNSIGNED);
        };
        if let Some(keys) = published.known() {
            if let Some(claims) = token.claims_signed_by(keys.candidates(token.key_id()))? {
                return Ok(claims);
            }
            if keys.has(token.key_id()) {
                return Err(UNSIGNED);
            }
        }
        let keys = published.newest().await.ok_or(Denied::Unavailable)?;
        token.claims_signed_by(keys.candidates(token.key_id()))?.ok_or(UNSIGNED)
    }
}
