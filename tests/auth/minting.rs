//! Tokens that the program makes itself.

use event_mesh::config::{AuthSettings, Settings, SubjectForm};
use event_mesh::domain::timestamp::Timestamp;
use event_mesh::http::auth::{Order, mint};
use support::{Database, Server};

use crate::auth::signer::{SECRET, USER};
use crate::auth::time::{NOW, Time};

fn order() -> Order {
    Order { sub: Some(USER.to_owned()), expires_in: 60, ..Order::default() }
}

fn auth(change: impl FnOnce(&mut AuthSettings)) -> AuthSettings {
    let mut auth = Settings::defaults().expect("the defaults").auth;
    SECRET.clone_into(&mut auth.jwt_secret);
    change(&mut auth);
    auth
}

fn minted(auth: &AuthSettings, order: Order) -> Result<String, String> {
    mint(auth, order, Timestamp::from_stored(NOW * 1_000)).map_err(|error| error.to_string())
}

async fn role(auth: &AuthSettings, order: Order) -> String {
    let token = minted(auth, order).expect("a token");
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        settings.auth = auth.clone();
    })
    .await;
    let (_, answer) = server.answer_to(&token, "{ viewer { role } }").await;
    answer["data"]["viewer"]["role"].as_str().unwrap_or("refused").to_owned()
}

#[tokio::test]
async fn a_server_takes_what_was_made_with_its_settings() {
    let plain = auth(|_| ());
    assert_eq!(role(&plain, order()).await, "USER");
    let service = || Some("service_role".to_owned());
    assert_eq!(role(&plain, Order { sub: None, role: service(), ..order() }).await, "SERVICE");
    let particular = auth(|auth| {
        auth.audience = vec!["mesh".to_owned()];
        auth.issuer = vec!["me".to_owned()];
        "org".clone_into(&mut auth.tenant_claim);
        "kind".clone_into(&mut auth.role_claim);
    });
    assert_eq!(role(&particular, Order { tenant: Some(USER.to_owned()), ..order() }).await, "USER");
    assert_eq!(role(&particular, Order { sub: None, role: service(), ..order() }).await, "SERVICE");
    let text = auth(|auth| {
        auth.issuer = vec!["https://clerk.example".to_owned()];
        auth.subjects = SubjectForm::Text;
        "org".clone_into(&mut auth.tenant_claim);
    });
    let (sub, tenant) = (Some("user_2abc".to_owned()), Some("org_1".to_owned()));
    assert_eq!(role(&text, Order { sub, tenant, ..order() }).await, "USER");
    let supabase = auth(|auth| "https://abc.supabase.co".clone_into(&mut auth.supabase_url));
    assert_eq!(role(&supabase, order()).await, "USER");
}

#[test]
fn what_a_server_would_refuse_is_not_made() {
    let refused = |auth: &AuthSettings, order| minted(auth, order).expect_err("a refusal");
    let plain = auth(|_| ());
    let said = refused(&plain, Order { sub: Some("me".to_owned()), ..order() });
    assert!(said.contains("sub is not a UUID"), "{said}");
    let said = refused(&plain, Order { sub: None, ..order() });
    assert!(said.contains("sub is not a UUID"), "{said}");
    assert!(said.contains("auth.subjects = \"text\" takes any"), "{said}");
    let said = refused(&plain, Order { role: Some("anon".to_owned()), ..order() });
    assert!(said.contains("role"), "{said}");
    let said = refused(&plain, Order { tenant: Some(USER.to_owned()), ..order() });
    assert!(said.contains("leave the tenant out"), "{said}");
    let said = refused(&auth(|auth| "org".clone_into(&mut auth.tenant_claim)), order());
    assert!(said.contains("tenant claim"), "{said}");
    let said = refused(&auth(|auth| auth.jwt_secret.clear()), order());
    assert!(said.contains("auth.jwt_secret is not set"), "{said}");
    let said = refused(&auth(|auth| "short".clone_into(&mut auth.jwt_secret)), order());
    assert!(said.contains("32 bytes"), "{said}");
}
