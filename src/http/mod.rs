//! The surface: routes, and how the API is reached over HTTP. Nothing else names axum or
//! hyper.

mod assets;
mod graphql;
mod health;
pub mod listen;
mod panics;
mod shutdown;

use axum::Router;
use axum::extract::FromRef;
use axum::response::Redirect;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

pub use self::shutdown::Shutdown;
use crate::config::LimitSettings;
use crate::graphql::Api;
use crate::service::Service;

/// What handlers share.
#[derive(Debug, Clone)]
struct Surface {
    api: Api,
    service: Service,
    body_limit: BodyLimit,
    shutdown: Shutdown,
}

/// The longest request body, in bytes.
#[derive(Debug, Clone, Copy)]
struct BodyLimit(usize);

impl FromRef<Surface> for Api {
    fn from_ref(surface: &Surface) -> Self {
        surface.api.clone()
    }
}

impl FromRef<Surface> for Service {
    fn from_ref(surface: &Surface) -> Self {
        surface.service.clone()
    }
}

impl FromRef<Surface> for BodyLimit {
    fn from_ref(surface: &Surface) -> Self {
        surface.body_limit
    }
}

impl FromRef<Surface> for Shutdown {
    fn from_ref(surface: &Surface) -> Self {
        surface.shutdown.clone()
    }
}

/// Every route of the server.
pub fn router(api: Api, service: Service, limits: &LimitSettings, shutdown: Shutdown) -> Router {
    let surface = Surface { api, service, body_limit: BodyLimit(limits.body), shutdown };
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/graphiql") }))
        .route("/graphql", post(graphql::answer))
        .route("/graphiql", get(assets::graphiql))
        .route("/playground", get(assets::graphiql))
        .route("/assets/{*path}", get(assets::asset))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .layer(CatchPanicLayer::custom(panics::answer))
        .with_state(surface)
}
