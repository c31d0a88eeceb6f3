//! `/graphql`: operations over HTTP, as the GraphQL-over-HTTP specification has it.
//!
//! Source: <https://graphql.github.io/graphql-over-http/draft/>

use std::sync::Arc;

use axum::extract::{Request as HttpRequest, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, UPGRADE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::future::{FutureExt as _, pending};
use futures_util::stream::{self, StreamExt as _};

use super::accept::{Accept, MediaType};
use super::answer::{Refusal, carry, refuse};
use super::auth::{Credentials, Identity};
use super::surface::Surface;
use super::{assets, body, events, socket};
use crate::config::Mode;
use crate::graphql::{self, NotARequest, OperationKind, Request};
use crate::service::Code;

/// Behind which answer a stream that broke off is to go on.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Reads a request, runs it and answers in the form that the client likes best.
pub(super) async fn answer(State(surface): State<Arc<Surface>>, request: HttpRequest) -> Response {
    let mut response = respond(surface, request).await;
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("accept"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn respond(surface: Arc<Surface>, request: HttpRequest) -> Response {
    if asks_for_socket(&request) {
        return socket::upgrade(surface, request).await;
    }
    if surface.mode == Mode::Development && is_visit(&request) {
        return Redirect::temporary(assets::GRAPHIQL).into_response();
    }
    let accept = accepted(request.headers());
    let Some(form) = accept.best(&MediaType::ALL) else {
        let message = "the answer can be application/graphql-response+json, application/json or \
            text/event-stream";
        return refuse(StatusCode::NOT_ACCEPTABLE, Code::BadUserInput, message);
    };
    let answered = serve(&surface, request, accept).await;
    answered.unwrap_or_else(|refusal| refusal.carry(form))
}

async fn serve(
    surface: &Surface,
    request: HttpRequest,
    accept: Accept,
) -> Result<Response, Refusal> {
    // What comes by POST is JSON, for which a browser asks first.
    if *request.method() == Method::GET && !surface.origins.allow_request(request.headers()) {
        let message = "pages of this origin may not ask: list it in server.cors_origins";
        return Err(Refusal::new(StatusCode::FORBIDDEN, message).with_code(Code::Forbidden));
    }
    // Before the body is read: who may not ask costs nothing.
    let identity = surface.auth.identify(Credentials::of_headers(request.headers())).await?;
    let read = read(surface, request).await?;
    run(surface, read, identity, accept).await
}

/// A request as it was read.
struct Read {
    request: Request,
    /// Behind which answer a stream that broke off is to go on.
    resume: Option<String>,
    /// Whether it may change anything.
    may_change: bool,
}

async fn read(surface: &Surface, request: HttpRequest) -> Result<Read, Refusal> {
    let resume = request.headers().get(LAST_EVENT_ID).and_then(|id| id.to_str().ok());
    let resume = resume.filter(|id| !id.is_empty()).map(str::to_owned);
    let (parsed, may_change) = match *request.method() {
        Method::GET => (from_query(request.uri()), false),
        Method::POST => {
            let text = body::read_json(request, &surface.body).await?;
            (Request::from_json(&text), true)
        }
        _ => return Err(Refusal::method("GET, POST, OPTIONS", "the method must be GET or POST")),
    };
    Ok(Read { request: parsed?, resume, may_change })
}

async fn run(
    surface: &Surface,
    read: Read,
    identity: Identity,
    accept: Accept,
) -> Result<Response, Refusal> {
    let operation = match surface.api.prepare(read.request) {
        Ok(operation) => operation,
        Err(refused) => return Ok(carry_refusal(refused, surface, accept)),
    };
    if operation.kind() == OperationKind::Mutation && !read.may_change {
        return Err(Refusal::method("POST", "mutations are taken by POST only"));
    }
    let (possible, end) = match operation.kind() {
        OperationKind::Subscription => {
            (&[MediaType::EventStream][..], cut_off(surface, &identity).boxed())
        }
        // What has an end is waited for when the server stops.
        OperationKind::Query | OperationKind::Mutation => (&MediaType::ALL[..], pending().boxed()),
    };
    match accept.best(possible) {
        Some(MediaType::EventStream) => {
            let mut answers =
                surface.api.subscribe(operation, identity.caller, read.resume).boxed();
            // A client that sees the response's head is told of all that is stored from then on.
            let first = answers.next().await;
            let answers = stream::iter(first).chain(answers);
            Ok(events::carry(answers, surface.ping, end))
        }
        Some(form) => Ok(carry(&surface.api.run(operation, identity.caller).await, form)),
        None => {
            let message = "subscriptions are answered as text/event-stream, or over a WebSocket";
            Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, message))
        }
    }
}

/// Ends when a subscription is cut off: when the server stops, or the client's token has expired.
fn cut_off(surface: &Surface, identity: &Identity) -> impl Future<Output = ()> + Send + use<> {
    let stopping = surface.shutdown.stopping().clone();
    let expiry = surface.auth.expiry(identity);
    async move {
        tokio::select! {
            () = stopping.cancelled() => (),
            () = expiry => (),
        }
    }
}

/// A client that reads nothing but events, as browsers' EventSource, sees a refusal only as one.
fn carry_refusal(refused: graphql::Response, surface: &Surface, accept: Accept) -> Response {
    match accept.best(&MediaType::ALL) {
        Some(MediaType::EventStream) => {
            let answers = stream::once(async { refused });
            events::carry(answers, surface.ping, pending().boxed())
        }
        form => carry(&refused, form.unwrap_or(MediaType::Json)),
    }
}

fn from_query(uri: &Uri) -> Result<Request, NotARequest> {
    let query = uri.query().unwrap_or_default();
    Request::from_parameters(form_urlencoded::parse(query.as_bytes()))
}

/// In which form the client wants its answer.
pub(super) fn accepted(headers: &HeaderMap) -> Accept {
    let ranges = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    Accept::parse(&ranges.collect::<Vec<_>>().join(","))
}

/// Whether the connection is to become a WebSocket. Other upgrades may be left out of account.
fn asks_for_socket(request: &HttpRequest) -> bool {
    let protocol = request.headers().get(UPGRADE).map(HeaderValue::as_bytes);
    let is_socket = protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case(b"websocket"));
    is_socket && request.method() == Method::GET
}

/// Whether someone opened the address in a browser.
fn is_visit(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let wants_page = accept.is_some_and(|accept| accept.contains("text/html"));
    wants_page && request.method() == Method::GET && request.uri().query().is_none()
}
