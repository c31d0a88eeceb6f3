//! A client that follows, with server-sent events.

use std::time::Duration;

use support::reqwest::{Client, RequestBuilder, Response};
use support::{Value, json};
use tokio::time::timeout;

/// Far above everything that is waited for.
const CEILING: Duration = Duration::from_mins(1);

const FOLLOW: &str = "subscription ($after: Cursor, $filter: EventFilter) {
    eventStream(after: $after, filter: $filter) {
        __typename
        ... on EventPublished { cursor event { id revision payload } }
        ... on OutcomeUpdated { cursor event { id revision } }
        ... on NarrativeUpdated { cursor event { id narrative { aiSummary } } }
        ... on CaughtUp { cursor }
    }
}";

/// One message of an event stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) kind: String,
    pub(crate) cursor: String,
    /// The event's id; empty for `CaughtUp`.
    pub(crate) event: String,
}

/// An event stream that is open.
#[derive(Debug)]
pub(crate) struct Follower {
    response: Response,
    text: String,
}

impl Follower {
    /// Follows with these variables.
    pub(crate) async fn open(url: &str, variables: Value) -> Self {
        Self::send(url, variables, |request| request).await
    }

    /// The same, as the bearer of a token.
    pub(crate) async fn open_as(token: &str, url: &str, variables: Value) -> Self {
        Self::send(url, variables, |request| request.bearer_auth(token)).await
    }

    /// The same, as a client that was cut off behind this message.
    pub(crate) async fn open_behind(url: &str, variables: Value, last: &str) -> Self {
        Self::send(url, variables, |request| request.header("last-event-id", last)).await
    }

    async fn send(
        url: &str,
        variables: Value,
        change: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Self {
        let request = json!({ "query": FOLLOW, "variables": variables });
        let request = Client::new().post(format!("{url}/graphql")).json(&request);
        let request = change(request.header("accept", "text/event-stream"));
        let response = timeout(CEILING, request.send()).await.expect("in time");
        Self { response: response.expect("an answer"), text: String::new() }
    }

    /// The next event, without comments: its id, and its data.
    async fn event(&mut self) -> (Option<String>, Value) {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
                if let Some(data) = field("data: ") {
                    let data = serde_json::from_str(data).expect("JSON");
                    return (field("id: ").map(str::to_owned), data);
                }
            }
            let chunk = timeout(CEILING, self.response.chunk()).await.expect("in time");
            let chunk = chunk.expect("more").expect("the stream goes on");
            self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Message {
        let (id, data) = self.event().await;
        let message = &data["data"]["eventStream"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let cursor = text(&message["cursor"]);
        assert_eq!(id.as_deref(), Some(cursor.as_str()), "{data}");
        Message { kind: text(&message["__typename"]), cursor, event: text(&message["event"]["id"]) }
    }

    /// The kinds and events of the next messages.
    pub(crate) async fn told(&mut self, count: usize) -> Vec<(String, String)> {
        let mut told = Vec::new();
        for _ in 0..count {
            let message = self.next().await;
            told.push((message.kind, message.event));
        }
        told
    }

    /// The code of the error that it is refused with, and which argument is wrong.
    pub(crate) async fn refusal(mut self) -> (Value, Value) {
        let (_, data) = self.event().await;
        let error = &data["errors"][0]["extensions"];
        (error["code"].clone(), error["inputPath"].clone())
    }
}
