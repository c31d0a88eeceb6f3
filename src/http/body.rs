//! Reads the bodies of requests, within bounds.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt as _;
use tokio::sync::Semaphore;

use super::answer::Refusal;
use crate::config::{LimitSettings, ServerSettings};
use crate::service::Code;

/// What a body may take.
#[derive(Debug, Clone)]
pub(super) struct BodyLimits {
    /// The longest body, in bytes.
    pub(super) bytes: usize,
    /// How long it may take to arrive.
    pub(super) time: Duration,
    /// How much all bodies together may take while they arrive, in KiB.
    pub(super) room: Arc<Semaphore>,
}

impl BodyLimits {
    pub(super) fn new(server: &ServerSettings, limits: &LimitSettings) -> Self {
        let room = limits.bodies_kib.min(Semaphore::MAX_PERMITS);
        Self { bytes: limits.body, time: server.body(), room: Arc::new(Semaphore::new(room)) }
    }
}

/// Reads a body of JSON as text.
///
/// Only `application/json` is taken: a browser sends other types across origins without asking.
pub(super) async fn read_json(request: Request, limits: &BodyLimits) -> Result<String, Refusal> {
    let unsupported = |message| Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    if !is_json(request.headers()) {
        return Err(unsupported("the content type must be application/json, in UTF-8"));
    }
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(unsupported("compressed requests are not taken"));
    }
    let bytes = tokio::time::timeout(limits.time, read(request.into_body(), limits)).await;
    let bytes = bytes.map_err(|_| {
        let seconds = limits.time.as_secs();
        let message = format!("the body took longer than {seconds} seconds (server.body_seconds)");
        Refusal::new(StatusCode::REQUEST_TIMEOUT, message).with_code(Code::Timeout)
    })??;
    let not_utf8 = |_| Refusal::new(StatusCode::BAD_REQUEST, "the body is not UTF-8");
    String::from_utf8(bytes).map_err(not_utf8)
}

/// What a chunk counts as at least, in bytes: to read one takes work, however short it is. A mebibyte
/// in chunks of one byte took five seconds of it, in a debug build.
const CHUNK: usize = 64;

async fn read(body: Body, limits: &BodyLimits) -> Result<Vec<u8>, Refusal> {
    let limit = limits.bytes;
    let too_long = || {
        let message = format!(
            "the body must have at most {limit} bytes, where each chunk counts as {CHUNK} at least \
             (limits.body)"
        );
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message).with_code(Code::PayloadTooLarge)
    };
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    let mut counted = 0;
    let mut rooms = Vec::new();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let ended_early = |_| Refusal::new(StatusCode::BAD_REQUEST, "the body ended early");
        let chunk = chunk.map_err(ended_early)?;
        counted += chunk.len().max(CHUNK);
        if counted > limit {
            return Err(too_long());
        }
        // A chunk is what one read of the socket gives: far less than 4 GiB.
        let kib = u32::try_from(chunk.len() / 1024 + 1).unwrap_or(u32::MAX);
        let room = limits.room.try_acquire_many(kib).map_err(|_| {
            let message = "too many requests arrive at once; try again later";
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message).with_code(Code::Overloaded)
        })?;
        rooms.push(room);
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
                value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}
