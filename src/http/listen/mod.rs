//! Listening, and accepting as many connections as the settings allow.

mod activity;
mod connection;
mod socket;
mod upload;
mod watched;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::FutureExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use self::activity::Activity;
use self::connection::Connections;
use self::socket::Socket;
use super::shutdown::Shutdown;
use crate::config::ServerSettings;

/// How long to wait when the system has no socket for us. Until a file is closed, each further
/// attempt would fail like the last.
const PAUSE: Duration = Duration::from_secs(1);

/// How often the log says that all places are taken.
const NEWS: Duration = Duration::from_mins(1);

/// How many clients may wait to be accepted, where the system allows as many. When the 128 of the
/// standard library wait, Linux forgets connections that their clients take for open.
const BACKLOG: u32 = 4096;

/// Listens on the first address of this name that is free.
///
/// # Errors
/// When there is none.
pub async fn bind(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut last = io::ErrorKind::AddrNotAvailable.into();
    for address in lookup_host((host, port)).await? {
        match bind_address(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn bind_address(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that starts again finds connections of its predecessor on the port.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until the server begins to stop, and then closes the port. The connections go on: see
/// [`Shutdown::drain`].
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: &ServerSettings,
    shutdown: &Shutdown,
) {
    let connections = Arc::new(Connections::new(router, settings, shutdown.clone()));
    let mut places = Places::new(settings.connections);
    let open = |(stream, peer), place| {
        let activity = Activity::new();
        let socket = Socket::new(stream, Arc::clone(&activity), settings.write(), place);
        let connections = Arc::clone(&connections);
        shutdown.spawn(async move { connections.serve(socket, peer, activity).await });
    };
    let serving = async {
        while let Some(place) = places.take().await {
            open(accept(&listener).await, place);
        }
    };
    tokio::select! {
        () = serving => (),
        () = shutdown.stopping().cancelled() => (),
    }
    // Who waits to be accepted has found the port open.
    while let Ok(place) = Arc::clone(&places.free).try_acquire_owned()
        && let Some(accepted) = accept(&listener).now_or_never()
    {
        open(accepted, place);
    }
}

/// The connections that may be open.
struct Places {
    free: Arc<Semaphore>,
    warned: Option<Instant>,
}

impl Places {
    fn new(connections: usize) -> Self {
        let connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(connections)), warned: None }
    }

    /// A place, once there is one.
    async fn take(&mut self) -> Option<OwnedSemaphorePermit> {
        let is_news = self.warned.is_none_or(|warned| warned.elapsed() > NEWS);
        if is_news && self.free.available_permits() == 0 {
            self.warned = Some(Instant::now());
            tracing::warn!("as many connections are open as server.connections allows");
        }
        Arc::clone(&self.free).acquire_owned().await.ok()
    }
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Without it answers are only later.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            Err(error) if concerns_one_client(&error) => (),
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether a client went away before it was accepted.
fn concerns_one_client(error: &io::Error) -> bool {
    let kinds = [
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::ConnectionRefused,
        io::ErrorKind::ConnectionReset,
    ];
    kinds.contains(&error.kind())
}
