//! What the address and the secret of a Supabase project stand for.

use std::collections::HashMap;

use event_mesh::config::Settings;
use support::{Database, Server, Value, json};

use crate::auth::published::comes_to;
use crate::auth::publisher::Publisher;
use crate::auth::signer::{SECRET, Signer, USER, claims_with};
use crate::auth::time::{NOW, Time};

const WHO: &str = "{ viewer { role } }";

fn settings(variables: &[(&str, &str)]) -> Settings {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let variables: HashMap<_, _> = variables.collect();
    Settings::from_sources(None, variables, Vec::new()).expect("settings")
}

async fn server(variables: &[(&str, &str)]) -> Server {
    let auth = settings(variables).auth;
    Server::start_at(Database::Sqlite, Time::now().clock(), |settings| settings.auth = auth).await
}

async fn role(server: &Server, claims: &Value) -> Value {
    let (_, mut answer) = server.answer_to(&Signer::secret().sign(claims), WHO).await;
    answer["data"]["viewer"]["role"].take()
}

/// As Supabase signs it for a user who is logged in.
fn user(issuer: &str) -> Value {
    json!({
        "aud": "authenticated", "exp": NOW + 3_600, "iat": NOW, "iss": issuer, "sub": USER,
        "email": "me@example.com", "phone": "", "app_metadata": { "provider": "email" },
        "user_metadata": {}, "role": "authenticated", "aal": "aal1", "is_anonymous": false,
        "amr": [{ "method": "password", "timestamp": NOW }], "session_id": USER,
    })
}

/// The key that Supabase long gave to back ends, and that to browsers.
fn legacy_key(role: &str) -> Value {
    json!({ "iss": "supabase", "ref": "abc", "role": role, "iat": NOW - 9, "exp": NOW + 315_360_000 })
}

#[tokio::test]
async fn the_secret_alone_lets_users_and_back_ends_in() {
    let server = server(&[("SUPABASE_JWT_SECRET", SECRET)]).await;
    assert_eq!(role(&server, &user("https://abc.supabase.co/auth/v1")).await, "USER");
    assert_eq!(role(&server, &legacy_key("service_role")).await, "SERVICE");
    assert_eq!(role(&server, &legacy_key("anon")).await, Value::Null);
}

#[tokio::test]
async fn the_address_says_which_issuers_are_meant() {
    let url = "http://127.0.0.1:9/";
    let server = server(&[("SUPABASE_JWT_SECRET", SECRET), ("SUPABASE_URL", url)]).await;
    assert_eq!(role(&server, &user("http://127.0.0.1:9/auth/v1")).await, "USER");
    assert_eq!(role(&server, &legacy_key("service_role")).await, "SERVICE");
    assert_eq!(role(&server, &legacy_key("anon")).await, Value::Null);
    assert_eq!(role(&server, &user("https://abc.supabase.co/auth/v1")).await, Value::Null);
    assert_eq!(role(&server, &claims_with("iss", None)).await, Value::Null);
}

#[tokio::test]
async fn the_address_says_where_the_keys_are() {
    let publisher = Publisher::of(&[Signer::ec().jwk()]).await;
    let url = publisher.url.replace("/keys", "");
    let auth = settings(&[("SUPABASE_URL", &url)]).auth;
    assert_eq!(auth.key_address(), Some(format!("{url}/auth/v1/.well-known/jwks.json")));
    let server = server(&[("SUPABASE_URL", &url)]).await;
    let token = Signer::ec().sign(&user(&format!("{url}/auth/v1")));
    let (status, answer) = server.answer_to(&token, WHO).await;
    assert_eq!((status, &answer["data"]["viewer"]["role"]), (200, &json!("USER")));
    // From another issuer, though the key is right.
    comes_to(&server, &Signer::ec(), 401).await;
}

#[test]
fn what_is_set_goes_before_what_the_address_stands_for() {
    let auth = settings(&[
        ("SUPABASE_URL", "https://abc.supabase.co"),
        ("EVENT_MESH__AUTH__JWKS_URL", "https://keys.example/jwks"),
        ("EVENT_MESH__AUTH__ISSUER", "https://issuer.example, https://other.example"),
    ]);
    let auth = auth.auth;
    assert_eq!(auth.key_address().as_deref(), Some("https://keys.example/jwks"));
    assert_eq!(auth.issuers(), ["https://issuer.example", "https://other.example"]);
    let file = settings(&[
        ("SUPABASE_URL", "https://abc.supabase.co"),
        ("EVENT_MESH__AUTH__JWKS_FILE", "/keys.json"),
    ]);
    assert_eq!(file.auth.key_address(), None);
    assert_eq!(file.auth.issuers(), ["https://abc.supabase.co/auth/v1", "supabase"]);
}
