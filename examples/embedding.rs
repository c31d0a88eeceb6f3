//! Event Mesh inside an axum application that has routes and users of its own.
//!
//! ```sh
//! cargo run --example embedding
//! curl localhost:4001/graphql -H 'x-user: 5c0b5a3e-8a57-4a0e-9a6f-0d9f5d0c7b11' \
//!     -H 'content-type: application/json' -d '{ "query": "{ viewer { id } }" }'
//! ```

use std::error::Error;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::caller::Caller;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::UserId;
use event_mesh::domain::viewer::Viewer;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let history = App::new(Settings::defaults()?, Clock::system()).await?;
    let listener = TcpListener::bind("127.0.0.1:4001").await?;
    let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    axum::serve(listener, application(&history)).with_graceful_shutdown(stop).await?;
    // Writes what waits.
    history.close().await;
    Ok(())
}

/// The application's own routes, and `/graphql`.
pub(crate) fn application(history: &App) -> Router {
    let shop = Router::new().route("/", get(|| async { "the shop" }));
    shop.merge(history.endpoint()).layer(from_fn(sign_in))
}

/// Says who asks. An application reads its session here; this one takes a header's word for it.
async fn sign_in(mut request: Request, next: Next) -> Response {
    let user = request.headers().get("x-user").and_then(|user| user.to_str().ok());
    if let Some(user) = user.and_then(|user| UserId::parse(user).ok()) {
        // Who sees one another's events has a tenant in common; here each has their own.
        let viewer = Viewer::User { tenant: user.as_tenant(), user };
        request.extensions_mut().insert(Caller::from(viewer));
    }
    next.run(request).await
}
