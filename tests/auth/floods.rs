//! Floods of tokens that name keys that nobody knows.

use futures_util::future::join_all;

use crate::auth::published::{server, status};
use crate::auth::publisher::Publisher;
use crate::auth::signer::Signer;
use crate::auth::time::Time;

async fn flood(server: &support::Server) {
    for turn in 0..20 {
        let strangers: Vec<_> = (0..50)
            .map(|one| Signer::ec().named(Some(&format!("stranger-{turn}-{one}"))))
            .collect();
        let answers = join_all(strangers.iter().map(|stranger| status(server, stranger))).await;
        assert!(answers.iter().all(|status| *status == 401));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_unknown_keys_are_looked_for_once_in_30_seconds() {
    let (publisher, time) = (Publisher::of(&[Signer::rsa().jwk()]).await, Time::now());
    let server = server(&publisher, &time).await;
    assert_eq!(status(&server, &Signer::rsa()).await, 200);
    flood(&server).await;
    assert_eq!(publisher.asked(), 1);
    time.pass(30);
    flood(&server).await;
    assert_eq!(publisher.asked(), 2);
    assert_eq!(status(&server, &Signer::rsa()).await, 200);
}
