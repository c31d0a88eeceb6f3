//! Any text is refused as a token, or read; so are any claims that were signed, and any set of keys.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_mesh::config::{AuthSettings, Settings};
use event_mesh::domain::timestamp::Timestamp;
use event_mesh::domain::viewer::Viewer;
use event_mesh::http::auth::claims::ClaimRules;
use event_mesh::http::auth::keys::{Key, KeySet};
use event_mesh::http::auth::token::{LONGEST, Token};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};

const SECRET: &str = "a secret for fuzzing, of 32 bytes and more";
/// `{"alg":"HS256"}` in base64url.
const HEADER: &str = "eyJhbGciOiJIUzI1NiJ9";
const NOW: i64 = 1_900_000_000_000;

static SETTINGS: LazyLock<AuthSettings> =
    LazyLock::new(|| Settings::defaults().map(|settings| settings.auth).expect("the defaults"));

/// Panics where what was read is not as it should be.
pub fn check(text: &str) {
    if let Ok(keys) = KeySet::parse(text.as_bytes()) {
        // Whatever was kept can be used, and has signed nothing.
        for algorithm in ["RS256", "RS512", "PS256", "ES256", "EdDSA", "HS256"] {
            let header = base64url(format!("{{\"alg\":\"{algorithm}\"}}").as_bytes());
            for length in [32, 64, 256, 512] {
                let token = format!("{header}.e30.{}", base64url(&vec![1; length]));
                let token = Token::parse(&token).expect("a token");
                let claims = token.claims_signed_by(keys.candidates(token.key_id()));
                assert!(matches!(claims, Ok(None)));
            }
        }
    }
    let key = Key::of_secret(SECRET);
    if let Ok(token) = Token::parse(text) {
        assert!(text.len() <= LONGEST);
        assert!(matches!(token.claims_signed_by([&key]), Ok(None)));
    }
    let message = format!("{HEADER}.{}", base64url(text.as_bytes()));
    let signature = crypto::sign(
        message.as_bytes(),
        &EncodingKey::from_secret(SECRET.as_bytes()),
        Algorithm::HS256,
    );
    let token = format!("{message}.{}", signature.expect("a signature"));
    let Ok(token) = Token::parse(&token) else { return };
    let Ok(Some(claims)) = token.claims_signed_by([&key]) else { return };
    let rules = ClaimRules::new(&SETTINGS);
    if let Ok(identity) = rules.check(&claims, Timestamp::from_stored(NOW)) {
        assert_ne!(identity.caller.viewer, Viewer::Anonymous);
        assert!(identity.expires_at.is_some_and(|end| end.millis() > NOW));
    }
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
