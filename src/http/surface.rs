//! What handlers share.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::auth::Authenticator;
use super::body::BodyLimits;
use super::origins::Origins;
use super::shutdown::Shutdown;
use crate::config::{Mode, Settings};
use crate::graphql::Api;
use crate::service::Service;

/// What handlers share.
#[derive(Debug)]
pub(super) struct Surface {
    pub(super) api: Api,
    pub(super) service: Arc<Service>,
    pub(super) auth: Authenticator,
    pub(super) mode: Mode,
    pub(super) origins: Arc<Origins>,
    pub(super) body: BodyLimits,
    /// How often clients that are only listening are shown that the server is there.
    pub(super) ping: Duration,
    /// The places for WebSockets.
    pub(super) sockets: Arc<Semaphore>,
    pub(super) socket_limits: SocketLimits,
    pub(super) shutdown: Shutdown,
}

/// What a WebSocket may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct SocketLimits {
    /// How many there may be.
    pub(super) sockets: usize,
    /// How many queries and mutations may run on each at once.
    pub(super) operations: usize,
    /// How many subscriptions each may have.
    pub(super) subscriptions: usize,
    /// The longest message, in bytes.
    pub(super) message: usize,
    /// How long a client may take to send its first message.
    pub(super) init: Duration,
    /// How often a client is asked whether it is there.
    pub(super) ping: Duration,
}

impl Surface {
    pub(super) fn new(
        api: Api,
        service: Arc<Service>,
        auth: Authenticator,
        Settings { server, limits, .. }: &Settings,
        shutdown: Shutdown,
    ) -> Self {
        let asks = auth.asks();
        Self {
            api,
            service,
            auth,
            mode: server.mode,
            origins: Arc::new(Origins::new(server, asks)),
            body: BodyLimits::new(server, limits),
            ping: server.ping(),
            sockets: Arc::new(Semaphore::new(limits.sockets.min(Semaphore::MAX_PERMITS))),
            socket_limits: SocketLimits {
                sockets: limits.sockets,
                operations: limits.socket_operations,
                subscriptions: limits.socket_subscriptions,
                message: limits.socket_message,
                init: server.header(),
                ping: server.ping(),
            },
            shutdown,
        }
    }
}
