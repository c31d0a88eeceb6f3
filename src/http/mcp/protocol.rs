//! The protocol, of which nothing else knows the library.
//!
//! Its tasks aren't on the server's tracker. Each is one of a request, which waits for it, and ends with it: a
//! request that is dropped, since its client went away, drops what its tool does.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::response::Response;
use futures_util::FutureExt as _;
use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    Implementation, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
    Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use super::answer::failure;
use super::tools::{self, Asking};
use crate::http::answer::Refusal;
use crate::service::ServiceError;

/// The longest refusal of the library that is passed on, in bytes.
const REFUSAL: usize = 4 * 1024;

/// The tools as the library lists them.
static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    let tool = |one: &tools::Tool| {
        let annotations = ToolAnnotations::new().read_only(true).open_world(false);
        Tool::new(one.name, one.description, Arc::new(one.schema())).with_annotations(annotations)
    };
    tools::ALL.iter().map(tool).collect()
});

/// Answers one message, as whoever asks.
pub(super) async fn answer(
    asking: Asking,
    headers: &HeaderMap,
    message: String,
) -> Result<Response, Refusal> {
    let gone = CancellationToken::new();
    let _guard = gone.clone().drop_guard();
    let tools = Tools { asking, gone };
    // Hosts, origins and the length of bodies have been looked at.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(message.len())
        .disable_allowed_hosts();
    let sessions = Arc::new(NeverSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(tools.clone()), sessions, config);
    let mut headers = headers_of_protocol(headers);
    // The library wants both to be named, though it answers with JSON alone; and a host, which HTTP/2 has elsewhere.
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
    headers.insert(HOST, HeaderValue::from_static("localhost"));
    let mut request = Request::new(Body::from(message));
    *request.method_mut() = Method::POST;
    *request.headers_mut() = headers;
    let response = service.handle(request).await.map(Body::new);
    if response.status().is_client_error() && !is_json(&response) {
        return Err(refusal(response).await);
    }
    Ok(response)
}

/// What the library reads of a request's head. Credentials aren't among it: it may log what it has.
fn headers_of_protocol(headers: &HeaderMap) -> HeaderMap {
    let is_its = |name: &HeaderName| name == CONTENT_TYPE || name.as_str().starts_with("mcp-");
    let its = headers.iter().filter(|(name, _)| is_its(name));
    its.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn is_json(response: &Response) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}

/// What the library refuses in plain text, in the words and the form of the server.
async fn refusal(response: Response) -> Refusal {
    let status = response.status();
    if status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        // The media type was looked at before: it is the message.
        let message = "the message is none of the protocol";
        return Refusal::new(StatusCode::BAD_REQUEST, message);
    }
    let text = to_bytes(response.into_body(), REFUSAL).await.unwrap_or_default();
    Refusal::new(status, String::from_utf8_lossy(&text))
}

/// The tools, for one request.
#[derive(Debug, Clone)]
struct Tools {
    asking: Asking,
    /// Whether the client has gone away.
    gone: CancellationToken,
}

impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        let server = Implementation::new("event-mesh", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(server.with_title("Event Mesh"))
            .with_instructions(tools::INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(TOOLS.clone()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        TOOLS.iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = tools::ALL.iter().find(|tool| tool.name == request.name) else {
            return Err(ErrorData::invalid_params(Cow::Borrowed("there is no such tool"), None));
        };
        let run = tool.run(&self.asking, request.arguments.unwrap_or_default());
        // The library would wait for ever for the answer of a tool that panicked.
        let run = AssertUnwindSafe(run).catch_unwind();
        let ran = self.gone.run_until_cancelled(run).await;
        let answered = match ran {
            Some(Ok(answered)) => answered,
            Some(Err(panic)) => Err(ServiceError::of_panic(&*panic)),
            None => return Err(ErrorData::internal_error("the client went away", None)),
        };
        // What is wrong with a call is for the model to read, which may call again.
        let result = match answered {
            Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
            Err(error) => CallToolResult::error(vec![ContentBlock::text(failure(&error))]),
        };
        Ok(result.into())
    }
}
