//! A client that follows on a WebSocket.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use support::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::tally::Tally;

const FOLLOW: &str = "subscription {
    eventStream { __typename ... on EventPublished { cursor event { id eventName payload } } }
}";

/// A subscription that has begun.
#[derive(Debug)]
pub(crate) struct Subscriber {
    socket: WebSocketStream<TcpStream>,
    /// The event that comes next.
    next: usize,
    /// How far it is from one of its events to the next.
    step: usize,
    tally: Arc<Tally>,
}

impl Subscriber {
    /// Subscribes, to be told of every event from `first` in these steps.
    pub(crate) async fn connect(
        address: &str,
        token: String,
        (first, step): (usize, usize),
        tally: Arc<Tally>,
    ) -> Self {
        let mut request =
            format!("ws://{address}/graphql").into_client_request().expect("an address");
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let stream = TcpStream::connect(address).await.expect("a connection");
        let (socket, _) = client_async(request, stream).await.expect("a WebSocket");
        let mut subscriber = Self { socket, next: first, step, tally };
        let payload = json!({ "authorization": format!("Bearer {token}") });
        subscriber.say(json!({ "type": "connection_init", "payload": payload })).await;
        let greeting = subscriber.hear().await.expect("a greeting");
        assert!(greeting.contains("connection_ack"), "{greeting}");
        let payload = json!({ "query": FOLLOW });
        subscriber.say(json!({ "type": "subscribe", "id": "1", "payload": payload })).await;
        let begun = subscriber.hear().await.expect("a message");
        assert!(begun.contains("CaughtUp"), "{begun}");
        subscriber
    }

    async fn say(&mut self, message: support::Value) {
        self.socket.send(Message::text(message.to_string())).await.expect("the server reads");
    }

    async fn hear(&mut self) -> Option<String> {
        loop {
            if let Message::Text(text) = self.socket.next().await?.ok()? {
                return Some(text.to_string());
            }
        }
    }

    /// Counts what it is told of.
    pub(crate) async fn follow(mut self) {
        while let Some(message) = self.hear().await {
            // The number of an event in its id, as in `"id":"e17."`.
            let id = message.split("\"id\":\"e").nth(1).and_then(|rest| rest.split('.').next());
            let event = id.and_then(|id| id.parse().ok());
            let event: usize = event.unwrap_or_else(|| panic!("no event: {message}"));
            self.tally.deliver(event, event == self.next);
            self.next = event + self.step;
        }
    }
}
