//! The API inside an axum application that knows its users itself.

use std::sync::Arc;

use async_graphql::{Executor as _, ParseRequestError};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::accept::MediaType;
use super::answer::Refusal;
use super::body::{self, BodyLimits};
use crate::config::Settings;
use crate::domain::caller::Caller;
use crate::graphql::{self, Api};
use crate::service::Code;

/// The API, and what requests may take.
struct Endpoint {
    api: Api,
    body: BodyLimits,
}

/// `/graphql` by POST, for queries and mutations. Each runs for the [`Caller`] that a layer of the application
/// puts into the request's extensions; one without a caller is answered with 401.
pub fn endpoint(api: Api, Settings { server, limits, .. }: &Settings) -> Router {
    let body = BodyLimits::new(server, limits);
    Router::new().route("/graphql", post(answer)).with_state(Arc::new(Endpoint { api, body }))
}

async fn answer(
    State(endpoint): State<Arc<Endpoint>>,
    mut request: Request,
) -> Result<GraphQLResponse, Refusal> {
    let Some(caller) = request.extensions_mut().remove::<Caller>() else {
        let message = "the application doesn't say who asks";
        let refusal = Refusal::new(StatusCode::UNAUTHORIZED, message);
        return Err(refusal.with_code(Code::Unauthenticated));
    };
    let request = read(request, &endpoint.body).await?;
    Ok(endpoint.api.execute(request.data(caller)).await.into())
}

/// Reads a request. The extractor takes bodies of any type and any size, so that ours were read before.
async fn read(request: Request, limits: &BodyLimits) -> Result<async_graphql::Request, Refusal> {
    let json = body::read_json(request, limits).await?;
    graphql::Request::check_size(&json)?;
    let mut bounded = Request::new(Body::from(json));
    *bounded.method_mut() = Method::POST;
    bounded.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(GraphQLRequest::<Refusal>::from_request(bounded, &()).await?.into_inner())
}

impl From<ParseRequestError> for Refusal {
    fn from(error: ParseRequestError) -> Self {
        let message = match error {
            ParseRequestError::UnsupportedBatch => {
                "a request must be a JSON object; batches are not supported".to_owned()
            }
            error => error.to_string(),
        };
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.carry(MediaType::Json)
    }
}
