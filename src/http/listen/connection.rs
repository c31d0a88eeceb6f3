//! One connection: HTTP/1.1, or HTTP/2 without TLS for a client that knows.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::rt::Executor;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response, StatusCode, Version};
use hyper_util::rt::TokioTimer;
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;

use super::activity::Activity;
use super::socket::Socket;
use super::upload::Upload;
use super::watched::Watched;
use crate::config::ServerSettings;
use crate::http::shutdown::Shutdown;

/// The longest head of a request, and the most that is gathered before it is passed on, in bytes.
const BUFFER: u32 = 32 * 1024;

/// The most requests at once on one connection.
const STREAMS: u32 = 100;

/// What an HTTP/2 client may send before it is read: on one request, and on all of a connection.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;

/// How often an HTTP/2 client is asked whether it is still there, and how long it may take to answer.
const PING: Duration = Duration::from_secs(20);

/// How long an HTTP/2 client may take to close a connection after we said that we do.
const GOODBYE: Duration = Duration::from_secs(2);

/// How long a connection of HTTP/1.1 stays open at a stop for one more request, which its client sent
/// before it could know.
const MOMENT: Duration = Duration::from_secs(1);

/// What all connections have in common.
pub(super) struct Connections {
    builder: Builder<Tasks>,
    router: Router,
    header: Duration,
    idle: Duration,
    write: Duration,
    body: Duration,
    moment: Duration,
    shutdown: Shutdown,
}

impl Connections {
    pub(super) fn new(router: Router, settings: &ServerSettings, shutdown: Shutdown) -> Self {
        let mut builder = Builder::new(Tasks(shutdown.clone()));
        // `Activity` knows better.
        builder.http1().header_read_timeout(None).max_buf_size(BUFFER as usize);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(BUFFER)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_send_buf_size(BUFFER as usize);
        let (header, idle) = (settings.header(), settings.idle());
        let (write, body) = (settings.write(), settings.body());
        // What it brings needs time, too.
        let moment = MOMENT.min(settings.drain() / 2);
        Self { builder, router, header, idle, write, body, moment, shutdown }
    }

    /// Serves a client until it goes, has nothing more to ask, or the server stops.
    pub(super) async fn serve(
        self: &Arc<Self>,
        socket: Socket,
        peer: SocketAddr,
        activity: Arc<Activity>,
    ) {
        let service = self.service(peer, Arc::clone(&activity));
        let connection = self.builder.serve_connection_with_upgrades(socket, service);
        let mut connection = pin!(connection);
        tokio::select! {
            // First: what was asked before a stop is seen, and answered.
            biased;
            ended = connection.as_mut() => return log(ended),
            () = activity.idle(self.header, self.idle) => (),
            () = activity.stall(self.write) => return,
            () = self.stop(&activity) => (),
        }
        if activity.version().is_none() {
            return;
        }
        connection.as_mut().graceful_shutdown();
        tokio::select! {
            ended = connection => log(ended),
            () = activity.stall(self.write) => (),
            () = activity.silence(GOODBYE) => (),
        }
    }

    /// Waits until the server stops, and on HTTP/1.1 a moment longer: the client learns of a stop by an
    /// answer alone, and what it sends before would be lost without one.
    async fn stop(&self, activity: &Activity) {
        self.shutdown.stopping().cancelled().await;
        if activity.version() != Some(Version::HTTP_2) {
            activity.silence(self.moment).await;
        }
    }

    /// The router, told who asks, and watched.
    fn service(
        self: &Arc<Self>,
        peer: SocketAddr,
        activity: Arc<Activity>,
    ) -> impl Service<
        Request<Incoming>,
        Response = Response<Watched>,
        Error = Infallible,
        Future: Send + 'static,
    > + use<> {
        let router = TowerToHyperService::new(self.router.clone());
        let connections = Arc::clone(self);
        service_fn(move |request: Request<Incoming>| {
            let version = request.version();
            let (busy, activity) = (activity.request(version), Arc::clone(&activity));
            let connections = Arc::clone(&connections);
            let (mut request, is_cut) =
                if version == Version::HTTP_2 || request.body().is_end_stream() {
                    (request.map(Body::new), None)
                } else {
                    let shutdown = connections.shutdown.clone();
                    let (request, is_cut) = Upload::of(request, connections.body, shutdown);
                    (request.map(Body::new), Some(is_cut))
                };
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = router.call(request);
            async move {
                let mut answer = answer.await?;
                let is_cut = is_cut.is_some_and(|is_cut| is_cut.get());
                // WebSockets and HTTP/2 have ways of their own to say so.
                let is_left = version != Version::HTTP_2
                    && answer.status() != StatusCode::SWITCHING_PROTOCOLS
                    && connections.shutdown.is_leaving();
                if is_cut || is_left {
                    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                Ok(answer.map(|body| Watched::new(body, version, &activity, busy)))
            }
        })
    }
}

fn log(ended: Result<(), Box<dyn std::error::Error + Send + Sync>>) {
    if let Err(error) = ended {
        tracing::debug!(error, "a connection failed");
    }
}

/// Runs the requests of HTTP/2, each in a task of its own.
#[derive(Debug, Clone)]
struct Tasks(Shutdown);

impl<F> Executor<F> for Tasks
where
    F: Future + Send + 'static,
{
    fn execute(&self, work: F) {
        self.0.spawn(async move {
            work.await;
        });
    }
}
