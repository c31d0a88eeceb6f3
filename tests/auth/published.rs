//! Published keys: when they are read, and for how long they are used.

use support::{Database, Server, Value, json};

use crate::auth::publisher::Publisher;
use crate::auth::signer::{Signer, key_set};
use crate::auth::time::Time;

const WHO: &str = "{ viewer { role } }";

/// A server that takes tokens of the publisher's keys.
pub(crate) async fn server(publisher: &Publisher, time: &Time) -> Server {
    Server::start_at(Database::Sqlite, time.clock(), |settings| {
        settings.auth.jwks_url.clone_from(&publisher.url);
        settings.auth.audience = vec!["*".to_owned()];
    })
    .await
}

/// The status of the answer to a token of this signer, which is valid for long.
pub(crate) async fn status(server: &Server, signer: &Signer) -> u16 {
    let mut claims = crate::auth::signer::claims();
    claims["exp"] = json!(crate::auth::time::NOW + 1_000_000_000);
    let (status, answer) = server.answer_to(&signer.sign(&claims), WHO).await;
    let code = &answer["errors"][0]["extensions"]["code"];
    let expected = match status {
        200 => Value::Null,
        401 => json!("UNAUTHENTICATED"),
        503 => json!("UNAVAILABLE"),
        other => panic!("{other}: {answer}"),
    };
    assert_eq!(*code, expected);
    status
}

/// Asks until the answer has this status: keys are read beside what requests do.
pub(crate) async fn comes_to(server: &Server, signer: &Signer, expected: u16) {
    while status(server, signer).await != expected {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn keys_are_read_once_for_many_requests() {
    let publisher = Publisher::of(&[Signer::rsa().jwk(), Signer::ec().jwk()]).await;
    let server = server(&publisher, &Time::now()).await;
    for _ in 0..20 {
        assert_eq!(status(&server, &Signer::rsa()).await, 200);
        assert_eq!(status(&server, &Signer::ec()).await, 200);
    }
    assert_eq!(publisher.asked(), 1);
}

#[tokio::test]
async fn a_new_key_is_found_30_seconds_after_the_last_look() {
    let (publisher, time) = (Publisher::of(&[Signer::rsa().jwk()]).await, Time::now());
    let server = server(&publisher, &time).await;
    assert_eq!(status(&server, &Signer::rsa()).await, 200);
    publisher.publish(&[Signer::rsa().jwk(), Signer::ec().jwk()]);
    time.pass(29);
    assert_eq!(status(&server, &Signer::ec()).await, 401);
    assert_eq!(publisher.asked(), 1);
    time.pass(1);
    assert_eq!(status(&server, &Signer::ec()).await, 200);
    assert_eq!(publisher.asked(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_after_10_minutes() {
    let (publisher, time) = (Publisher::of(&[Signer::rsa().jwk()]).await, Time::now());
    let server = server(&publisher, &time).await;
    assert_eq!(status(&server, &Signer::rsa()).await, 200);
    publisher.publish(&[Signer::ec().jwk()]);
    time.pass(599);
    assert_eq!(status(&server, &Signer::rsa()).await, 200);
    assert_eq!(publisher.asked(), 1);
    time.pass(1);
    comes_to(&server, &Signer::rsa(), 401).await;
    assert_eq!(status(&server, &Signer::ec()).await, 200);
    assert_eq!(publisher.asked(), 2);
}

#[tokio::test]
async fn a_key_without_an_id_is_found_too() {
    let (publisher, time) = (Publisher::of(&[Signer::rsa().jwk()]).await, Time::now());
    let server = server(&publisher, &time).await;
    let nameless = Signer::other_rsa().named(None);
    assert_eq!(status(&server, &nameless).await, 401);
    publisher.publish(&[nameless.jwk()]);
    time.pass(30);
    assert_eq!(status(&server, &nameless).await, 200);
    assert_eq!(status(&server, &Signer::other_rsa().named(Some("any"))).await, 200);
}

#[tokio::test]
async fn one_of_100_keys_is_found() {
    let mut keys: Vec<_> =
        (0..99).map(|number| Signer::rsa().named(Some(&format!("key-{number}"))).jwk()).collect();
    keys.push(Signer::ec().named(Some("the-last")).jwk());
    let publisher = Publisher::of(&keys).await;
    let server = server(&publisher, &Time::now()).await;
    assert_eq!(status(&server, &Signer::ec().named(Some("the-last"))).await, 200);
    assert_eq!(status(&server, &Signer::rsa().named(Some("key-50"))).await, 200);
    assert_eq!(status(&server, &Signer::ec().named(Some("key-50"))).await, 401);
    assert_eq!(status(&server, &Signer::other_rsa().named(None)).await, 401);
}

#[tokio::test]
async fn a_file_of_keys_is_read_again_when_keys_change() {
    let (folder, time) = (tempfile::tempdir().expect("a folder"), Time::now());
    let file = folder.path().join("keys.json");
    let write = |keys: &[Value]| std::fs::write(&file, key_set(keys)).expect("a file");
    write(&[Signer::rsa().jwk()]);
    let server = Server::start_at(Database::Sqlite, time.clock(), |settings| {
        settings.auth.jwks_file.clone_from(&file);
        settings.auth.audience = vec!["*".to_owned()];
    })
    .await;
    assert_eq!(status(&server, &Signer::rsa()).await, 200);
    write(&[Signer::ec().jwk()]);
    assert_eq!(status(&server, &Signer::ec()).await, 401);
    time.pass(30);
    assert_eq!(status(&server, &Signer::ec()).await, 200);
    assert_eq!(status(&server, &Signer::rsa()).await, 401);
    // A file that is gone takes no keys away.
    std::fs::remove_file(&file).expect("it was there");
    time.pass(600);
    assert_eq!(status(&server, &Signer::ec()).await, 200);
    assert_eq!(status(&server, &Signer::rsa()).await, 401);
    assert_eq!(status(&server, &Signer::ec()).await, 200);
}
