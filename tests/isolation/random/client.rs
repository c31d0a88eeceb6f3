//! A tenant's ways to the server: requests, and a socket on which it listens too.

use std::time::Duration;

use event_mesh::domain::ids::UserId;
use futures_util::{SinkExt as _, StreamExt as _};
use support::{Server, Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::isolation::token::token;

/// How long a machine that does other things may take.
const PATIENCE: Duration = Duration::from_mins(1);

const SUBSCRIPTION: &str = "subscription { eventStream { __typename
    ... on EventPublished { event { ...told } } ... on OutcomeUpdated { event { ...told } }
    ... on NarrativeUpdated { event { ...told } } } }
    fragment told on Event { id source payload related(direction: BOTH) { source }
        narrative { longDescription } }";

/// The id of a tenant's user, which is its tenant.
pub(crate) fn user(tenant: usize) -> String {
    format!("00000000-0000-4000-8000-{tenant:012}")
}

pub(crate) fn user_id(tenant: usize) -> UserId {
    UserId::parse(&user(tenant)).expect("a UUID")
}

/// A tenant that is connected.
#[derive(Debug)]
pub(crate) struct Client<'a> {
    server: &'a Server,
    token: String,
    socket: WebSocketStream<TcpStream>,
    operations: usize,
    /// The events that the subscription told of.
    pub(crate) heard: Vec<Value>,
}

impl<'a> Client<'a> {
    /// Connects, and listens.
    pub(crate) async fn connect(server: &'a Server, tenant: usize) -> Self {
        let token = token(Some(user(tenant)));
        let address = server.url.trim_start_matches("http://");
        let mut request =
            format!("ws://{address}/graphql").into_client_request().expect("an address");
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let stream = TcpStream::connect(address).await.expect("a connection");
        let (socket, _) = client_async(request, stream).await.expect("a WebSocket");
        let mut client = Self { server, token, socket, operations: 0, heard: Vec::new() };
        let authorization = format!("Bearer {}", client.token);
        client
            .say(json!({
                "type": "connection_init", "payload": { "authorization": authorization },
            }))
            .await;
        assert_eq!(client.hear().await["type"], "connection_ack");
        client.subscribe("live", SUBSCRIPTION, &Value::Null).await;
        let caught_up = client.hear().await;
        assert_eq!(caught_up["payload"]["data"]["eventStream"]["__typename"], "CaughtUp");
        client
    }

    pub(crate) async fn ask_by_http(&self, query: &str, variables: &Value) -> Value {
        self.server.answer_as(&self.token, query, variables.clone()).await
    }

    pub(crate) async fn ask_by_socket(&mut self, query: &str, variables: &Value) -> Value {
        self.operations += 1;
        let id = self.operations.to_string();
        self.subscribe(&id, query, variables).await;
        let mut answer = Value::Null;
        loop {
            let mut message = self.hear().await;
            match (message["id"].as_str(), message["type"].as_str()) {
                (Some("live"), Some("next")) => self.heard.push(message["payload"].take()),
                (Some(of), Some("next")) if of == id => answer = message["payload"].take(),
                (Some(of), Some("error")) if of == id => {
                    return json!({ "errors": message["payload"].take() });
                }
                (Some(of), Some("complete")) if of == id => return answer,
                _ => panic!("unexpected: {message}"),
            }
        }
    }

    /// Waits until the subscription has told of an event of this id.
    pub(crate) async fn wait_for(&mut self, id: &str) {
        let is_it = |told: &Value| told["data"]["eventStream"]["event"]["id"] == id;
        while !self.heard.last().is_some_and(is_it) {
            let mut message = self.hear().await;
            assert_eq!(message["id"], "live", "{message}");
            self.heard.push(message["payload"].take());
        }
    }

    async fn subscribe(&mut self, id: &str, query: &str, variables: &Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    async fn say(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.expect("the server reads");
    }

    async fn hear(&mut self) -> Value {
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await.expect("a message in time");
            match message {
                Some(Ok(Message::Text(text))) => {
                    return serde_json::from_str(&text).expect("JSON");
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("the socket ended: {other:?}"),
            }
        }
    }
}
