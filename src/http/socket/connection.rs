//! The life of one socket: a loop over what the client says, what its operations answer, and time.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::stream::StreamExt as _;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::messages::{ClientMessage, ServerMessage};
use super::operations::{Operations, Progress};
use super::session::{Change, Session};
use crate::graphql::{Api, Operation, OperationKind, Request, Response};
use crate::http::auth::{Authenticator, Credentials, Denied};
use crate::http::surface::{SocketLimits, Surface};
use crate::service::Code;

/// Why a socket is closed: a code of the protocol, or of RFC 6455, and words.
struct Close(u16, &'static str);

/// How a socket ends.
enum End {
    /// The server closes it.
    Closed(Close),
    /// The server closes it, and can't read it any more.
    Broken(Close),
    /// The client closed it.
    ByClient,
    /// Nobody is there any more, or reads.
    Gone,
}

type Step = Result<(), End>;

const GOING_AWAY: Close = Close(1001, "The server stops; connect again");
const PROTOCOL_ERROR: Close = Close(1002, "Not a WebSocket frame");
const NOT_UTF8: Close = Close(1007, "Message is not UTF-8");
const TOO_LONG: Close = Close(1009, "Message is too long");
const UNAVAILABLE: Close = Close(1013, "Try again later");
/// The code for messages that aren't of the protocol; the reason says more.
const INVALID: u16 = 4400;
/// Clients take this one for a mistake in their code, and don't come back.
const UNAUTHORIZED: Close = Close(4401, "Unauthorized");
/// Clients come back from these, and may have another token then.
const FORBIDDEN: Close = Close(4403, "Forbidden");
const EXPIRED: Close = Close(4403, "Token expired");
const INIT_TIMEOUT: Close = Close(4408, "Connection initialisation timeout");
const DUPLICATE: Close = Close(4409, "Subscriber already exists");
const TOO_MANY_INITS: Close = Close(4429, "Too many initialisation requests");

/// How long a client may take to end a socket that is being closed.
const GOODBYE: Duration = Duration::from_secs(2);

/// A socket and what runs on it.
pub(super) struct Connection {
    socket: WebSocket,
    operations: Operations,
    api: Api,
    auth: Authenticator,
    /// Those of the request that became this socket, for a client that shows no others.
    credentials: Credentials,
    session: Session,
    limits: SocketLimits,
    stopping: CancellationToken,
}

impl Connection {
    pub(super) fn new(socket: WebSocket, surface: &Surface, credentials: Credentials) -> Self {
        Self {
            socket,
            operations: Operations::new(surface.socket_limits.operations),
            api: surface.api.clone(),
            auth: surface.auth.clone(),
            credentials,
            session: Session::Fresh,
            limits: surface.socket_limits,
            stopping: surface.shutdown.stopping().clone(),
        }
    }

    /// Serves the socket to its end. One whose page may not ask is told so and closed.
    pub(super) async fn serve(mut self, is_welcome: bool) {
        let end = if is_welcome { self.run().await } else { End::Closed(FORBIDDEN) };
        self.operations = Operations::new(0);
        match end {
            End::Closed(close) => self.say_goodbye(close).await,
            End::Broken(close) => {
                self.say_goodbye(close).await;
                // What the client has sent is not read any more. Without time to read why, it would
                // find the connection reset.
                sleep(GOODBYE).await;
            }
            End::ByClient => self.read_to_end().await,
            End::Gone => {}
        }
    }

    async fn say_goodbye(&mut self, Close(code, reason): Close) {
        let frame = CloseFrame { code, reason: reason.into() };
        if self.send(Message::Close(Some(frame))).await.is_ok() {
            self.read_to_end().await;
        }
    }

    /// Reads what the client says until it ends the socket: one that finds it gone before takes
    /// that for a fault. A client that doesn't end it is left.
    async fn read_to_end(&mut self) {
        let ended = async { while let Some(Ok(_)) = self.socket.next().await {} };
        let _ = timeout(GOODBYE, ended).await;
    }

    async fn run(&mut self) -> End {
        let initialised_by = Instant::now() + self.limits.init;
        let mut ticks = interval(self.limits.ping);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick comes at once.
        ticks.tick().await;
        let mut is_heard = true;
        let stopping = self.stopping.clone();
        let mut is_stopping = false;
        loop {
            let done = tokio::select! {
                // What the client said comes before time that it let pass.
                biased;
                () = stopping.cancelled(), if !is_stopping => {
                    is_stopping = true;
                    self.operations.end_subscriptions();
                    Ok(())
                }
                // Before what the client says: one that never stops talking isn't let in for longer,
                // and one that doesn't wait to be let in is heard once it is.
                change = self.session.change() => self.follow(change).await,
                message = self.socket.next(), if self.operations.has_room() => {
                    is_heard = true;
                    self.hear(message).await
                }
                (id, progress) = self.operations.next() => self.tell(&id, progress).await,
                _ = ticks.tick() => {
                    let is_there = std::mem::take(&mut is_heard) || !self.operations.has_room();
                    self.ping(is_there).await
                }
                () = sleep_until(initialised_by), if self.session.caller().is_none() => {
                    Err(End::Closed(INIT_TIMEOUT))
                }
            };
            match done {
                Err(end) => return end,
                Ok(()) if is_stopping && self.operations.is_empty() => {
                    return End::Closed(GOING_AWAY);
                }
                Ok(()) => {}
            }
        }
    }
}

impl Connection {
    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Step {
        let message = message.ok_or(End::Gone)?.map_err(fault)?;
        let message = match message {
            Message::Text(text) => ClientMessage::parse(&text),
            Message::Binary(_) => Err("Message is not text"),
            // Pings are answered by the library.
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(End::ByClient),
        };
        match message.map_err(|reason| End::Closed(Close(INVALID, reason)))? {
            ClientMessage::ConnectionInit { parameters } if self.session.is_fresh() => {
                let credentials = Credentials::of_parameters(&parameters);
                let credentials = credentials.or(self.credentials.clone());
                self.session = Session::check(&self.auth, credentials);
                Ok(())
            }
            ClientMessage::ConnectionInit { .. } => Err(End::Closed(TOO_MANY_INITS)),
            ClientMessage::Ping => self.say(&ServerMessage::Pong).await,
            ClientMessage::Pong => Ok(()),
            ClientMessage::Subscribe { id, request } => self.start(id, request).await,
            ClientMessage::Complete { id } => {
                self.operations.end(&id);
                Ok(())
            }
        }
    }

    /// Lets a client in that is known now, and none that isn't, or isn't any more.
    async fn follow(&mut self, change: Change) -> Step {
        match change {
            Change::Checked(Ok(identity)) => {
                self.session = Session::open(&self.auth, identity);
                self.say(&ServerMessage::ConnectionAck).await
            }
            Change::Checked(Err(Denied::Unavailable)) => Err(End::Closed(UNAVAILABLE)),
            Change::Checked(Err(Denied::Missing | Denied::Invalid(_))) => {
                Err(End::Closed(FORBIDDEN))
            }
            Change::Expired => Err(End::Closed(EXPIRED)),
        }
    }

    async fn start(&mut self, id: String, request: Request) -> Step {
        let Some(caller) = self.session.caller().cloned() else {
            return Err(End::Closed(UNAUTHORIZED));
        };
        if self.operations.contains(&id) {
            return Err(End::Closed(DUPLICATE));
        }
        let operation = if self.stopping.is_cancelled() {
            Err(Response::refusal(Code::Unavailable, "the server stops; connect again"))
        } else {
            self.api.prepare(request).and_then(|operation| self.admit(operation))
        };
        match operation {
            Ok(operation) => {
                let kind = operation.kind();
                let answers = self.api.subscribe(operation, caller, None);
                self.operations.start(id, kind, answers);
                Ok(())
            }
            Err(answer) => self.say(&ServerMessage::Error { id: &id, answer: &answer }).await,
        }
    }

    /// Refuses subscriptions beyond the limit: they don't end by themselves, as what waits for a place
    /// does.
    fn admit(&self, operation: Operation) -> Result<Operation, Response> {
        let limit = self.limits.subscriptions;
        let is_one = operation.kind() == OperationKind::Subscription;
        if is_one && self.operations.subscriptions() >= limit {
            let message = format!(
                "a WebSocket has at most {limit} subscriptions (limits.socket_subscriptions)"
            );
            return Err(Response::refusal(Code::RateLimited, &message));
        }
        Ok(operation)
    }

    /// Asks whether the client is there, unless it left the last such question unanswered.
    async fn ping(&mut self, is_heard: bool) -> Step {
        if is_heard { self.send(Message::Ping(Bytes::new())).await } else { Err(End::Gone) }
    }

    async fn tell(&mut self, id: &str, progress: Progress) -> Step {
        match progress {
            Progress::Answered(answer) => {
                self.say(&ServerMessage::Next { id, answer: &answer }).await
            }
            Progress::Refused(answer) => {
                self.say(&ServerMessage::Error { id, answer: &answer }).await
            }
            Progress::Ended => self.say(&ServerMessage::Complete { id }).await,
        }
    }

    async fn say(&mut self, message: &ServerMessage<'_>) -> Step {
        match serde_json::to_string(message) {
            Ok(text) => self.send(Message::Text(text.into())).await,
            Err(error) => {
                tracing::error!(%error, "a message could not be written");
                Err(End::Gone)
            }
        }
    }

    /// Sends a message. While the client doesn't read, nothing else happens on its socket, whose
    /// `listen` loses patience.
    async fn send(&mut self, message: Message) -> Step {
        self.socket.send(message).await.map_err(|_| End::Gone)
    }
}

/// How a socket ends that can't be read.
fn fault(error: axum::Error) -> End {
    use tungstenite::error::ProtocolError::ResetWithoutClosingHandshake;

    match error.into_inner().downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => End::Broken(TOO_LONG),
        Some(tungstenite::Error::Utf8(_)) => End::Broken(NOT_UTF8),
        Some(tungstenite::Error::Protocol(ResetWithoutClosingHandshake)) => End::Gone,
        Some(tungstenite::Error::Protocol(_)) => End::Broken(PROTOCOL_ERROR),
        _ => End::Gone,
    }
}
