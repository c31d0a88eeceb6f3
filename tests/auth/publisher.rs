//! A server that publishes keys, or fails to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use support::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::auth::signer::key_set;

/// What it answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// This text.
    Text(String),
    /// This status and header, and no text.
    Status(&'static str, String),
    /// Nothing: it hangs up.
    HangUp,
}

/// The server.
#[derive(Debug, Clone)]
pub(crate) struct Publisher {
    pub(crate) url: String,
    reply: Arc<Mutex<Reply>>,
    asked: Arc<AtomicUsize>,
    /// Whether it answers at once, or keeps who asks waiting.
    is_open: watch::Sender<bool>,
}

impl Publisher {
    /// Publishes these keys.
    pub(crate) async fn of(keys: &[Value]) -> Self {
        Self::start(Reply::Text(key_set(keys))).await
    }

    pub(crate) async fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/keys", listener.local_addr().expect("an address"));
        let publisher = Self {
            url,
            reply: Arc::new(Mutex::new(reply)),
            asked: Arc::default(),
            is_open: watch::Sender::new(true),
        };
        let serving = publisher.clone();
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let one = serving.clone();
                tokio::spawn(async move { one.serve(stream).await });
            }
        });
        publisher
    }

    async fn serve(&self, mut stream: TcpStream) {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => request.push(byte),
                Err(_) => return,
            }
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        let _ = self.is_open.subscribe().wait_for(|is_open| *is_open).await;
        let reply = self.reply.lock().expect("a lock").clone();
        let (status, header, text) = match reply {
            Reply::Text(text) => ("200 OK", "content-type: application/json".to_owned(), text),
            Reply::Status(status, header) => (status, header, String::new()),
            Reply::HangUp => return,
        };
        let length = text.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Publishes these keys from now on.
    pub(crate) fn publish(&self, keys: &[Value]) {
        self.reply(Reply::Text(key_set(keys)));
    }

    /// Answers this from now on.
    pub(crate) fn reply(&self, reply: Reply) {
        *self.reply.lock().expect("a lock") = reply;
    }

    /// Keeps those who ask waiting, or no longer.
    pub(crate) fn open(&self, is_open: bool) {
        self.is_open.send_replace(is_open);
    }
}
