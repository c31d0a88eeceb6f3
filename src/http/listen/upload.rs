//! The body of a request, which is read to its end even where nobody wants it: a client that was
//! refused early is still sending, and what it sends stands between its answer and its next request.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::Request;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::EXPECT;

use crate::http::shutdown::Shutdown;

/// The most that is read for nothing, in bytes. Where more is to come the connection is closed.
const MOST: u64 = 64 * 1024;

/// A body, which whoever drops it early leaves behind.
pub(super) struct Upload {
    body: Option<Incoming>,
    /// The most that is read of what is left behind, in bytes, and how long that may take.
    most: u64,
    patience: Duration,
    shutdown: Shutdown,
    is_cut: Cut,
}

/// Whether more is left of a body than is read for nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Cut(Arc<AtomicBool>);

impl Cut {
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Upload {
    /// The body of a request of HTTP/1.1, and whether it was cut.
    pub(super) fn of(
        request: Request<Incoming>,
        patience: Duration,
        shutdown: Shutdown,
    ) -> (Request<Self>, Cut) {
        let is_cut = Cut::default();
        // Without an invitation it may never come, and what comes may be the next request.
        let most = if request.headers().contains_key(EXPECT) { 0 } else { MOST };
        let upload =
            |body| Self { body: Some(body), most, patience, shutdown, is_cut: is_cut.clone() };
        (request.map(upload), is_cut)
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let Some(mut body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        if body.size_hint().upper().is_none_or(|rest| rest > self.most) {
            self.is_cut.0.store(true, Ordering::Relaxed);
            return;
        }
        let patience = self.patience;
        self.shutdown.spawn(async move {
            let rest = async { while let Some(Ok(_)) = body.frame().await {} };
            // A stop ends it with its connection, which may bring one more request behind it.
            let _ = tokio::time::timeout(patience, rest).await;
        });
    }
}
