//! Those who sign tokens, and what they publish of their keys.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use support::{Value, json};

use crate::auth::time::NOW;

/// A user.
pub(crate) const USER: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/// The secret of HS256.
pub(crate) const SECRET: &str = "a secret for tests, of 32 bytes and more";

/// A key, its id and its algorithm.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    pub(crate) id: Option<String>,
    pub(crate) algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    fn new(id: &str, algorithm: Algorithm, key: EncodingKey) -> Self {
        Self { id: Some(id.to_owned()), algorithm, key }
    }

    pub(crate) fn secret() -> Self {
        Self::of_secret(SECRET.as_bytes())
    }

    pub(crate) fn of_secret(secret: &[u8]) -> Self {
        Self { id: None, algorithm: Algorithm::HS256, key: EncodingKey::from_secret(secret) }
    }

    pub(crate) fn rsa() -> Self {
        let der = include_bytes!("keys/test-only-rsa.pkcs1.der");
        Self::new("rsa", Algorithm::RS256, EncodingKey::from_rsa_der(der))
    }

    pub(crate) fn other_rsa() -> Self {
        let der = include_bytes!("keys/test-only-other-rsa.pkcs1.der");
        Self::new("other-rsa", Algorithm::RS256, EncodingKey::from_rsa_der(der))
    }

    pub(crate) fn ec() -> Self {
        let der = include_bytes!("keys/test-only-ec.pkcs8.der");
        Self::new("ec", Algorithm::ES256, EncodingKey::from_ec_der(der))
    }

    pub(crate) fn ed25519() -> Self {
        let der = include_bytes!("keys/test-only-ed25519.pkcs8.der");
        Self::new("ed25519", Algorithm::EdDSA, EncodingKey::from_ed_der(der))
    }

    /// The same key under another id, or none.
    pub(crate) fn named(self, id: Option<&str>) -> Self {
        Self { id: id.map(str::to_owned), ..self }
    }

    /// The same key, used by another algorithm.
    pub(crate) fn by(self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// A token with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid.clone_from(&self.id);
        encode(&header, claims, &self.key).expect("a token")
    }

    /// A token that is valid now.
    pub(crate) fn token(&self) -> String {
        self.sign(&claims())
    }

    /// What is published of the key.
    pub(crate) fn jwk(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).expect("a public key");
        let mut jwk = serde_json::to_value(jwk).expect("JSON");
        jwk["use"] = json!("sig");
        if let Some(id) = &self.id {
            jwk["kid"] = json!(id);
        }
        jwk
    }
}

/// The claims of a user, valid for an hour.
pub(crate) fn claims() -> Value {
    json!({ "sub": USER, "exp": NOW + 3_600, "role": "authenticated" })
}

/// Those claims with one of them changed, or left out.
pub(crate) fn claims_with(name: &str, value: impl Into<Option<Value>>) -> Value {
    let mut claims = claims();
    match value.into() {
        Some(value) => claims[name] = value,
        None => drop(claims.as_object_mut().expect("an object").remove(name)),
    }
    claims
}

/// A set of keys.
pub(crate) fn key_set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}
