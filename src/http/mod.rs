//! The surface: routes, and how the API is reached over HTTP. Nothing else names axum or
//! hyper.

pub mod accept;
mod answer;
mod assets;
pub mod auth;
mod body;
mod endpoint;
mod entrance;
mod events;
mod graphql;
mod health;
pub mod listen;
mod mcp;
mod origins;
mod sample;
mod schema;
mod shutdown;
mod socket;
mod surface;

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::{WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware;
use axum::response::{Redirect, Response};
use axum::routing::{any, get, post};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

pub use self::endpoint::endpoint;
pub use self::shutdown::Shutdown;

use self::auth::Authenticator;
use self::origins::Origins;
use self::surface::Surface;
use crate::config::{Mode, Settings};
use crate::graphql::sample::documents as sample_documents;
use crate::graphql::{Api, Response as GraphqlResponse};
use crate::service::{Code, Service};

/// Every route of the server.
pub fn router(
    api: Api,
    service: Arc<Service>,
    auth: Authenticator,
    settings: &Settings,
    shutdown: Shutdown,
) -> Router {
    let surface = Arc::new(Surface::new(api, service, auth, settings, shutdown));
    let graphql = any(graphql::answer).layer(cors(&surface.origins));
    let router = Router::new()
        .route("/graphql", graphql)
        .route("/schema.graphql", get(schema::sdl))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(pages(settings))
        .merge(tools(settings, &surface.origins));
    // One service for all of them: the router takes a box for each layer, for each request.
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(Arc::clone(&surface), entrance::enter))
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, NO_SNIFF))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    router
        .fallback(|| async { answer::refuse(StatusCode::NOT_FOUND, Code::NotFound, "not found") })
        .layer(layers)
        .with_state(surface)
}

/// The pages that are served. They hold no data: what they show, they ask for as any client.
fn pages(settings: &Settings) -> Router<Arc<Surface>> {
    let is_developed = settings.server.mode == Mode::Development;
    let mut router = Router::new();
    if is_developed {
        let graphiql = || get(assets::graphiql);
        router = router.route("/graphiql", graphiql()).route("/playground", graphiql());
    }
    if settings.serves_debugger() {
        router = router
            .route("/", get(assets::debugger))
            .route("/w/{id}", get(assets::debugger_below))
            .route("/e/{id}", get(assets::debugger_below));
    } else if is_developed {
        router = router.route("/", get(|| async { Redirect::temporary(assets::GRAPHIQL) }));
    }
    if settings.offers_sample() {
        router = router.route("/sample", post(sample::store));
    }
    if is_developed || settings.serves_debugger() {
        router = router.route("/assets/{*path}", get(assets::asset));
    }
    router
}

/// The tools for agents, where they are served.
fn tools(settings: &Settings, origins: &Arc<Origins>) -> Router<Arc<Surface>> {
    let router = Router::new();
    if !settings.serves_mcp() {
        return router;
    }
    router.route("/mcp", any(mcp::answer).layer(cors(origins)))
}

/// The documents by their ids that the server's own pages ask.
pub fn own_documents(settings: &Settings) -> HashMap<String, String> {
    let mut documents = HashMap::new();
    if settings.serves_debugger() {
        documents.extend(assets::debugger_documents());
    }
    if settings.offers_sample() {
        let sample = sample_documents().map(|one| (one.id.to_owned(), one.text.to_owned()));
        documents.extend(sample);
    }
    documents
}

/// What pages of other origins may do: ask, where they are allowed to.
fn cors(origins: &Arc<Origins>) -> CorsLayer {
    let origins = Arc::clone(origins);
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, _| origins.allow(origin)))
        .allow_methods([Method::GET, Method::POST])
        // Those of tracing, and of client libraries, which add more with each version.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([WWW_AUTHENTICATE, entrance::X_REQUEST_ID])
        .max_age(PREFLIGHT)
}

/// Nothing that is answered is to be taken for a script, or a page.
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// How long browsers may remember what pages of other origins may do.
const PREFLIGHT: Duration = Duration::from_mins(10);

#[expect(clippy::needless_pass_by_value, reason = "the layer calls it so")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    answer::carry(&GraphqlResponse::panic(&*panic), accept::MediaType::Json)
}
