//! The body of an answer, watched: is it the client that the connection waits for?

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use hyper::Version;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};

use super::activity::{Activity, Busy, Offer};

/// The most that HTTP/2 is given at once, in bytes. It keeps what a client makes no room for.
const PIECE: usize = 16 * 1024;

/// The body of an answer, which keeps its connection busy.
pub(super) struct Watched {
    body: Body,
    /// What the body gave and was not passed on yet.
    rest: Bytes,
    piece: usize,
    /// From when a piece is passed on until the next is asked for.
    offer: Offer,
    _busy: Busy,
}

impl Watched {
    pub(super) fn new(body: Body, version: Version, activity: &Arc<Activity>, busy: Busy) -> Self {
        let piece = if version == Version::HTTP_2 { PIECE } else { usize::MAX };
        let offer = Offer::new(activity);
        offer.begin();
        Self { body, rest: Bytes::new(), piece, offer, _busy: busy }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.offer.end();
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                ended => return Poll::Ready(ended),
            }
        }
        let piece = self.piece.min(self.rest.len());
        let piece = self.rest.split_to(piece);
        self.offer.begin();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower().saturating_add(rest));
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}
