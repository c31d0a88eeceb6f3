//! A request that asks for too much, and what should come of it.

use form_urlencoded::Serializer;
use support::json;

/// The longest query string of a request that the server reads.
const QUERY_STRING: usize = 30_000;

/// The longest message on a WebSocket (`limits.socket_message`).
const MESSAGE: usize = 262_144;

/// What should come of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome {
    /// It is cheap enough to be served.
    Served,
    /// It is served, and has an error with this code.
    Failed(&'static str),
    /// It is refused with this code before it runs.
    Refused(&'static str),
    /// It is not taken for a request.
    NoRequest,
}

/// What an attack is carried by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Post,
    Get,
    Events,
    Socket,
}

impl Way {
    pub(crate) const ALL: [Self; 4] = [Self::Post, Self::Get, Self::Events, Self::Socket];
}

/// A request that asks for too much.
#[derive(Debug)]
pub(crate) struct Attack {
    pub(crate) name: String,
    content: Content,
    pub(crate) outcome: Outcome,
}

#[derive(Debug)]
enum Content {
    /// A document, with the JSON text of variables.
    Document(String, Option<String>),
    /// The JSON text of a request.
    Json(String),
}

impl Attack {
    pub(crate) fn new(
        name: impl Into<String>,
        document: impl Into<String>,
        outcome: Outcome,
    ) -> Self {
        let content = Content::Document(document.into(), None);
        Self { name: name.into(), content, outcome }
    }

    /// The same with these variables.
    pub(crate) fn with(mut self, variables: impl Into<String>) -> Self {
        if let Content::Document(_, given) = &mut self.content {
            *given = Some(variables.into());
        }
        self
    }

    /// A request that is written as it is.
    pub(crate) fn json(name: impl Into<String>, json: impl Into<String>, outcome: Outcome) -> Self {
        Self { name: name.into(), content: Content::Json(json.into()), outcome }
    }

    /// The request in JSON. No two turns have the same document, so that none is known already.
    pub(crate) fn body(&self, turn: u32) -> String {
        match &self.content {
            Content::Json(json) => json.clone(),
            Content::Document(document, variables) => {
                let document = json!(format!("{document}#{turn}"));
                let variables = variables.as_deref().unwrap_or("{}");
                format!(r#"{{"query":{document},"variables":{variables}}}"#)
            }
        }
    }

    /// The request as a query string, if it isn't too long for one.
    pub(crate) fn query_string(&self, turn: u32) -> Option<String> {
        let Content::Document(document, variables) = &self.content else { return None };
        let mut pairs = Serializer::new(String::new());
        pairs.append_pair("query", &format!("{document}#{turn}"));
        if let Some(variables) = variables {
            pairs.append_pair("variables", variables);
        }
        Some(pairs.finish()).filter(|text| text.len() < QUERY_STRING)
    }

    /// The request as a message on a WebSocket.
    pub(crate) fn message(&self, turn: u32) -> String {
        format!(r#"{{"type":"subscribe","id":"{turn}","payload":{}}}"#, self.body(turn))
    }

    /// What a client should see; `None` when the request can't be carried so.
    pub(crate) fn expected(&self, way: Way) -> Option<String> {
        if way == Way::Get {
            self.query_string(0)?;
        }
        if way == Way::Socket && self.message(0).len() > MESSAGE {
            return Some("closed 1009".to_owned());
        }
        Some(match (self.outcome, way) {
            (Outcome::Served, Way::Socket) => "next".to_owned(),
            (Outcome::Served, _) => "200".to_owned(),
            (Outcome::Failed(code), Way::Socket) => format!("next {code}"),
            (Outcome::Refused(code), Way::Socket) => format!("error {code}"),
            // Clients of events see refusals only as events.
            (Outcome::Failed(code), _) | (Outcome::Refused(code), Way::Events) => {
                format!("200 {code}")
            }
            (Outcome::Refused(code), _) => format!("400 {code}"),
            (Outcome::NoRequest, Way::Socket) => "closed 4400".to_owned(),
            (Outcome::NoRequest, _) => "400 BAD_USER_INPUT".to_owned(),
        })
    }
}
