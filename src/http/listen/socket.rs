//! A client's socket, which fails when the client takes nothing for too long.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Sleep, sleep};

use super::activity::{Activity, Busy};

/// A socket. It keeps its place among the connections that may be open, also as a WebSocket, which
/// outlives the task of its connection.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TokioIo<TcpStream>,
    activity: Arc<Activity>,
    /// How long a write may wait for the client.
    patience: Duration,
    waiting: Option<Waiting>,
    _place: OwnedSemaphorePermit,
}

/// A write that the client doesn't take.
#[derive(Debug)]
struct Waiting {
    until: Pin<Box<Sleep>>,
    _busy: Busy,
}

impl Socket {
    pub(super) fn new(
        stream: TcpStream,
        activity: Arc<Activity>,
        patience: Duration,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let stream = TokioIo::new(stream);
        Self { stream, activity, patience, waiting: None, _place: place }
    }

    /// Notes whether the client takes what is written.
    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            self.activity.wrote();
            return written;
        }
        let (activity, patience) = (&self.activity, self.patience);
        let waiting = self.waiting.get_or_insert_with(|| Waiting {
            until: Box::pin(sleep(patience)),
            _busy: activity.busy(),
        });
        waiting.until.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
