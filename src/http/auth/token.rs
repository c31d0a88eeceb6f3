//! Tokens: JSON Web Tokens in their compact form, taken apart and checked against a key.
//!
//! The library checks signatures here, and no more: the claims it would measure by a clock of its
//! own, and let pass what isn't there.
//!
//! Source: RFC 7519, and RFC 8725 for what goes wrong with them

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, crypto};

use super::Denied;
use super::claims::Claims;
use super::keys::Key;

/// The longest token, in bytes.
pub const LONGEST: usize = 8 * 1024;

/// A token whose header was read. Nothing that it says is believed yet.
#[derive(Debug)]
pub struct Token<'a> {
    text: &'a str,
    algorithm: Algorithm,
    key_id: Option<String>,
}

impl<'a> Token<'a> {
    /// Reads the header of a token.
    ///
    /// # Errors
    /// When it is too long, no token, or of a form that is not taken.
    pub fn parse(text: &'a str) -> Result<Self, Denied> {
        if text.len() > LONGEST {
            return Err(Denied::Invalid("the token is longer than 8 KiB"));
        }
        let header = jsonwebtoken::decode_header(text).map_err(|error| match error.kind() {
            ErrorKind::InvalidToken | ErrorKind::Base64(_) => {
                Denied::Invalid("the token is no JSON Web Token")
            }
            // `none` is no algorithm to the library.
            _ => Denied::Invalid("the token's header names no algorithm that is taken"),
        })?;
        // What a token declares critical must be understood (RFC 7515, section 4.1.11), and none is.
        if header.crit.is_some() {
            return Err(Denied::Invalid("the token has critical extensions, which are not taken"));
        }
        Ok(Self { text, algorithm: header.alg, key_id: header.kid })
    }

    /// Which key the token says that it was signed with.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Whether the token says that it was signed with a secret.
    pub(super) const fn is_symmetric(&self) -> bool {
        matches!(self.algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512)
    }

    /// What the token claims, if one of these keys signed it, each by its own algorithm.
    ///
    /// # Errors
    /// When one did, and the claims are no JSON object.
    pub fn claims_signed_by<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k Key>,
    ) -> Result<Option<Claims>, Denied> {
        let Some((message, signature)) = self.text.rsplit_once('.') else { return Ok(None) };
        let is_signed_by = |key: &Key| {
            let verify = || {
                crypto::verify(signature, message.as_bytes(), key.decoding_key(), key.algorithm())
            };
            self.algorithm == key.algorithm() && verify().unwrap_or(false)
        };
        if !keys.into_iter().any(is_signed_by) {
            return Ok(None);
        }
        let payload = message.split_once('.').map(|(_, payload)| payload).unwrap_or_default();
        let claims = URL_SAFE_NO_PAD.decode(payload).ok();
        let claims = claims.and_then(|claims| serde_json::from_slice(&claims).ok());
        claims.map(Some).ok_or(Denied::Invalid("the claims of the token are no JSON object"))
    }
}
