//! A client of the WebSocket.

use futures_util::{SinkExt as _, StreamExt as _};
use support::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::abuse::client::{Seen, tell_code};
use crate::abuse::victim::CEILING;

/// A WebSocket that was initialised.
#[derive(Debug)]
pub(crate) struct Subscriber(pub(crate) WebSocketStream<TcpStream>);

impl Subscriber {
    pub(crate) async fn open(address: &str) -> Self {
        let mut subscriber = Self::open_silent(address).await;
        subscriber.send(r#"{"type":"connection_init"}"#).await.expect("the server reads");
        let acknowledged = subscriber.next().await.expect("an answer");
        assert_eq!(acknowledged["type"], "connection_ack");
        subscriber
    }

    /// A WebSocket that was opened, and nothing more.
    pub(crate) async fn open_silent(address: &str) -> Self {
        let mut request =
            format!("ws://{address}/graphql").into_client_request().expect("an address");
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let opening = async {
            let stream = TcpStream::connect(address).await.expect("a connection");
            client_async(request, stream).await.expect("a WebSocket").0
        };
        Self(timeout(CEILING, Box::pin(opening)).await.expect("a WebSocket in time"))
    }

    pub(crate) async fn send(&mut self, text: impl Into<String>) -> tungstenite::Result<()> {
        self.0.send(Message::text(text.into())).await
    }

    /// The next message of the protocol, or why there is none.
    pub(crate) async fn next(&mut self) -> Result<Value, String> {
        loop {
            let message = timeout(CEILING * 4, self.0.next()).await.expect("a message in time");
            return match message {
                Some(Ok(Message::Text(text))) => Ok(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(frame))) => {
                    Err(frame.map_or_else(|| "closed".to_owned(), |f| format!("closed {}", f.code)))
                }
                Some(Ok(_)) => continue,
                Some(Err(error)) => Err(format!("broken: {error}")),
                None => Err("gone".to_owned()),
            };
        }
    }

    /// Sends a message that asks for something, and tells what comes of it.
    pub(crate) async fn ask(&mut self, message: impl Into<String>) -> Seen {
        // Of a message that is too long, the server reads only the beginning.
        let _ = self.send(message).await;
        let mut seen = Seen { outcome: String::new(), bytes: 0 };
        loop {
            let message = match self.next().await {
                Ok(message) => message,
                Err(outcome) => return Seen { outcome, ..seen },
            };
            seen.bytes += message.to_string().len();
            let payload = &message["payload"];
            match message["type"].as_str().expect("a type") {
                "next" => seen.outcome = tell_code("next", &payload["errors"]),
                "error" => return Seen { outcome: tell_code("error", payload), ..seen },
                "complete" => return seen,
                other => return Seen { outcome: other.to_owned(), ..seen },
            }
        }
    }
}
