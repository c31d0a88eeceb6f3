//! Connections byte by byte, on HTTP/1.1.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::abuse::client::tell;
use crate::abuse::victim::CEILING;

/// What a client sends, and how fast.
#[derive(Debug)]
pub(crate) struct Wire {
    head: String,
    body: Vec<u8>,
    /// How often the body is sent.
    times: usize,
    /// How long the client waits in between.
    pause: Duration,
}

impl Wire {
    /// A request with this line and these headers, beside those that every request has.
    pub(crate) fn new(line: &str, headers: &str) -> Self {
        let head = format!(
            "{line} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             connection: close\r\n{headers}\r\n"
        );
        Self { head, body: Vec::new(), times: 1, pause: Duration::ZERO }
    }

    /// A request to `/graphql` with these headers.
    pub(crate) fn post(headers: &str) -> Self {
        Self::new("POST /graphql", headers)
    }

    /// The same with a body of this many times these bytes.
    pub(crate) fn with(mut self, body: impl Into<Vec<u8>>, times: usize) -> Self {
        self.body = body.into();
        self.times = times;
        self
    }

    /// The same with a pause after each part of the body.
    pub(crate) const fn slowly(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Whether it takes long by itself.
    pub(crate) const fn is_slow(&self) -> bool {
        !self.pause.is_zero()
    }

    /// Sends it, and tells what the server answers; "closed", when it closes without an answer.
    pub(crate) async fn exchange(&self, address: &str) -> String {
        let stream = TcpStream::connect(address).await.expect("a connection");
        let (mut read, mut write) = stream.into_split();
        let mut answer = Vec::new();
        let sends = async {
            // The server may close before it has read everything.
            let mut sent = write.write_all(self.head.as_bytes()).await;
            for _ in 0..self.times {
                if sent.is_err() {
                    break;
                }
                sent = write.write_all(&self.body).await;
                if self.is_slow() {
                    tokio::time::sleep(self.pause).await;
                }
            }
            std::future::pending::<()>().await;
        };
        let exchange = async {
            tokio::select! {
                _ = read.read_to_end(&mut answer) => (),
                () = sends => (),
            }
        };
        timeout(CEILING, Box::pin(exchange)).await.expect("an end in time");
        let answer = String::from_utf8_lossy(&answer);
        let Some(status) = answer.get(9..12).and_then(|status| status.parse::<u16>().ok()) else {
            return "closed".to_owned();
        };
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        if body.is_empty() { status.to_string() } else { tell(status, body) }
    }
}
