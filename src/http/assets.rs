//! The web pages, which are part of the binary and load nothing from elsewhere.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What `make web` built.
#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Pages;

/// Where GraphiQL is, beside the other addresses: a proxy may have put all of them under a path.
pub(super) const GRAPHIQL: &str = "graphiql";

/// Only what the server itself serves; a picture that an event's text names is never loaded.
macro_rules! policy {
    ($style:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'",
            $style,
            "; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; ",
            "form-action 'none'; frame-ancestors 'none'"
        )
    };
}

const POLICY: &str = policy!("");

/// GraphiQL's editor writes style elements of its own.
const GRAPHIQL_POLICY: &str = policy!(" 'unsafe-inline'");

/// Asked for again each time, as it names the assets of its build.
const FRESH: &str = "no-cache";

/// The names of assets change with their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

const MISSING: &str = "The web pages are not part of this server. Build them with `make web`, and then \
    the server again.\n";

/// The documents that the Debugger asks, by their ids; none where the pages weren't built.
pub(super) fn debugger_documents() -> HashMap<String, String> {
    let Some(file) = Pages::get("documents.json") else { return HashMap::new() };
    serde_json::from_slice(&file.data).unwrap_or_else(|error| {
        tracing::error!(%error, "the documents of the Event Debugger can't be read");
        HashMap::new()
    })
}

/// `GET /`: the Event Debugger.
pub(super) async fn debugger() -> Response {
    Pages::get("debugger.html").map_or_else(missing, |file| answer(file, FRESH, POLICY))
}

/// `GET /w/…` and `GET /e/…`: the same page, whose assets are beside the folder of its address.
pub(super) async fn debugger_below() -> Response {
    let Some(mut file) = Pages::get("debugger.html") else { return missing() };
    let html = String::from_utf8_lossy(&file.data).replace("\"./", "\"../");
    file.data = html.into_bytes().into();
    answer(file, FRESH, POLICY)
}

/// `GET /graphiql`, and under its older name `GET /playground`.
pub(super) async fn graphiql() -> Response {
    Pages::get("graphiql.html").map_or_else(missing, |file| answer(file, FRESH, GRAPHIQL_POLICY))
}

/// `GET /assets/…`
pub(super) async fn asset(Path(path): Path<String>) -> Response {
    let file = Pages::get(&format!("assets/{path}"));
    file.map_or_else(missing, |file| answer(file, IMMUTABLE, POLICY))
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, MISSING).into_response()
}

fn answer(file: EmbeddedFile, cache: &'static str, policy: &'static str) -> Response {
    let content_type = file.metadata.mimetype().to_owned();
    let headers = [
        (CONTENT_TYPE, content_type.as_str()),
        (CACHE_CONTROL, cache),
        (CONTENT_SECURITY_POLICY, policy),
        // Addresses name events, which are nobody else's business.
        (REFERRER_POLICY, "no-referrer"),
    ];
    (headers, file.data).into_response()
}
