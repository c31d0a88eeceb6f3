//! The keys that tokens may be signed with. Each knows its one algorithm.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// A key, and the algorithm that it is for: never another, whatever a token says.
pub struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    decoding: DecodingKey,
}

/// The keys of a JSON Web Key Set that signatures can be checked with.
///
/// Source: RFC 7517, section 5
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
}

/// A text that is no JSON Web Key Set.
#[derive(Debug, thiserror::Error)]
#[error("it is no JSON Web Key Set: {0}")]
pub struct NotAKeySet(#[from] serde_json::Error);

/// A set before its keys are looked at: one that is of no use must not hide the others.
#[derive(Deserialize)]
struct Envelope {
    keys: Vec<Value>,
}

/// The sizes of RSA keys that are used, as the bytes of their modulus: 2048 to 4096 bits.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// The bytes of an Ed25519 key.
const ED25519_BYTES: usize = 32;

impl Key {
    /// The key of HS256.
    pub fn of_secret(secret: &str) -> Self {
        let decoding = DecodingKey::from_secret(secret.as_bytes());
        Self { id: None, algorithm: Algorithm::HS256, decoding }
    }

    /// A public key, unless it is one that signatures can't be checked with.
    fn of_jwk(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let common = &jwk.common;
        let is_for_signatures = common
            .public_key_use
            .as_ref()
            .is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        let may_verify = common
            .key_operations
            .as_ref()
            .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
        if !is_for_signatures || !may_verify {
            return None;
        }
        let algorithm = algorithm_of(&jwk)?;
        let decoding = DecodingKey::from_jwk(&jwk).ok()?;
        // Points that aren't on their curve are found when the key is used.
        jsonwebtoken::crypto::verify("", b"", &decoding, algorithm).ok()?;
        Some(Self { id: jwk.common.key_id, algorithm, decoding })
    }

    pub(super) const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) const fn decoding_key(&self) -> &DecodingKey {
        &self.decoding
    }

    /// Whether the key may have signed a token that names this key, or none.
    fn answers_to(&self, id: Option<&str>) -> bool {
        self.id.is_none() || id.is_none() || self.id.as_deref() == id
    }
}

/// The algorithm of a key: that of its kind, or another of its kind that it names.
fn algorithm_of(jwk: &Jwk) -> Option<Algorithm> {
    use Algorithm::{ES256, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};

    let length = |text: &str| URL_SAFE_NO_PAD.decode(text).map(|bytes| bytes.len()).ok();
    let named = match jwk.common.key_algorithm {
        Some(named) => Some(Algorithm::try_from(named).ok()?),
        None => None,
    };
    match (&jwk.algorithm, named) {
        (AlgorithmParameters::RSA(rsa), named) => {
            let is_fit = RSA_BYTES.contains(&length(&rsa.n)?);
            let named = named.unwrap_or(RS256);
            let is_known = [RS256, RS384, RS512, PS256, PS384, PS512].contains(&named);
            (is_fit && is_known).then_some(named)
        }
        (AlgorithmParameters::EllipticCurve(ec), None | Some(ES256)) => {
            (ec.curve == EllipticCurve::P256).then_some(ES256)
        }
        (AlgorithmParameters::OctetKeyPair(pair), None | Some(EdDSA)) => {
            let is_fit = pair.curve == EllipticCurve::Ed25519;
            // jsonwebtoken 11.1 panics on a shorter one.
            (is_fit && length(&pair.x)? == ED25519_BYTES).then_some(EdDSA)
        }
        // Symmetric keys aren't for publishing; others are unknown.
        _ => None,
    }
}

impl KeySet {
    /// Reads a set. Keys that can't be used are left out.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &[u8]) -> Result<Self, NotAKeySet> {
        let envelope: Envelope = serde_json::from_slice(text)?;
        let count = envelope.keys.len();
        let keys: Vec<_> = envelope.keys.into_iter().filter_map(Key::of_jwk).collect();
        if keys.len() < count {
            tracing::debug!(count, used = keys.len(), "some keys of the set are not used");
        }
        Ok(Self { keys })
    }

    /// How many keys there are.
    pub const fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether there is a key of this id.
    pub(super) fn has(&self, id: Option<&str>) -> bool {
        id.is_some() && self.keys.iter().any(|key| key.id.as_deref() == id)
    }

    /// The keys that may have signed a token that names this key, or none.
    pub fn candidates(&self, id: Option<&str>) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.answers_to(id))
    }
}

impl fmt::Debug for Key {
    /// Leaves the key itself out: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, algorithm, .. } = self;
        f.debug_struct("Key").field("id", id).field("algorithm", algorithm).finish_non_exhaustive()
    }
}
