//! The load: clients that ask one thing after the other, each on a connection of its own.
//!
//! It shares the machine with what it measures, so it does little: requests are made before, and of
//! an answer only its head is parsed. But every answer is looked at: it is a success, has no errors,
//! and has in it what was asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::operations::Ask;

/// Requests as they are sent, with what must be in each answer.
#[derive(Debug)]
pub(crate) struct Load {
    requests: Vec<(Vec<u8>, String)>,
    turn: AtomicUsize,
}

/// What came of a load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) answers: u32,
    pub(crate) time: Duration,
}

impl Answered {
    /// Answers a second.
    pub(crate) fn rate(self) -> f64 {
        f64::from(self.answers) / self.time.as_secs_f64()
    }
}

/// A body, with the head before it.
fn request(body: &str) -> Vec<u8> {
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         accept: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + body).into_bytes()
}

impl Load {
    /// Makes the requests.
    pub(crate) fn new(asks: Vec<Ask>) -> Arc<Self> {
        let requests = asks.into_iter().map(|ask| (request(&ask.body), ask.expected)).collect();
        Arc::new(Self { requests, turn: AtomicUsize::new(0) })
    }

    fn next(&self) -> &(Vec<u8>, String) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        &self.requests[turn % self.requests.len()]
    }

    /// Asks for so long.
    pub(crate) async fn run(
        self: &Arc<Self>,
        address: &str,
        clients: usize,
        time: Duration,
    ) -> Answered {
        let begin = Instant::now();
        let mut asking = JoinSet::new();
        for _ in 0..clients {
            let (load, address) = (Arc::clone(self), address.to_owned());
            asking.spawn(async move {
                let mut client = Client::connect(&address).await;
                let mut answers = 0;
                while begin.elapsed() < time {
                    let (request, expected) = load.next();
                    client.ask(request, expected).await;
                    answers += 1;
                }
                answers
            });
        }
        let answers: Vec<u32> = asking.join_all().await;
        Answered { answers: answers.iter().sum(), time: begin.elapsed() }
    }
}

/// A connection that stays open.
#[derive(Debug)]
pub(crate) struct Client {
    socket: TcpStream,
    read: Vec<u8>,
}

impl Client {
    /// Opens one.
    pub(crate) async fn connect(address: &str) -> Self {
        let socket = TcpStream::connect(address).await.expect("a connection");
        socket.set_nodelay(true).expect("a socket");
        Self { socket, read: Vec::with_capacity(65_536) }
    }

    /// Sends a body, and checks the answer.
    pub(crate) async fn post(&mut self, ask: &Ask) {
        self.ask(&request(&ask.body), &ask.expected).await;
    }

    async fn ask(&mut self, request: &[u8], expected: &str) {
        self.socket.write_all(request).await.expect("the server reads");
        let (head, body) = self.answer().await;
        let is_right = head.starts_with("HTTP/1.1 200 ")
            && body.contains(expected)
            && !body.contains("\"errors\":");
        assert!(is_right, "{expected} was asked for: {head}{body}");
    }

    /// The head and the body of an answer.
    async fn answer(&mut self) -> (&str, &str) {
        self.read.clear();
        let head = loop {
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await;
        };
        let length = length(&self.read[..head]);
        while self.read.len() < head + length {
            self.more().await;
        }
        let text = std::str::from_utf8(&self.read).expect("text");
        text.split_at(head)
    }

    async fn more(&mut self) {
        let count = self.socket.read_buf(&mut self.read).await.expect("the server answers");
        assert!(count > 0, "the server closed the connection");
    }
}

/// The length of the body that a head announces.
fn length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).expect("text");
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = fields.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = lengths.next().and_then(|(_, length)| length.trim().parse().ok());
    length.unwrap_or_else(|| panic!("no length: {head}"))
}
