//! Publishers of keys that fail, and what still works then.

use std::time::Duration;

use support::{Database, Server};
use tokio::time::timeout;

use crate::auth::published::{comes_to, server, status};
use crate::auth::publisher::{Publisher, Reply};
use crate::auth::signer::{SECRET, Signer, key_set};
use crate::auth::time::Time;

/// Everything that is no set of keys.
fn failures(elsewhere: &str) -> Vec<Reply> {
    let valid = key_set(&[Signer::rsa().jwk()]);
    let texts = ["", "{}", "[]", "null", "{\"keys\":1}", "{\"keys\":[", "<html>", &valid[1..]];
    let mut failures: Vec<_> = texts.map(|text| Reply::Text(text.to_owned())).into();
    // Valid but for its size.
    failures.push(Reply::Text(valid.clone() + &" ".repeat(512 * 1024)));
    failures.push(Reply::Text("[".repeat(300_000)));
    failures.push(Reply::HangUp);
    for status in ["500 Internal Server Error", "404 Not Found", "204 No Content"] {
        failures.push(Reply::Status(status, String::new()));
    }
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
        failures.push(Reply::Status(status, format!("location: {elsewhere}")));
    }
    failures
}

#[tokio::test]
async fn keys_that_were_never_read_are_unavailable_and_found_later() {
    let elsewhere = Publisher::of(&[Signer::rsa().jwk()]).await;
    for failure in failures(&elsewhere.url) {
        let (publisher, time) = (Publisher::start(failure.clone()).await, Time::now());
        let server = server(&publisher, &time).await;
        assert_eq!(status(&server, &Signer::rsa()).await, 503, "{failure:?}");
        assert_eq!(publisher.asked(), 1, "{failure:?}");
        publisher.publish(&[Signer::rsa().jwk()]);
        time.pass(30);
        // Asked for by the next request, or by the one that keeps keys fresh.
        comes_to(&server, &Signer::rsa(), 200).await;
        assert_eq!(publisher.asked(), 2, "{failure:?}");
    }
    assert_eq!(elsewhere.asked(), 0, "a redirect was followed");
}

#[tokio::test]
async fn keys_that_were_read_are_used_while_their_publisher_fails() {
    let elsewhere = Publisher::of(&[Signer::other_rsa().jwk()]).await;
    let (publisher, time) = (Publisher::of(&[Signer::rsa().jwk()]).await, Time::now());
    let server = server(&publisher, &time).await;
    for (turn, failure) in failures(&elsewhere.url).into_iter().enumerate() {
        assert_eq!(status(&server, &Signer::rsa()).await, 200);
        publisher.reply(failure.clone());
        time.pass(86_400);
        // Waits for the publisher, to no avail.
        assert_eq!(status(&server, &Signer::other_rsa()).await, 401, "{failure:?}");
        assert_eq!(status(&server, &Signer::rsa()).await, 200, "{failure:?}");
        assert_eq!(publisher.asked(), turn + 2, "{failure:?}");
    }
    assert_eq!(elsewhere.asked(), 0, "a redirect was followed");
}

#[tokio::test]
async fn nobody_at_the_address_is_no_reason_not_to_start() {
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        "http://127.0.0.1:9/keys".clone_into(&mut settings.auth.jwks_url);
        settings.auth.audience = vec!["*".to_owned()];
        SECRET.clone_into(&mut settings.auth.jwt_secret);
    })
    .await;
    assert_eq!(status(&server, &Signer::rsa()).await, 503);
    // What needs no published key is let in, or refused for good.
    assert_eq!(status(&server, &Signer::secret()).await, 200);
    assert_eq!(status(&server, &Signer::of_secret(&[b'a'; 32])).await, 401);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_trusted() {
    // It isn't even TLS: what matters is that the answer isn't read as if it were http.
    let publisher = Publisher::of(&[Signer::rsa().jwk()]).await;
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        settings.auth.jwks_url = publisher.url.replace("http://", "https://");
        settings.auth.audience = vec!["*".to_owned()];
    })
    .await;
    assert_eq!(status(&server, &Signer::rsa()).await, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_with_known_keys_do_not_wait_for_a_slow_publisher() {
    let (publisher, time) = (Publisher::of(&[Signer::rsa().jwk()]).await, Time::now());
    let server = server(&publisher, &time).await;
    assert_eq!(status(&server, &Signer::rsa()).await, 200);
    publisher.open(false);
    publisher.publish(&[Signer::rsa().jwk(), Signer::ec().jwk()]);
    time.pass(600);
    let unknown = async { status(&server, &Signer::ec()).await };
    let known = async {
        for _ in 0..20 {
            assert_eq!(status(&server, &Signer::rsa()).await, 200);
        }
        // Only now the publisher goes on; whoever waits for it is answered.
        publisher.open(true);
    };
    assert_eq!(tokio::join!(unknown, known).0, 200);
    assert_eq!(publisher.asked(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_stops_no_reading_of_keys() {
    let publisher = Publisher::of(&[Signer::rsa().jwk()]).await;
    publisher.open(false);
    let server = server(&publisher, &Time::now()).await;
    let impatient = timeout(Duration::from_millis(200), status(&server, &Signer::rsa())).await;
    assert!(impatient.is_err(), "it was answered");
    let patient = async { status(&server, &Signer::rsa()).await };
    let open = async { publisher.open(true) };
    assert_eq!(tokio::join!(patient, open).0, 200);
    assert_eq!(publisher.asked(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_that_never_answers_is_given_up() {
    let publisher = Publisher::of(&[Signer::rsa().jwk()]).await;
    publisher.open(false);
    let server = server(&publisher, &Time::now()).await;
    assert_eq!(status(&server, &Signer::rsa()).await, 503);
    // A stop doesn't wait for it, either.
    timeout(Duration::from_secs(15), server.stop()).await.expect("a stop in time");
}
