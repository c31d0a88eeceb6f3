//! What can go wrong in the database.

use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, sqlx};

use crate::store::trouble::{Meaning, Trouble};

/// The key to the table of users, which databases of Supabase have.
const USER_KEY: &str = "event_history_user";

/// What is said of a pooler that can't be used.
pub(in crate::store) const NOT_FOR_A_SESSION: &str = "a pooler between lends connections for a transaction, and the server \
    needs them for a session: set its mode to session, or name an address in database.url that goes past it";

/// A statement that didn't do what it should.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The event isn't there, or not for this viewer.
    #[error("no such event")]
    NotFound,
    /// What is to change has another revision than the change was made for.
    #[error("revision {actual}, not {expected}")]
    RevisionConflict {
        /// What the client took it to be.
        expected: i32,
        /// What it is.
        actual: i32,
    },
    /// People wrote what a writer would write over.
    #[error("people wrote the narrative")]
    ToldByPeople,
    /// What followed a place in the log is no longer there.
    #[error("the log was removed")]
    LogRemoved,
    /// The log holds another change at this place, or none.
    #[error("the place is of another history")]
    AnotherHistory,
    /// The event, as it is, doesn't take the change.
    #[error("{0}")]
    Refused(crate::domain::violation::Violation),
    /// A publish that the history doesn't allow.
    #[error("{0:?}")]
    Rejected(super::PublishRejection),
    /// The database knows its users, and not the one that an event names.
    #[error("no such user")]
    UnknownUser,
    /// Events that were there before can't be searched yet.
    #[error("{indexed} of {total} events are indexed")]
    NotIndexed {
        /// How many can be searched.
        indexed: i64,
        /// How many there are.
        total: i64,
    },
    /// So many events hold the words, and so few of them are what is asked for, that they aren't looked
    /// through.
    #[error("too many events hold the words")]
    SearchTooBroad,
    /// More waits to be written than the queue holds.
    #[error("the write queue is full")]
    Overloaded,
    /// A statement took too long, and was taken back.
    #[error("the database took too long")]
    Timeout,
    /// The database was given up on while it wrote: nobody knows whether it did.
    #[error("the database did not confirm a write: {0}")]
    Unconfirmed(String),
    /// The database can't be reached, or is too old.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Something keeps the database from doing what is asked, and nothing was done.
    #[error("{0}: {1}")]
    Trouble(Trouble, String),
    /// Others changed the same at the same moment, and nothing was done.
    #[error("others were faster: {0}")]
    Race(String),
    /// The schema can't be changed as the database is now.
    #[error("{0}")]
    Migration(String),
    /// Anything else: a defect of ours, or damage.
    #[error("the database failed: {}", words(.0))]
    Database(DbErr),
}

/// What went wrong, without the line of the database's own source that it went wrong in.
fn words(error: &DbErr) -> String {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => words_of(cause),
        error => error.to_string(),
    }
}

/// What went wrong, without the line of the database's own source that it went wrong in.
pub(in crate::store) fn words_of(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(cause) => cause.message().to_owned(),
        sqlx::Error::Io(cause) => cause.to_string(),
        error => error.to_string(),
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::Migration(message) => Self::Migration(message.clone()),
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(words(&error)),
            DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => match cause.as_ref() {
                sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Io(_) => Self::Unavailable(words(&error)),
                sqlx::Error::Database(cause) => Self::of_database(&**cause, &error),
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    fn of_database(cause: &dyn DatabaseError, error: &DbErr) -> Self {
        if cause.constraint() == Some(USER_KEY) {
            return Self::UnknownUser;
        }
        let code = cause.code();
        // Statements are prepared under names that no other client of a connection has.
        if matches!(code.as_deref(), Some("42P05" | "26000")) {
            return Self::Unavailable(NOT_FOR_A_SESSION.to_owned());
        }
        match code.map_or(Meaning::Defect, |code| Meaning::of(&code)) {
            Meaning::Timeout => Self::Timeout,
            Meaning::Race => Self::Race(words(error)),
            Meaning::Unreachable => Self::Unavailable(words(error)),
            Meaning::Trouble(trouble) => Self::Trouble(trouble, words(error)),
            Meaning::Raised => Self::Migration(cause.message().to_owned()),
            Meaning::Defect => Self::Database(error.clone()),
        }
    }

    /// Whether the same transaction, tried again, may well succeed: another process stored the
    /// same id at the same moment, or the two waited for one another.
    pub(in crate::store) fn lost_a_race(&self) -> bool {
        match self {
            Self::Race(_) => true,
            Self::Database(
                DbErr::Exec(RuntimeErr::SqlxError(cause))
                | DbErr::Query(RuntimeErr::SqlxError(cause)),
            ) => cause
                .as_database_error()
                .is_some_and(|cause| cause.kind() == ErrorKind::UniqueViolation),
            _ => false,
        }
    }

    /// Whether any other request would have met the same.
    pub(in crate::store) const fn is_everybodys(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Trouble(..))
    }

    /// What keeps the database from working, where it does.
    pub(in crate::store) const fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Trouble(trouble, _) => Some(*trouble),
            _ => None,
        }
    }
}
