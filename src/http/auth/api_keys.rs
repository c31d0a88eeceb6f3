//! API keys: what back ends have in place of tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

/// What every key begins with, so that those who search texts for secrets find it.
const PREFIX: &str = "emk_";

/// The keys that may come in, of which only hashes are known.
#[derive(Debug)]
pub(super) struct ApiKeys(pub(super) Vec<[u8; 32]>);

impl ApiKeys {
    /// Whether a text has the form of a key, and not that of a token.
    pub(super) fn is_one(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Whether this key may come in. How long that takes doesn't tell which hash came close.
    pub(super) fn contains(&self, key: &str) -> bool {
        let hash = hash(key);
        let matches = self.0.iter().map(|one| one.ct_eq(&hash));
        matches.fold(Choice::from(0), |found, one| found | one).into()
    }
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// A new API key.
#[derive(Debug)]
pub struct NewApiKey {
    /// The key itself: for the back end, and nobody else.
    pub key: String,
    /// Its hash: for the setting `auth.api_keys`.
    pub hash: String,
}

impl NewApiKey {
    /// Makes a key of 32 random bytes.
    ///
    /// # Errors
    /// When the system has none.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let key = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
        let hash = hex::encode(hash(&key));
        Ok(Self { key, hash })
    }
}
