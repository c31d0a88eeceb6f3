//! The floor: what serves the same bodies over the same database with next to nothing in between.
//! One statement a request, prepared; JSON is written by hand, and passed through as it is stored;
//! of a body only the operation's name and the variables are looked at. It checks nothing.

mod answers;
mod database;
mod drafts;
mod stored;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use self::database::Database;

/// Why a request failed.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Serves until the process is ended.
pub(crate) async fn serve(url: &str) {
    let database = Arc::new(Database::new(url));
    let router = Router::new().route("/graphql", post(answer)).with_state(database);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}/graphql", listener.local_addr().expect("an address"));
    let listener = listener.tap_io(|socket| socket.set_nodelay(true).expect("a socket"));
    axum::serve(listener, router).await.expect("it goes on");
}

async fn answer(State(database): State<Arc<Database>>, body: Bytes) -> Response {
    match answers::answer(&database, &body).await {
        Ok(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}")).into_response(),
    }
}
