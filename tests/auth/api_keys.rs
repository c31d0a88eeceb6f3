//! API keys of back ends.

use event_mesh::http::auth::NewApiKey;
use support::{Database, Server, json};

use crate::auth::signer::Signer;
use crate::auth::time::Time;

const WHO: &str = "{ viewer { id role } }";

#[tokio::test]
async fn every_configured_key_comes_in_and_no_other() {
    let keys = [(); 3].map(|()| NewApiKey::generate().expect("random bytes"));
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        let upper_case = keys[2].hash.to_uppercase();
        settings.auth.api_keys = vec![keys[0].hash.clone(), keys[1].hash.clone(), upper_case];
    })
    .await;
    for NewApiKey { key, .. } in &keys {
        let (status, answer) = server.answer_to(key, WHO).await;
        assert_eq!(status, 200);
        assert_eq!(answer, json!({ "data": { "viewer": { "id": null, "role": "SERVICE" } } }));
    }
    let key = &keys[0].key;
    let stranger = NewApiKey::generate().expect("random bytes").key;
    let (cut, more, bare) = (&key[..key.len() - 1], format!("{key}A"), key.replace("emk_", ""));
    for wrong in
        [stranger.as_str(), cut, &more, &bare, "emk_", &keys[0].hash, &Signer::rsa().token()]
    {
        let (status, answer) = server.answer_to(wrong, WHO).await;
        let error = &answer["errors"][0];
        assert_eq!((status, &error["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
        let said = error["message"].as_str().expect("a message");
        assert!(!said.contains(wrong), "{said}");
    }
}

#[test]
fn keys_are_long_and_never_the_same() {
    let [one, other] = [(); 2].map(|()| NewApiKey::generate().expect("random bytes"));
    assert!(one.key.starts_with("emk_") && one.key.len() == 4 + 43, "{}", one.key);
    assert_eq!(one.hash.len(), 64);
    assert_ne!(one.key, other.key);
    assert_ne!(one.hash, other.hash);
}
