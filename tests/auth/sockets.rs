//! WebSockets: who may open one, and for how long.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use support::{Database, Server, Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::auth::publisher::{Publisher, Reply};
use crate::auth::signer::{SECRET, Signer, claims_with};
use crate::auth::time::{NOW, Time};

/// Far above everything that is waited for.
const CEILING: Duration = Duration::from_secs(30);

const FOLLOW: &str = r#"{"id":"1","type":"subscribe","payload":{"query":"subscription { eventStream { __typename } }"}}"#;
const WHO: &str = r#"{"id":"2","type":"subscribe","payload":{"query":"{ viewer { role } }"}}"#;

/// A WebSocket to a server.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens a socket with this Authorization header, or none.
    pub(crate) async fn open(server: &Server, authorization: Option<&str>) -> Self {
        let address = server.url.trim_start_matches("http://");
        let mut request =
            format!("ws://{address}/graphql").into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        if let Some(value) = authorization {
            headers.insert("authorization", HeaderValue::from_str(value).expect("a header"));
        }
        let stream = TcpStream::connect(address).await.expect("a connection");
        Self(Box::pin(client_async(request, stream)).await.expect("a WebSocket").0)
    }

    pub(crate) async fn say(&mut self, text: impl Into<String>) {
        self.0.send(Message::text(text.into())).await.expect("the server reads");
    }

    pub(crate) async fn init(&mut self, payload: Value) {
        self.say(json!({ "type": "connection_init", "payload": payload }).to_string()).await;
    }

    /// The next message, or the code and reason of the end.
    pub(crate) async fn hear(&mut self) -> Result<Value, (u16, String)> {
        loop {
            match timeout(CEILING, self.0.next()).await.expect("a message in time") {
                Some(Ok(Message::Text(text))) => {
                    return Ok(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Err((frame.code.into(), frame.reason.to_string()));
                }
                Some(Ok(_)) => {}
                other => panic!("an end without a reason: {other:?}"),
            }
        }
    }

    async fn assert_open_as(mut self, role: &str) {
        let acknowledged = self.hear().await.expect("it is open");
        assert_eq!(acknowledged["type"], "connection_ack");
        self.say(WHO).await;
        let answer = self.hear().await.expect("an answer");
        assert_eq!(answer["payload"]["data"]["viewer"]["role"], role);
    }

    async fn assert_refused(mut self) {
        assert_eq!(self.hear().await, Err((4403, "Forbidden".to_owned())));
    }
}

async fn server() -> Server {
    Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        SECRET.clone_into(&mut settings.auth.jwt_secret);
        settings.auth.leeway_seconds = 0;
    })
    .await
}

#[tokio::test]
async fn a_token_in_the_first_message_opens_a_socket() {
    let (server, token) = (server().await, Signer::secret().token());
    let bearer = format!("Bearer {token}");
    for payload in [
        json!({ "authorization": bearer }),
        json!({ "Authorization": bearer }),
        json!({ "AUTHORIZATION": format!("bearer  {token}"), "other": 1 }),
        json!({ "authorization": token }),
    ] {
        let mut socket = Socket::open(&server, None).await;
        socket.init(payload).await;
        socket.assert_open_as("USER").await;
    }
}

#[tokio::test]
async fn what_does_not_open_a_socket_closes_it() {
    let (server, token) = (server().await, Signer::secret().token());
    let expired = Signer::secret().sign(&claims_with("exp", json!(NOW)));
    for payload in [
        json!({}),
        json!({ "token": token }),
        json!({ "headers": { "authorization": token } }),
        json!({ "authorization": null }),
        json!({ "authorization": "" }),
        json!({ "authorization": "Bearer" }),
        json!({ "authorization": ["Bearer", token] }),
        json!({ "authorization": format!("Basic {token}") }),
        json!({ "authorization": token, "Authorization": token }),
        json!({ "authorization": expired }),
        json!({ "authorization": Signer::rsa().token() }),
    ] {
        let mut socket = Socket::open(&server, None).await;
        socket.init(payload).await;
        socket.assert_refused().await;
    }
    let mut socket = Socket::open(&server, None).await;
    socket.say(r#"{"type":"connection_init"}"#).await;
    socket.assert_refused().await;
}

#[tokio::test]
async fn the_header_of_the_request_opens_a_socket_whose_first_message_says_nothing() {
    let (server, token) = (server().await, Signer::secret().token());
    let bearer = format!("Bearer {token}");
    for payload in [json!({}), json!({ "authorization": null })] {
        let mut socket = Socket::open(&server, Some(&bearer)).await;
        socket.init(payload).await;
        socket.assert_open_as("USER").await;
    }
    // What the message says goes before it, for better or worse.
    let mut socket = Socket::open(&server, Some("Bearer x")).await;
    socket.init(json!({ "authorization": token })).await;
    socket.assert_open_as("USER").await;
    let mut socket = Socket::open(&server, Some(&bearer)).await;
    socket.init(json!({ "authorization": "x" })).await;
    socket.assert_refused().await;
    let mut socket = Socket::open(&server, Some(&format!("Basic {token}"))).await;
    socket.init(json!({})).await;
    socket.assert_refused().await;
}

#[tokio::test]
async fn nothing_runs_before_a_socket_is_open() {
    let server = server().await;
    let mut socket =
        Socket::open(&server, Some(&format!("Bearer {}", Signer::secret().token()))).await;
    socket.say(WHO).await;
    assert_eq!(socket.hear().await, Err((4401, "Unauthorized".to_owned())));
}

#[tokio::test]
async fn a_socket_is_closed_when_its_token_expires() {
    let server = server().await;
    let token = Signer::secret().sign(&claims_with("exp", json!(NOW + 1)));
    for follows in [true, false] {
        let mut socket = Socket::open(&server, None).await;
        socket.init(json!({ "authorization": token })).await;
        assert_eq!(socket.hear().await.expect("it is open")["type"], "connection_ack");
        if follows {
            socket.say(FOLLOW).await;
            assert_eq!(socket.hear().await.expect("it follows")["type"], "next");
        }
        assert_eq!(socket.hear().await, Err((4403, "Token expired".to_owned())));
    }
}

#[tokio::test]
async fn a_client_that_never_stops_talking_is_not_let_in_for_longer() {
    let server = server().await;
    let token = Signer::secret().sign(&claims_with("exp", json!(NOW + 1)));
    let mut socket = Socket::open(&server, None).await;
    socket.init(json!({ "authorization": token })).await;
    let talk = async {
        loop {
            socket.say(r#"{"type":"ping"}"#).await;
            match socket.hear().await {
                Ok(_) => {}
                Err(end) => return end,
            }
        }
    };
    let end = timeout(CEILING, talk).await.expect("an end in time");
    assert_eq!(end, (4403, "Token expired".to_owned()));
}

#[tokio::test]
async fn keys_that_can_not_be_had_close_a_socket_for_now() {
    let publisher = Publisher::start(Reply::HangUp).await;
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        settings.auth.jwks_url = publisher.url;
        settings.auth.audience = vec!["*".to_owned()];
    })
    .await;
    let mut socket = Socket::open(&server, None).await;
    socket.init(json!({ "authorization": Signer::rsa().token() })).await;
    assert_eq!(socket.hear().await, Err((1013, "Try again later".to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_is_heard_while_its_token_is_checked() {
    let publisher = Publisher::of(&[Signer::rsa().jwk()]).await;
    publisher.open(false);
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        settings.auth.jwks_url.clone_from(&publisher.url);
        settings.auth.audience = vec!["*".to_owned()];
        settings.server.header_seconds = 1;
    })
    .await;
    let init = json!({ "authorization": Signer::rsa().token() });
    let mut patient = Socket::open(&server, None).await;
    patient.init(init.clone()).await;
    patient.say(r#"{"type":"ping"}"#).await;
    assert_eq!(patient.hear().await.expect("an answer")["type"], "pong");
    // Not let in in time, and told so while the keys are still awaited.
    let end = patient.hear().await;
    assert_eq!(end, Err((4408, "Connection initialisation timeout".to_owned())));
    let mut second = Socket::open(&server, None).await;
    second.init(init.clone()).await;
    publisher.open(true);
    second.assert_open_as("USER").await;
    let mut twice = Socket::open(&server, None).await;
    twice.init(init.clone()).await;
    twice.init(init).await;
    assert_eq!(twice.hear().await.expect("it is open")["type"], "connection_ack");
    assert_eq!(twice.hear().await.expect_err("an end").0, 4429);
}

#[tokio::test]
async fn api_keys_open_sockets_that_stay_open() {
    let key = event_mesh::http::auth::NewApiKey::generate().expect("random bytes");
    let server = Server::start_at(Database::Sqlite, Time::now().clock(), |settings| {
        settings.auth.api_keys = vec![key.hash];
    })
    .await;
    let mut socket = Socket::open(&server, None).await;
    socket.init(json!({ "authorization": key.key })).await;
    socket.assert_open_as("SERVICE").await;
}
