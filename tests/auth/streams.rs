//! Event streams end with the token that they were asked for with.

use support::reqwest::{Client, Response};
use support::{Database, Server, json};

use crate::auth::signer::{SECRET, Signer, claims_with};
use crate::auth::time::{NOW, Time};

async fn server() -> Server {
    Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        SECRET.clone_into(&mut settings.auth.jwt_secret);
        settings.auth.leeway_seconds = 0;
    })
    .await
}

async fn follow(server: &Server, token: &str) -> Response {
    let request = Client::new().post(format!("{}/graphql", server.url)).bearer_auth(token);
    let query = json!({ "query": "subscription { eventStream { __typename } }" });
    let request = request.json(&query).header("accept", "text/event-stream");
    request.send().await.expect("an answer")
}

#[tokio::test]
async fn a_subscription_ends_when_its_token_expires_without_being_complete() {
    let server = server().await;
    // The clock stands still, but the second that it leaves passes.
    let token = Signer::secret().sign(&claims_with("exp", json!(NOW + 1)));
    let text = follow(&server, &token).await.text().await.expect("the stream ends in order");
    assert!(text.contains("CaughtUp") && !text.contains("complete"), "{text}");
}

#[tokio::test]
async fn a_subscription_without_a_token_is_refused() {
    let server = server().await;
    assert_eq!(follow(&server, "x").await.status(), 401);
}
