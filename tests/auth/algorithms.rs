//! The algorithm of a signature is that of our key, whatever a token says.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use support::{Database, Server, Value, json};

use crate::auth::publisher::Publisher;
use crate::auth::signer::{SECRET, Signer, claims};
use crate::auth::time::Time;

const WHO: &str = "{ viewer { role } }";

async fn server(keys: &[Value]) -> Server {
    let publisher = Publisher::of(keys).await;
    Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        settings.auth.jwks_url = publisher.url;
        settings.auth.audience = vec!["*".to_owned()];
        SECRET.clone_into(&mut settings.auth.jwt_secret);
    })
    .await
}

async fn is_let_in(server: &Server, token: &str) -> bool {
    let (status, answer) = server.answer_to(token, WHO).await;
    assert!([200, 401].contains(&status), "{status}: {answer}");
    status == 200
}

/// A token of these parts, signed by nobody.
fn forge(header: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(&claims()))
}

#[tokio::test]
async fn every_algorithm_is_taken_with_its_own_key() {
    let signers = [Signer::rsa(), Signer::ec(), Signer::ed25519()];
    let server = server(&signers.clone().map(|signer| signer.jwk())).await;
    for signer in signers.iter().chain([&Signer::secret()]) {
        assert!(is_let_in(&server, &signer.token()).await, "{:?}", signer.algorithm);
        // A token that names no key is tried with each.
        assert!(is_let_in(&server, &signer.clone().named(None).token()).await);
    }
}

#[tokio::test]
async fn unsigned_tokens_are_refused() {
    let server = server(&[Signer::rsa().jwk()]).await;
    for name in ["none", "None", "NONE", "", "HS256", "RS256"] {
        for signature in ["", "AA", "bm9uZQ"] {
            for header in [json!({ "alg": name }), json!({ "alg": name, "kid": "rsa" })] {
                let token = forge(&header, signature);
                assert!(!is_let_in(&server, &token).await, "{header}");
            }
        }
    }
    assert!(!is_let_in(&server, &forge(&json!({ "typ": "JWT" }), "")).await);
}

#[tokio::test]
async fn a_public_key_is_no_secret() {
    let jwk = Signer::rsa().jwk();
    let server = server(std::slice::from_ref(&jwk)).await;
    let modulus = jwk["n"].as_str().expect("a modulus");
    let secrets = [
        modulus.as_bytes().to_vec(),
        URL_SAFE_NO_PAD.decode(modulus).expect("bytes"),
        jwk.to_string().into_bytes(),
    ];
    for secret in secrets {
        let forger = Signer::of_secret(&secret);
        for id in [None, Some("rsa")] {
            assert!(!is_let_in(&server, &forger.clone().named(id).token()).await);
        }
    }
}

#[tokio::test]
async fn a_key_is_used_with_its_own_algorithm_only() {
    let server = server(&[Signer::rsa().jwk()]).await;
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256] {
        assert!(!is_let_in(&server, &Signer::rsa().by(algorithm).token()).await, "{algorithm:?}");
    }
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        assert!(!is_let_in(&server, &Signer::secret().by(algorithm).token()).await);
    }
}

#[tokio::test]
async fn an_rsa_key_may_name_another_algorithm() {
    let signer = Signer::rsa().by(Algorithm::PS256);
    let server = server(&[signer.jwk()]).await;
    assert!(is_let_in(&server, &signer.token()).await);
    assert!(!is_let_in(&server, &Signer::rsa().token()).await);
}

#[tokio::test]
async fn keys_of_others_sign_nothing() {
    let server = server(&[Signer::rsa().jwk()]).await;
    assert!(!is_let_in(&server, &Signer::other_rsa().named(Some("rsa")).token()).await);
    assert!(!is_let_in(&server, &Signer::other_rsa().named(None).token()).await);
    assert!(!is_let_in(&server, &Signer::of_secret(&[b'a'; 40]).token()).await);
}

#[tokio::test]
async fn keys_that_are_of_no_use_are_skipped_and_hide_no_others() {
    let changed = |name: &str, value: Value| {
        let mut jwk = Signer::rsa().named(Some("changed")).jwk();
        jwk[name] = value;
        jwk
    };
    let short_ed25519 = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "short", "x": "AAAA" });
    let off_curve = json!({ "kty": "EC", "crv": "P-256", "kid": "off", "x": "AAAA", "y": "AAAA" });
    let secret = json!({ "kty": "oct", "kid": "oct", "alg": "HS256", "k": "A".repeat(64) });
    let server = server(&[
        json!({}),
        json!(null),
        json!("key"),
        json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "new" }),
        short_ed25519,
        off_curve,
        secret,
        changed("use", json!("enc")),
        changed("alg", json!("RSA-OAEP")),
        changed("alg", json!("ES256")),
        changed("alg", json!("HS256")),
        changed("key_ops", json!(["encrypt"])),
        changed("n", json!("AQAB")),
        changed("n", json!("A".repeat(4_096))),
        changed("n", json!("not base64!")),
        Signer::ec().jwk(),
    ])
    .await;
    assert!(is_let_in(&server, &Signer::ec().token()).await);
    assert!(!is_let_in(&server, &Signer::rsa().named(Some("changed")).token()).await);
    let secret = Signer::of_secret(&[0; 48]);
    assert!(!is_let_in(&server, &secret.named(Some("oct")).token()).await);
    for id in ["short", "off", "new"] {
        assert!(!is_let_in(&server, &Signer::ed25519().named(Some(id)).token()).await);
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let server = server(&[Signer::rsa().jwk()]).await;
    let token = Signer::secret().token();
    let (message, signature) = token.rsplit_once('.').expect("a signature");
    let cut = &token[..token.len() - 4];
    let more = format!("{token}.AAAA");
    let padded = format!("{token}==");
    let unsigned = format!("{message}.");
    let bare = format!("..{signature}");
    let dots = ".".repeat(2_000);
    let critical = {
        let mut header = jsonwebtoken::Header::new(Algorithm::HS256);
        header.crit = Some(vec!["exp".to_owned()]);
        let key = jsonwebtoken::EncodingKey::from_secret(SECRET.as_bytes());
        jsonwebtoken::encode(&header, &claims(), &key).expect("a token")
    };
    let array = Signer::secret().sign(&json!([1]));
    for text in ["x", "a.b.c", cut, &more, &padded, &unsigned, &bare, &dots, &critical, &array] {
        assert!(!is_let_in(&server, text).await, "{text}");
    }
    assert!(is_let_in(&server, &token).await);
}

#[tokio::test]
async fn tokens_above_8_kib_are_refused_though_they_are_signed() {
    let server = server(&[]).await;
    let mut claims = claims();
    claims["more"] = json!("x".repeat(5_000));
    assert!(is_let_in(&server, &Signer::secret().sign(&claims)).await);
    claims["more"] = json!("x".repeat(6_500));
    let (status, answer) = server.answer_to(&Signer::secret().sign(&claims), WHO).await;
    assert_eq!(status, 401);
    assert_eq!(answer["errors"][0]["message"], "the token is longer than 8 KiB");
}
