//! The client that attacks, over each way in.

use support::Value;
use support::reqwest::{self, Client, RequestBuilder};

use crate::abuse::attack::{Attack, Way};
use crate::abuse::subscriber::Subscriber;
use crate::abuse::victim::{CEILING, Victim};

/// What an attacker sees: in short, and how long it was.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) outcome: String,
    pub(crate) bytes: usize,
}

/// A client that attacks.
#[derive(Debug)]
pub(crate) struct Attacker<'a> {
    victim: &'a Victim,
    http: Client,
    subscriber: Option<Subscriber>,
}

impl<'a> Attacker<'a> {
    pub(crate) fn new(victim: &'a Victim) -> Self {
        let http = Client::builder().timeout(CEILING * 4).build().expect("a client");
        Self { victim, http, subscriber: None }
    }

    /// Attacks once. The attack can be carried so.
    pub(crate) async fn attack(&mut self, attack: &Attack, way: Way, turn: u32) -> Seen {
        match way {
            Way::Post => self.post(attack, turn, "application/graphql-response+json").await,
            Way::Events => self.post(attack, turn, "text/event-stream").await,
            Way::Get => {
                let query = attack.query_string(turn).expect("a short request");
                let request = self.http.get(format!("{}?{query}", self.url()));
                see(request.header("accept", "application/graphql-response+json")).await
            }
            Way::Socket => self.subscribe(attack, turn).await,
        }
    }

    async fn post(&self, attack: &Attack, turn: u32, accept: &str) -> Seen {
        let request = self.http.post(self.url()).body(attack.body(turn));
        see(request.header("accept", accept).header("content-type", "application/json")).await
    }

    /// Subscribes, on the socket of the attack before if that was not closed.
    async fn subscribe(&mut self, attack: &Attack, turn: u32) -> Seen {
        let mut subscriber = match self.subscriber.take() {
            Some(subscriber) => subscriber,
            None => Subscriber::open(&self.victim.address).await,
        };
        let seen = subscriber.ask(attack.message(turn)).await;
        if !seen.outcome.starts_with("closed") {
            self.subscriber = Some(subscriber);
        }
        seen
    }

    fn url(&self) -> String {
        format!("http://{}/graphql", self.victim.address)
    }
}

async fn see(request: RequestBuilder) -> Seen {
    match answer(request).await {
        Ok((status, text)) => Seen { outcome: tell(status, &text), bytes: text.len() },
        Err(error) => Seen { outcome: format!("{error:?}"), bytes: 0 },
    }
}

async fn answer(request: RequestBuilder) -> reqwest::Result<(u16, String)> {
    let answer = request.send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

/// The status, and the code of the first error.
pub(crate) fn tell(status: u16, text: &str) -> String {
    let json = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or(text);
    match serde_json::from_str::<Value>(json) {
        Ok(answer) => tell_code(&status.to_string(), &answer["errors"]),
        Err(_) => format!("{status} without JSON"),
    }
}

/// What happened, and the code of the first of these errors.
pub(crate) fn tell_code(happened: &str, errors: &Value) -> String {
    match (errors.is_null(), errors[0]["extensions"]["code"].as_str()) {
        (true, _) => happened.to_owned(),
        (false, code) => format!("{happened} {}", code.unwrap_or("without a code")),
    }
}
