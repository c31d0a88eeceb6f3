//! The web pages, which are part of the binary and load nothing from elsewhere.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// What `make web` built.
#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Pages;

/// Where GraphiQL is, beside the other addresses: a proxy may have put all of them under a path.
pub(super) const GRAPHIQL: &str = "graphiql";

/// Only what the server itself serves. The editor writes style elements of its own, and draws
/// squiggles as data images; a picture that an event's text names is never loaded.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; \
    style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /graphiql`, and under its older name `GET /playground`.
pub(super) async fn graphiql() -> Response {
    file("graphiql.html", "no-cache")
}

/// `GET /assets/…`: their names change with their content.
pub(super) async fn asset(Path(path): Path<String>) -> Response {
    file(&format!("assets/{path}"), "public, max-age=31536000, immutable")
}

fn file(path: &str, cache: &'static str) -> Response {
    let Some(file) = Pages::get(path) else {
        let message = "not found; was the server built without the web pages? See `make web`\n";
        return (StatusCode::NOT_FOUND, message).into_response();
    };
    let content_type = file.metadata.mimetype().to_owned();
    let headers = [
        (CONTENT_TYPE, content_type.as_str()),
        (CACHE_CONTROL, cache),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, file.data).into_response()
}
