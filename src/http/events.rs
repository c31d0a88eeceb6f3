//! Answers as server-sent events: the distinct connections mode of the GraphQL over SSE protocol.
//!
//! Each answer is an event `next`; after the last one comes an event `complete`. A stream that ends
//! without it was cut off, and may be asked for again: an answer's `id` is its cursor, which clients
//! send as `Last-Event-ID` then.
//!
//! Source: <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::graphql;

/// Tells nginx, and what follows its example, to pass events on as they come.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// A comment, which clients leave out: it shows proxies that the connection is in use, and the
/// server that the client is still there.
const KEEP_ALIVE: &[u8] = b":\n\n";
/// A client's listener is called only for events with a line of data.
const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";

/// The response that carries these answers, cut off when `end` comes.
pub(super) fn carry(
    answers: impl Stream<Item = graphql::Response> + Send + 'static,
    keep_alive: Duration,
    end: BoxFuture<'static, ()>,
) -> Response {
    let mut ticks = interval_at(Instant::now() + keep_alive, keep_alive);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let events = Events { answers: Some(answers.boxed()), ticks, end };
    let frames = stream::unfold(events, |mut events| async {
        Some((Ok::<_, Infallible>(events.next().await?), events))
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_ACCEL_BUFFERING, "no"),
    ];
    (headers, Body::from_stream(frames)).into_response()
}

/// What remains to be sent.
struct Events {
    answers: Option<BoxStream<'static, graphql::Response>>,
    ticks: Interval,
    end: BoxFuture<'static, ()>,
}

impl Events {
    /// The next piece of the stream.
    async fn next(&mut self) -> Option<Bytes> {
        let answers = self.answers.as_mut()?;
        tokio::select! {
            biased;
            () = &mut self.end => None,
            _ = self.ticks.tick() => Some(Bytes::from_static(KEEP_ALIVE)),
            answer = answers.next() => {
                if answer.is_none() {
                    self.answers = None;
                }
                Some(answer.map_or(Bytes::from_static(COMPLETE), |answer| frame(&answer)))
            }
        }
    }
}

fn frame(answer: &graphql::Response) -> Bytes {
    let mut frame = b"event: next\n".to_vec();
    if let Some(cursor) = answer.cursor() {
        frame.extend([b"id: ", cursor.as_bytes(), b"\n"].concat());
    }
    frame.extend_from_slice(b"data: ");
    if let Err(error) = serde_json::to_writer(&mut frame, answer) {
        tracing::error!(%error, "an answer could not be written");
    }
    frame.extend_from_slice(b"\n\n");
    frame.into()
}
