//! A client that follows, with server-sent events or on a WebSocket.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Far above everything that is waited for.
const CEILING: Duration = Duration::from_mins(1);

const FOLLOW: &str = "subscription ($after: Cursor, $filter: EventFilter, $kinds: [StreamKind!]) {
    eventStream(after: $after, filter: $filter, kinds: $kinds) {
        __typename cursor
        ... on EventPublished { event { id revision payload } }
        ... on OutcomeUpdated { event { id revision } }
        ... on NarrativeUpdated { event { id narrative { aiSummary } } }
    }
}";

/// One message of an event stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The name of its type.
    pub kind: String,
    /// Where it stands.
    pub cursor: String,
    /// The event's id; empty for `CaughtUp`.
    pub event: String,
}

/// An event stream that is open.
#[derive(Debug)]
pub struct Follower(Transport);

#[derive(Debug)]
enum Transport {
    Events { response: Response, text: String },
    Socket(Box<WebSocketStream<TcpStream>>),
}

/// An event's id, where the transport has one, and its data.
type Told = (Option<String>, Value);

impl Follower {
    /// Follows with these variables.
    pub async fn open(url: &str, variables: Value) -> Self {
        Self::send(url, variables, |request| request).await.expect("an answer")
    }

    /// The same, as the bearer of a token.
    pub async fn open_as(token: &str, url: &str, variables: Value) -> Self {
        let follower = Self::send(url, variables, |request| request.bearer_auth(token));
        follower.await.expect("an answer")
    }

    /// The same, as a client that was cut off behind this message.
    pub async fn open_behind(url: &str, variables: Value, last: &str) -> Self {
        let follower = Self::send(url, variables, |request| request.header("last-event-id", last));
        follower.await.expect("an answer")
    }

    /// Follows behind a cursor, unless the server is gone.
    pub async fn try_open(url: &str, cursor: &str) -> Option<Self> {
        Self::send(url, json!({ "after": cursor }), |request| request).await
    }

    async fn send(
        url: &str,
        variables: Value,
        change: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Option<Self> {
        let request = json!({ "query": FOLLOW, "variables": variables });
        let request = Client::new().post(format!("{url}/graphql")).json(&request);
        let request = change(request.header("accept", "text/event-stream"));
        let response = timeout(CEILING, request.send()).await.expect("in time");
        Some(Self(Transport::Events { response: response.ok()?, text: String::new() }))
    }

    /// Follows with these variables on a WebSocket.
    pub async fn open_socket(url: &str, variables: Value) -> Self {
        let address = url.trim_start_matches("http://");
        let mut request = format!("ws://{address}/graphql").into_client_request().expect("a URL");
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let stream = TcpStream::connect(address).await.expect("a connection");
        let (mut socket, _) = client_async(request, stream).await.expect("a WebSocket");
        let init = json!({ "type": "connection_init" }).to_string();
        socket.send(Frame::text(init)).await.expect("the server reads");
        hear(&mut socket).await.expect("an acknowledgement");
        let payload = json!({ "query": FOLLOW, "variables": variables });
        let subscribe = json!({ "id": "1", "type": "subscribe", "payload": payload }).to_string();
        socket.send(Frame::text(subscribe)).await.expect("the server reads");
        Self(Transport::Socket(Box::new(socket)))
    }

    /// The next event. `None` when the stream broke off.
    async fn event(&mut self) -> Option<Told> {
        match &mut self.0 {
            Transport::Events { response, text } => next_event(response, text).await,
            Transport::Socket(socket) => {
                let mut message = hear(socket).await?;
                let payload = message["payload"].take();
                match message["type"].as_str() {
                    Some("next") => Some((None, payload)),
                    Some("error") => Some((None, json!({ "errors": payload }))),
                    _ => None,
                }
            }
        }
    }

    /// The next message, or why there is none: the stream broke off, or ended with an error.
    async fn next_or_end(&mut self) -> Result<Message, String> {
        let (id, mut data) = self.event().await.ok_or("it broke off")?;
        if let Some(errors) = data.get("errors") {
            return Err(errors.to_string());
        }
        let message = data["data"]["eventStream"].take();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let cursor = text(&message["cursor"]);
        assert!(id.is_none_or(|id| id == cursor), "{message}");
        let (kind, event) = (text(&message["__typename"]), text(&message["event"]["id"]));
        Ok(Message { kind, cursor, event })
    }

    /// The next message; `None` when the stream broke off, or ended with an error.
    pub async fn try_next(&mut self) -> Option<Message> {
        self.next_or_end().await.ok()
    }

    /// The next message.
    pub async fn next(&mut self) -> Message {
        self.next_or_end().await.expect("the stream goes on")
    }

    /// The kinds and events of the next messages.
    pub async fn told(&mut self, count: usize) -> Vec<(String, String)> {
        let mut told = Vec::new();
        for _ in 0..count {
            let message = self.next().await;
            told.push((message.kind, message.event));
        }
        told
    }

    /// Whether what comes first is an error.
    pub async fn is_refused(mut self) -> bool {
        self.event().await.is_none_or(|(_, data)| data.get("errors").is_some())
    }

    /// The code of the error that it is refused with, and which argument is wrong.
    pub async fn refusal(mut self) -> (Value, Value) {
        let (_, data) = self.event().await.expect("an answer");
        let error = &data["errors"][0]["extensions"];
        (error["code"].clone(), error["inputPath"].clone())
    }
}

/// The next of the events, without comments.
async fn next_event(response: &mut Response, text: &mut String) -> Option<Told> {
    loop {
        while let Some((block, rest)) = text.split_once("\n\n") {
            let (block, rest) = (block.to_owned(), rest.to_owned());
            *text = rest;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
            if let Some(data) = field("data: ") {
                let id = field("id: ").map(str::to_owned);
                assert!(id.is_some() || data.contains("errors"), "{data}");
                return Some((id, serde_json::from_str(data).expect("JSON")));
            }
        }
        let chunk = timeout(CEILING, response.chunk()).await.expect("in time").ok()??;
        text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
    }
}

/// The next message of the protocol. `None` when the socket was closed.
async fn hear(socket: &mut WebSocketStream<TcpStream>) -> Option<Value> {
    loop {
        match timeout(CEILING, socket.next()).await.expect("in time")? {
            Ok(Frame::Text(text)) => return Some(serde_json::from_str(&text).expect("JSON")),
            Ok(Frame::Close(_)) | Err(_) => return None,
            Ok(_) => (),
        }
    }
}
