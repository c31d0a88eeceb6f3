//! What a token must claim, whoever signed it.

use event_mesh::config::AuthSettings;
use support::{Database, Server, Value, json};

use crate::auth::signer::{SECRET, Signer, USER, claims, claims_with};
use crate::auth::time::{NOW, Time};

const WHO: &str = "{ viewer { id role } }";

/// A server that takes tokens of HS256.
async fn server(change: impl FnOnce(&mut AuthSettings)) -> Server {
    Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        SECRET.clone_into(&mut settings.auth.jwt_secret);
        change(&mut settings.auth);
    })
    .await
}

async fn assert_user(server: &Server, claims: &Value) {
    let (status, answer) = server.answer_to(&Signer::secret().sign(claims), WHO).await;
    let expected = json!({ "data": { "viewer": { "id": USER, "role": "USER" } } });
    assert_eq!((status, &answer), (200, &expected), "{claims}");
}

async fn assert_refused(server: &Server, claims: &Value, why: &str) {
    let token = Signer::secret().sign(claims);
    let (status, answer) = server.answer_to(&token, WHO).await;
    let error = &answer["errors"][0];
    assert_eq!((status, &error["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains(why), "{claims}: {message}");
    let secrets = [token.as_str(), USER, "00000000"];
    assert!(!secrets.iter().any(|secret| message.contains(secret)), "{message}");
}

#[tokio::test]
async fn a_valid_token_is_taken() {
    let server = server(|_| ()).await;
    assert_user(&server, &claims()).await;
    let fractions = json!({
        "sub": USER, "exp": 1_900_000_000.5, "nbf": 1_899_999_999.5, "iat": NOW - 1, "jti": "a",
    });
    assert_user(&server, &fractions).await;
}

#[tokio::test]
async fn a_token_without_exp_is_refused() {
    let server = server(|_| ()).await;
    assert_refused(&server, &claims_with("exp", None), "no exp").await;
    assert_refused(&server, &claims_with("exp", Value::Null), "no exp").await;
}

#[tokio::test]
async fn times_that_are_no_numbers_are_refused() {
    let server = server(|_| ()).await;
    for name in ["exp", "nbf", "iat"] {
        let text = (NOW + 60).to_string();
        for value in [json!(text), json!([NOW + 60]), json!(true), json!({})] {
            let why = format!("{name} is not a number");
            assert_refused(&server, &claims_with(name, value), &why).await;
        }
    }
}

#[tokio::test]
async fn an_expired_token_is_refused_once_the_leeway_is_over() {
    let server = server(|auth| auth.leeway_seconds = 30).await;
    assert_user(&server, &claims_with("exp", json!(NOW - 29))).await;
    for exp in [json!(NOW - 30), json!(0), json!(-1), json!(-1e300)] {
        assert_refused(&server, &claims_with("exp", exp), "expired").await;
    }
    assert_user(&server, &claims_with("exp", json!(1e300))).await;
    assert_user(&server, &claims_with("exp", json!(u64::MAX))).await;
}

#[tokio::test]
async fn a_token_that_is_not_valid_yet_is_refused() {
    let server = server(|auth| auth.leeway_seconds = 30).await;
    assert_user(&server, &claims_with("nbf", json!(NOW + 30))).await;
    assert_refused(&server, &claims_with("nbf", json!(NOW + 31)), "not valid yet").await;
    assert_refused(&server, &claims_with("nbf", json!(1e300)), "not valid yet").await;
}

#[tokio::test]
async fn the_audience_is_checked_where_one_is_configured() {
    let server = server(|auth| auth.audience = vec!["mesh".to_owned(), "other".to_owned()]).await;
    for ours in [json!("mesh"), json!("other"), json!(["foreign", "mesh"])] {
        assert_user(&server, &claims_with("aud", ours)).await;
    }
    assert_refused(&server, &claims(), "no aud").await;
    let foreign = [json!("foreign"), json!(["foreign"]), json!([]), json!(1), json!("")];
    for foreign in foreign.into_iter().chain([json!([["mesh"]]), json!({ "mesh": 1 })]) {
        assert_refused(&server, &claims_with("aud", foreign), "another audience").await;
    }
}

#[tokio::test]
async fn the_issuer_is_checked_where_one_is_configured() {
    let server = server(|auth| auth.issuer = vec!["https://issuer.example".to_owned()]).await;
    assert_user(&server, &claims_with("iss", json!("https://issuer.example"))).await;
    assert_refused(&server, &claims(), "no iss").await;
    let foreign = ["https://issuer.example/", "https://other.example", ""];
    for foreign in foreign.map(Value::from).into_iter().chain([json!(["https://issuer.example"])]) {
        assert_refused(&server, &claims_with("iss", foreign), "another issuer").await;
    }
}

#[tokio::test]
async fn a_user_without_a_uuid_is_refused() {
    let server = server(|auth| "tenant".clone_into(&mut auth.tenant_claim)).await;
    let with_tenant = |mut claims: Value| {
        claims["tenant"] = json!(USER);
        claims
    };
    assert_user(&server, &with_tenant(claims())).await;
    assert_refused(&server, &with_tenant(claims_with("sub", None)), "sub").await;
    let nobody = "00000000-0000-0000-0000-000000000000";
    for sub in [json!("me"), json!(""), json!(1), json!(nobody), json!([USER])] {
        assert_refused(&server, &with_tenant(claims_with("sub", sub)), "sub is not a UUID").await;
    }
    assert_refused(&server, &claims(), "tenant claim").await;
    for tenant in [json!("acme"), json!(1), json!(nobody)] {
        assert_refused(&server, &claims_with("tenant", tenant), "tenant claim").await;
    }
}

#[tokio::test]
async fn the_tenant_claim_says_whose_events_a_user_sees() {
    let server = server(|auth| "tenant".clone_into(&mut auth.tenant_claim)).await;
    let token = |user: u8, tenant: u8| {
        let uuid = |number| format!("00000000-0000-4000-8000-00000000000{number}");
        let mut claims = claims_with("sub", json!(uuid(user)));
        claims["tenant"] = json!(uuid(tenant));
        Signer::secret().sign(&claims)
    };
    let publish =
        r#"mutation { publish(input: { id: "a", eventName: "a", payload: 1 }) { created } }"#;
    let (_, answer) = server.answer_to(&token(1, 8), publish).await;
    assert_eq!(answer["data"]["publish"]["created"], true, "{answer}");
    let sees = async |token: String| {
        let (_, answer) = server.answer_to(&token, r#"{ event(id: "a") { id } }"#).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["event"].is_object()
    };
    assert!(sees(token(2, 8)).await, "another user of the tenant");
    assert!(!sees(token(1, 9)).await, "the same user, in another tenant");
    let service = Signer::secret().sign(&json!({ "role": "service_role", "exp": NOW + 9 }));
    assert!(sees(service).await, "a back end");
}

#[tokio::test]
async fn roles_mean_what_the_settings_say() {
    let server = server(|auth| {
        auth.roles.user = vec!["member".to_owned()];
        auth.roles.service = vec!["machine".to_owned()];
        "kind".clone_into(&mut auth.role_claim);
    })
    .await;
    assert_user(&server, &claims_with("kind", json!("member"))).await;
    // A token without a role is a user's; `role` is no role here.
    assert_user(&server, &claims_with("role", json!("service_role"))).await;
    let strangers = ["anon", "authenticated", "service_role", "", "Member", "machine "];
    for role in strangers.map(Value::from).into_iter().chain([json!(["machine"]), json!(1)]) {
        assert_refused(&server, &claims_with("kind", role), "role").await;
    }
    // A back end needs no user, and isn't one where it names one.
    for claims in
        [json!({ "exp": NOW + 60, "kind": "machine" }), claims_with("kind", json!("machine"))]
    {
        let (status, answer) = server.answer_to(&Signer::secret().sign(&claims), WHO).await;
        let expected = json!({ "data": { "viewer": { "id": null, "role": "SERVICE" } } });
        assert_eq!((status, answer), (200, expected));
    }
}

#[tokio::test]
async fn anonymous_tokens_are_refused() {
    let server = server(|_| ()).await;
    assert_refused(&server, &claims_with("role", json!("anon")), "role").await;
}
