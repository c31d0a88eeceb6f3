//! `/graphql` over a WebSocket: the subprotocol `graphql-transport-ws`.
//!
//! Source: <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>

mod connection;
mod messages;
mod operations;
mod session;

use std::sync::Arc;

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::Response;

use self::connection::Connection;
use super::answer::refuse;
use super::auth::Credentials;
use super::surface::Surface;
use crate::service::Code;

const SUBPROTOCOL: &str = "graphql-transport-ws";

/// How much of a socket is read and written at once, in bytes. What waits for a message costs this
/// much, so that thousands may wait.
const BUFFER: usize = 4 * 1024;

/// Turns a request into a socket.
pub(super) async fn upgrade(surface: Arc<Surface>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let bad = |message: &str| refuse(StatusCode::BAD_REQUEST, Code::BadUserInput, message);
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.protocols([SUBPROTOCOL]),
        Err(rejection) => return bad(&rejection.body_text()),
    };
    if upgrade.selected_protocol().is_none() {
        return bad("Sec-WebSocket-Protocol must be graphql-transport-ws");
    }
    let Ok(place) = Arc::clone(&surface.sockets).try_acquire_owned() else {
        let limit = surface.socket_limits.sockets;
        let message = format!("all {limit} WebSockets are taken (limits.sockets); try again later");
        return refuse(StatusCode::SERVICE_UNAVAILABLE, Code::Overloaded, &message);
    };
    // Browsers can't set headers here: what the first message says goes before them.
    let credentials = Credentials::of_headers(&parts.headers);
    let is_welcome = surface.origins.allow_request(&parts.headers);
    let longest = surface.socket_limits.message;
    let upgrade = upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(longest)
        .max_frame_size(longest);
    upgrade.on_upgrade(move |socket: WebSocket| async move {
        let shutdown = surface.shutdown.clone();
        let connection = Connection::new(socket, &surface, credentials);
        shutdown.spawn(async move {
            connection.serve(is_welcome).await;
            drop(place);
        });
    })
}
