//! Connections byte by byte.

use std::time::Duration;

use support::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far above every timeout that these tests set: only what never happens takes so long.
pub(crate) const CEILING: Duration = Duration::from_secs(15);

/// A whole request on HTTP/1.1.
pub(crate) const GET: &[u8] = b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// What a client of HTTP/2 begins with.
pub(crate) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Settings of HTTP/2, all of them the defaults.
pub(crate) const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];

/// Flags of frames.
pub(crate) const END_STREAM: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;

/// A connection to the server, as a client without any library has it.
#[derive(Debug)]
pub(crate) struct Wire(pub(crate) TcpStream);

impl Wire {
    pub(crate) async fn to(server: &Server) -> Self {
        Self::at(&server.url).await
    }

    pub(crate) async fn at(url: &str) -> Self {
        Self(Self::open(url).await.expect("a connection"))
    }

    pub(crate) async fn open(url: &str) -> std::io::Result<TcpStream> {
        TcpStream::connect(url.trim_start_matches("http://")).await
    }

    /// A connection that begins with these bytes.
    pub(crate) async fn with(server: &Server, bytes: &[u8]) -> Self {
        let mut wire = Self::to(server).await;
        wire.send(bytes).await;
        wire
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the server reads");
    }

    /// Asks on HTTP/1.1 and takes the whole answer.
    pub(crate) async fn get(&mut self) {
        self.send(GET).await;
        self.reads("live\n").await;
    }

    /// Reads until what was read ends with `end`, and returns it.
    pub(crate) async fn reads(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        let read = async {
            while !text.ends_with(end.as_bytes()) {
                text.push(self.0.read_u8().await.expect("an answer"));
            }
        };
        timeout(CEILING, read).await.expect("an answer in time");
        String::from_utf8(text).expect("text")
    }

    /// Waits until the server closes the connection, and returns what it sent before.
    pub(crate) async fn closes(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // An error is an end, too: a client that goes on sending has it reset.
        let _ = timeout(CEILING, self.0.read_to_end(&mut bytes)).await.expect("an end in time");
        bytes
    }
}

/// A frame of HTTP/2.
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short frame").to_be_bytes();
    let head = [length[1], length[2], length[3], kind, flags];
    [&head[..], &stream.to_be_bytes(), payload].concat()
}

/// The frame that opens a stream with these headers.
pub(crate) fn headers(flags: u8, stream: u32, fields: &[(&str, &str)]) -> Vec<u8> {
    let text = |text: &str| {
        let length = u8::try_from(text.len()).expect("a short text");
        [&[length], text.as_bytes()].concat()
    };
    let field = |(name, value): &(&str, &str)| [vec![0], text(name), text(value)].concat();
    frame(1, flags, stream, &fields.iter().flat_map(field).collect::<Vec<_>>())
}

/// The headers of a request on HTTP/2.
pub(crate) fn request<'a>(method: &'a str, path: &'a str) -> [(&'a str, &'a str); 4] {
    [(":method", method), (":scheme", "http"), (":authority", "localhost"), (":path", path)]
}
