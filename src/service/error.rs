//! What can go wrong, as clients are told: the one list of codes.

use std::any::Any;
use std::fmt;

use crate::domain::clock::new_event_id;
use crate::domain::epoch::another_history;
use crate::domain::ids::EventId;
use crate::domain::violation::{Segment, Violation, ViolationKind};
use crate::store::StoreError;

/// The stable name of a kind of error, in `extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// An argument is of the wrong form or out of range.
    BadUserInput,
    /// An event names related events that aren't there.
    RelatedEventNotFound,
    /// What the operation changes isn't there.
    NotFound,
    /// The event is another than the client takes it to be.
    Conflict,
    /// Nobody knows who asks: there are no credentials, or they are wrong.
    Unauthenticated,
    /// The viewer may not do this.
    Forbidden,
    /// The operation asks for more than one operation may.
    QueryTooComplex,
    /// The request, or an event in it, is too large.
    PayloadTooLarge,
    /// The cursor is damaged, or from another list.
    CursorInvalid,
    /// What followed the cursor is no longer kept.
    CursorExpired,
    /// The client asks for too much at once.
    RateLimited,
    /// The server has too much to do; nothing was done.
    Overloaded,
    /// The work took too long, and may or may not have been done.
    Timeout,
    /// The database, or what else it takes, can't be reached.
    Unavailable,
    /// A defect of the server.
    InternalServerError,
    /// The document is not GraphQL.
    GraphqlParseFailed,
    /// The document doesn't fit the schema.
    GraphqlValidationFailed,
    /// The server doesn't know the document that the request names.
    PersistedQueryNotFound,
}

impl Code {
    /// The name that clients see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::RelatedEventNotFound => "RELATED_EVENT_NOT_FOUND",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::CursorInvalid => "CURSOR_INVALID",
            Self::CursorExpired => "CURSOR_EXPIRED",
            Self::RateLimited => "RATE_LIMITED",
            Self::Overloaded => "OVERLOADED",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::InternalServerError => "INTERNAL_SERVER_ERROR",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
        }
    }

    /// Whether the same request may succeed later.
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Overloaded | Self::Timeout | Self::Unavailable)
    }
}

const NO_SUCH_EVENT: &str = "there is no such event";
const FAILED: &str = "the server failed";

/// Why a use case ended without a result.
#[derive(Debug, Clone)]
pub struct ServiceError {
    /// Its kind.
    pub code: Code,
    /// Why, for the people who wrote the request.
    pub message: String,
    /// The argument or input field that is wrong, where there is one.
    pub path: Vec<Segment>,
    /// The events that it is about, where there are some.
    pub ids: Vec<EventId>,
    /// Why, for the people who run the server. Never sent to clients.
    pub cause: Option<String>,
}

impl ServiceError {
    /// An error with a message and nothing more.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: Vec::new(), ids: Vec::new(), cause: None }
    }

    /// That there is no event of the id that an argument holds.
    pub fn no_such_event(argument: &'static str) -> Self {
        let error = Self::new(Code::NotFound, NO_SUCH_EVENT);
        error.with_path(vec![Segment::Field(argument)])
    }

    /// The same error, about this argument or field.
    #[must_use]
    pub fn with_path(mut self, path: Vec<Segment>) -> Self {
        self.path = path;
        self
    }

    /// The same error, about these events.
    #[must_use]
    pub fn with_ids(mut self, ids: Vec<EventId>) -> Self {
        self.ids = ids;
        self
    }

    /// What is told where the server panicked.
    pub fn of_panic(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or(panic.downcast_ref::<String>().map(String::as_str));
        let cause = format!("a panic: {}", text.unwrap_or("unknown"));
        Self::new(Code::InternalServerError, FAILED).with_cause(cause)
    }

    /// Writes the cause into the log, where there is one, and returns under which id: that is for the client.
    pub fn logged(&self) -> Option<EventId> {
        let cause = self.cause.as_ref()?;
        let error_id = new_event_id();
        tracing::error!(%error_id, code = self.code.as_str(), cause, "request failed");
        Some(error_id)
    }

    fn with_cause(mut self, cause: String) -> Self {
        self.cause = Some(cause);
        self
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ServiceError {}

impl From<Violation> for ServiceError {
    fn from(violation: Violation) -> Self {
        let code = match violation.kind {
            ViolationKind::Invalid => Code::BadUserInput,
            ViolationKind::TooLarge => Code::PayloadTooLarge,
            ViolationKind::Forbidden => Code::Forbidden,
            ViolationKind::Cursor => Code::CursorInvalid,
            ViolationKind::Expired => Code::CursorExpired,
        };
        Self::new(code, violation.to_string()).with_path(violation.path)
    }
}

fn log_removed() -> Violation {
    let message = "is older than what the server keeps: changes that followed it are gone";
    Violation::of(ViolationKind::Expired, message)
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        let cause = error.to_string();
        match error {
            StoreError::NotFound => Self::new(Code::NotFound, NO_SUCH_EVENT),
            StoreError::RevisionConflict { expected, actual } => {
                let message = format!("the revision is {actual}, not {expected}");
                Self::new(Code::Conflict, message)
            }
            StoreError::ToldByPeople => {
                let message = "people wrote this narrative: set aiNarrative, aiSummary and aiTags to null \
                    first";
                Self::new(Code::Conflict, message)
            }
            StoreError::LogRemoved => log_removed().under("after").into(),
            StoreError::AnotherHistory => another_history().under("after").into(),
            StoreError::Refused(violation) => violation.into(),
            StoreError::UnknownUser => {
                Self::new(Code::BadUserInput, "the database has no user of this id (auth.users)")
            }
            StoreError::NotIndexed { indexed, total } => {
                let percent = (indexed.saturating_mul(100) / total.max(1)).clamp(0, 99);
                let message = format!(
                    "the history is being indexed for text, {percent} % so far; try again later"
                );
                Self::new(Code::Unavailable, message)
            }
            StoreError::SearchTooBroad => {
                let message = "the words are in many events, of which hardly any is what is asked for; say \
                    more words, or a shorter time";
                Self::new(Code::QueryTooComplex, message)
            }
            StoreError::Overloaded => {
                Self::new(Code::Overloaded, "too much waits to be written; try again later")
            }
            StoreError::Timeout => {
                let message = "the database took too long; try again later";
                Self::new(Code::Timeout, message).with_cause(cause)
            }
            StoreError::Unconfirmed(_) => {
                let message = "the database did not confirm the write, which may have been done";
                Self::new(Code::Timeout, message).with_cause(cause)
            }
            StoreError::Trouble(trouble, _) => {
                let message = format!("{trouble}; try again later");
                Self::new(Code::Unavailable, message).with_cause(cause)
            }
            StoreError::Race(_) => {
                let message = "others changed the same at the same moment; try again";
                Self::new(Code::Unavailable, message).with_cause(cause)
            }
            StoreError::Unavailable(_) => {
                let message = "the database can't be reached, or is too busy; try again later";
                Self::new(Code::Unavailable, message).with_cause(cause)
            }
            // Rejections are told with their place in the input, by the use case that knows it.
            StoreError::Rejected(_) | StoreError::Migration(_) | StoreError::Database(_) => {
                Self::new(Code::InternalServerError, FAILED).with_cause(cause)
            }
        }
    }
}
