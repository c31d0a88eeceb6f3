//! Makes tokens that this server takes, for trying it out and for scripts.

use jsonwebtoken::errors::Error as JwtError;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value};

use super::Denied;
use super::claims::{ClaimRules, Claims};
use crate::config::{AuthSettings, SettingsError};
use crate::domain::timestamp::Timestamp;

/// What a token is to say.
#[derive(Debug, Default)]
pub struct Order {
    /// The user.
    pub sub: Option<String>,
    /// The role; `None` for a user's.
    pub role: Option<String>,
    /// The tenant, where it isn't the user.
    pub tenant: Option<String>,
    /// How long the token is to be valid, in seconds.
    pub expires_in: u32,
}

/// Why a token can't be made.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// The settings can't be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// There is nothing to sign with.
    #[error("auth.jwt_secret is not set: there is nothing to sign a token with")]
    NoSecret,
    /// The user is the tenant, and another tenant was named.
    #[error("the tenant is the user (auth.tenant_claim is \"sub\"): leave the tenant out")]
    TwoTenants,
    /// The server would refuse the token.
    #[error("this server would refuse the token: {0}")]
    Refused(&'static str),
    /// The token can't be signed.
    #[error("the token can't be signed: {0}")]
    Signature(#[from] JwtError),
}

/// Makes a token, signed with the secret of the settings, that a server with these settings takes.
///
/// # Errors
/// When there is no secret, or the server would refuse the token.
pub fn mint(settings: &AuthSettings, order: Order, now: Timestamp) -> Result<String, MintError> {
    settings.check()?;
    if settings.jwt_secret.is_empty() {
        return Err(MintError::NoSecret);
    }
    let claims = Claims::new(claims(settings, order, now)?);
    ClaimRules::new(settings).check(&claims, now).map_err(|denied| match denied {
        Denied::Invalid(message) => MintError::Refused(message),
        Denied::Missing | Denied::Unavailable => MintError::Refused("it can't be checked"),
    })?;
    let key = EncodingKey::from_secret(settings.jwt_secret.as_bytes());
    Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims.as_map(), &key)?)
}

fn claims(
    settings: &AuthSettings,
    order: Order,
    now: Timestamp,
) -> Result<Map<String, Value>, MintError> {
    if order.tenant.is_some() && settings.tenant_claim == "sub" {
        return Err(MintError::TwoTenants);
    }
    let seconds = now.millis() / 1_000;
    let times = [("iat", seconds), ("exp", seconds.saturating_add(order.expires_in.into()))];
    let texts = [
        ("sub", order.sub),
        (&settings.role_claim, order.role),
        (&settings.tenant_claim, order.tenant),
        ("aud", settings.audience.first().cloned()),
        ("iss", settings.issuers().into_iter().next()),
    ];
    let times = times.into_iter().map(|(name, time)| (name.to_owned(), Value::from(time)));
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into())));
    Ok(times.chain(texts).collect())
}
