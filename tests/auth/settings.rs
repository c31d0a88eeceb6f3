//! Settings with which the server starts, and those with which it refuses to.

use std::collections::HashMap;

use event_mesh::app::App;
use event_mesh::config::{AuthSettings, Settings};
use event_mesh::domain::clock::Clock;
use support::{Database, Server};

use crate::auth::signer::{SECRET, Signer};
use crate::auth::time::Time;

fn from_environment(variables: &[(&str, &str)]) -> Settings {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let variables: HashMap<_, _> = variables.collect();
    Settings::from_sources(None, variables, Vec::new()).expect("settings")
}

/// Starts a server that must refuse to, and says why.
async fn refusal(change: impl FnOnce(&mut AuthSettings)) -> String {
    let mut settings = Settings::defaults().expect("the defaults");
    "sqlite::memory:".clone_into(&mut settings.database.url);
    change(&mut settings.auth);
    App::new(settings, Clock::system()).await.expect_err("a refusal").to_string()
}

#[tokio::test]
async fn everybody_and_only_some_is_a_contradiction() {
    let ways: [fn(&mut AuthSettings); 4] = [
        |auth| SECRET.clone_into(&mut auth.jwt_secret),
        |auth| "https://a.example/jwks".clone_into(&mut auth.jwks_url),
        |auth| "https://abc.supabase.co".clone_into(&mut auth.supabase_url),
        |auth| auth.api_keys.push("a".repeat(64)),
    ];
    for way in ways {
        let said = refusal(|auth| {
            auth.allow_anonymous = true;
            way(auth);
        })
        .await;
        assert!(said.contains("auth.allow_anonymous lets everybody in"), "{said}");
    }
}

#[tokio::test]
async fn a_short_secret_is_refused_and_not_told() {
    let short = "x".repeat(31);
    let said = refusal(|auth| auth.jwt_secret.clone_from(&short)).await;
    assert!(said.contains("auth.jwt_secret must have at least 32 bytes"), "{said}");
    assert!(!said.contains(&short), "{said}");
}

#[tokio::test]
async fn hashes_that_are_none_are_refused_and_not_told() {
    for wrong in ["emk_secret", &"a".repeat(63), &"a".repeat(66), &"g".repeat(64)] {
        let said = refusal(|auth| auth.api_keys = vec!["a".repeat(64), (*wrong).to_owned()]).await;
        assert!(said.contains("number 2") && !said.contains(wrong), "{said}");
    }
}

#[tokio::test]
async fn keys_that_can_not_be_meant_are_refused() {
    let said = refusal(|auth| {
        auth.jwks_file = "/nowhere/keys.json".into();
        auth.audience.push("mesh".to_owned());
    })
    .await;
    assert!(said.contains("auth.jwks_file /nowhere/keys.json"), "{said}");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "no keys").expect("a text");
    let said = refusal(|auth| {
        file.path().clone_into(&mut auth.jwks_file);
        auth.audience.push("mesh".to_owned());
    })
    .await;
    assert!(said.contains("it is no JSON Web Key Set"), "{said}");
    let said = refusal(|auth| {
        file.path().clone_into(&mut auth.jwks_file);
        "https://a.example".clone_into(&mut auth.jwks_url);
    })
    .await;
    assert!(said.contains("two places"), "{said}");
    for wrong in
        ["keys.example", "ftp://keys.example", "file:///etc/keys", "https://", "https:// x"]
    {
        let said = refusal(|auth| wrong.clone_into(&mut auth.jwks_url)).await;
        assert!(said.contains("auth.jwks_url"), "{wrong}: {said}");
    }
    let said = refusal(|auth| "abc.supabase.co".clone_into(&mut auth.supabase_url)).await;
    assert!(said.contains("auth.supabase_url"), "{said}");
}

#[tokio::test]
async fn a_role_has_one_meaning() {
    let said = refusal(|auth| auth.roles.user.push("service_role".to_owned())).await;
    assert!(said.contains("auth.roles.service has a role that auth.roles.user has, too"), "{said}");
}

#[tokio::test]
async fn a_server_that_asks_for_credentials_may_be_reached_from_elsewhere() {
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        "0.0.0.0".clone_into(&mut settings.server.host);
        SECRET.clone_into(&mut settings.auth.jwt_secret);
    })
    .await;
    let (status, _) = server.answer_to(&Signer::secret().token(), "{ __typename }").await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_server_without_authentication_takes_no_notice_of_credentials() {
    let server = Server::start(Database::Sqlite).await;
    for token in ["", "emk_x", &Signer::rsa().token()] {
        let (status, answer) = server.answer_to(token, "{ viewer { role } }").await;
        assert_eq!((status, answer["data"]["viewer"]["role"].as_str()), (200, Some("ANONYMOUS")));
    }
}

#[test]
fn lists_come_from_the_environment() {
    let settings = from_environment(&[
        ("EVENT_MESH__AUTH__AUDIENCE", "1234, mesh,"),
        ("EVENT_MESH__AUTH__ISSUER", "https://issuer.example"),
        ("EVENT_MESH__AUTH__ROLES__USER", "member,guest"),
        ("EVENT_MESH__AUTH__ROLES__SERVICE", "true"),
        ("EVENT_MESH__AUTH__API_KEYS", ""),
        ("EVENT_MESH__AUTH__LEEWAY_SECONDS", "5"),
    ]);
    let auth = settings.auth;
    assert_eq!(auth.audience, ["1234", "mesh"]);
    assert_eq!(auth.issuer, ["https://issuer.example"]);
    assert_eq!(auth.roles.user, ["member", "guest"]);
    assert_eq!(auth.roles.service, ["true"]);
    assert!(auth.api_keys.is_empty() && !auth.is_configured());
    assert_eq!(auth.leeway_seconds, 5);
    // Numbers alone are names, too.
    let settings = from_environment(&[("EVENT_MESH__AUTH__AUDIENCE", "1234")]);
    assert_eq!(settings.auth.audience, ["1234"]);
}

#[test]
fn a_secret_is_taken_as_it_is_and_never_shown() {
    let secrets = [
        "12345678901234567890123456789012",
        "1e308000000000000000000000000000000",
        "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q",
        " a secret with a blank at its ends ",
    ];
    for secret in secrets {
        for name in ["SUPABASE_JWT_SECRET", "EVENT_MESH__AUTH__JWT_SECRET"] {
            let settings = from_environment(&[(name, secret)]);
            assert_eq!(settings.auth.jwt_secret, secret);
            assert!(!format!("{settings:?}").contains(&format!("{secret:?}")));
        }
    }
}
