//! A network that can fall silent or break, between a server and its database.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Forwards connections, and holds back what they say while it is silent.
#[derive(Debug, Default)]
pub(crate) struct Proxy {
    /// Where new connections lead to.
    target: Mutex<String>,
    is_silent: AtomicBool,
    accepted: AtomicU64,
    swallowed: AtomicU64,
    gone: CancellationToken,
}

impl Proxy {
    /// Listens in front of the database at `url`; returns the proxy, and the address that leads
    /// through it.
    pub(crate) async fn before(url: &str) -> (Arc<Self>, String) {
        let (head, rest) = url.split_once('@').expect("a user");
        let (target, database) = rest.split_once('/').expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let proxy = Arc::new(Self { target: Mutex::new(target.to_owned()), ..Self::default() });
        spawn(Arc::clone(&proxy).accept(listener));
        (proxy, format!("{head}@{address}/{database}"))
    }

    /// Holds back everything, or lets it go on.
    pub(crate) fn be_silent(&self, is_silent: bool) {
        self.is_silent.store(is_silent, Ordering::SeqCst);
    }

    /// Lets new connections lead to the database at `url`. Those that are open stay.
    pub(crate) fn lead_to(&self, url: &str) {
        let target = url.split_once('@').and_then(|(_, rest)| rest.split('/').next());
        target.expect("a database").clone_into(&mut *self.target.lock().expect("nobody panics"));
    }

    /// Closes every connection, and takes no more.
    pub(crate) fn break_down(&self) {
        self.gone.cancel();
    }

    /// Holds back for ever what the connections of this moment say; later ones work.
    pub(crate) fn swallow_open_connections(&self) {
        self.swallowed.store(self.accepted.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    fn holds_back(&self, connection: u64) -> bool {
        self.is_silent.load(Ordering::SeqCst) || connection < self.swallowed.load(Ordering::SeqCst)
    }

    async fn accept(self: Arc<Self>, listener: TcpListener) {
        while let Ok((client, _)) = listener.accept().await {
            let target = self.target.lock().expect("nobody panics").clone();
            let database = TcpStream::connect(&target).await.expect("the database");
            if self.gone.is_cancelled() {
                return;
            }
            let connection = self.accepted.fetch_add(1, Ordering::SeqCst);
            let (from_client, to_client) = client.into_split();
            let (from_database, to_database) = database.into_split();
            spawn(Arc::clone(&self).forward(connection, from_client, to_database));
            spawn(Arc::clone(&self).forward(connection, from_database, to_client));
        }
    }

    async fn forward(
        self: Arc<Self>,
        connection: u64,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
    ) {
        let mut buffer = vec![0; 16 * 1024];
        let gone = self.gone.clone();
        while let Some(Ok(length @ 1..)) = gone.run_until_cancelled(from.read(&mut buffer)).await {
            while self.holds_back(connection) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            if to.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}
