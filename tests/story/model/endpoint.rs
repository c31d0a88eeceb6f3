//! An endpoint that speaks as models do, or doesn't.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use support::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What an endpoint does with a question, whose body it is given, and how often it was asked before.
pub(crate) type Script = fn(&Value, usize) -> Act;

/// What it does.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Answers with this status, these headers and this body.
    Answer(&'static str, &'static str, String),
    /// The same, after this time.
    Late(Duration, String),
    /// Nothing.
    Silence,
    /// Closes the connection.
    HangUp,
    /// Sends less than it says.
    Cut,
    /// Sends so many bytes.
    Flood(usize),
}

/// An endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    asked: Arc<AtomicUsize>,
}

impl Endpoint {
    pub(crate) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let endpoint = Self { url, asked: Arc::default() };
        let serving = endpoint.clone();
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let one = serving.clone();
                tokio::spawn(async move { one.serve(stream, script).await });
            }
        });
        endpoint
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    async fn serve(&self, mut stream: TcpStream, script: Script) -> Option<()> {
        let body = question(&mut stream).await?;
        let before = self.asked.fetch_add(1, Ordering::SeqCst);
        let text = match script(&body, before) {
            Act::Answer(status, header, text) => answer(status, header, &text),
            Act::Late(time, text) => {
                tokio::time::sleep(time).await;
                answer("200 OK", "x: y", &text)
            }
            Act::Silence => std::future::pending().await,
            Act::HangUp => return None,
            Act::Cut => "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"choices\"".to_owned(),
            Act::Flood(bytes) => {
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
                stream.write_all(head.as_bytes()).await.ok()?;
                let piece = [b'x'; 8192];
                for _ in 0..bytes / piece.len() {
                    stream.write_all(&piece).await.ok()?;
                }
                return None;
            }
        };
        stream.write_all(text.as_bytes()).await.ok()
    }
}

fn answer(status: &str, header: &str, text: &str) -> String {
    let length = text.len();
    format!(
        "HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    )
}

/// The body of a question.
async fn question(stream: &mut TcpStream) -> Option<Value> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?.to_lowercase();
    let length = head.split("content-length: ").nth(1)?.split("\r\n").next()?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    serde_json::from_slice(&body).ok()
}

/// The answer of a model that says this.
pub(crate) fn says(content: &str) -> Act {
    Act::Answer("200 OK", "content-type: application/json", completion(content))
}

/// The same, as a body.
pub(crate) fn completion(content: &str) -> String {
    let choice = json!({ "message": { "content": content }, "finish_reason": "stop" });
    json!({ "choices": [choice], "usage": { "total_tokens": 700 } }).to_string()
}

/// A story that the facts of a question bear out: each fact that tells a step, said once more.
pub(crate) fn faithful(body: &Value) -> String {
    let data = body["messages"][1]["content"].as_str().unwrap_or_default();
    let facts = data.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let steps = facts.filter(|fact| fact["about"] == "What happened");
    let sentences: Vec<Value> = steps
        .map(|fact| {
            let text = fact["text"].as_str().unwrap_or_default();
            json!({ "text": format!("It is known: {text}"), "facts": [fact["fact"]] })
        })
        .collect();
    json!({ "sentences": sentences }).to_string()
}
