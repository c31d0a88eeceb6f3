//! What can go wrong in the database.

use sea_orm::sqlx::error::ErrorKind;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// The key to the table of users, which databases of Supabase have.
const USER_KEY: &str = "event_history_user";

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
    /// What followed a place in the log is no longer there.
    #[error("the log was removed")]
    LogRemoved,
    /// The log holds another change at this place, or none.
    #[error("the place is of another history")]
    AnotherHistory,
    /// With the change, the event would be larger than is stored.
    #[error("the event would be too large")]
    TooLarge(crate::domain::violation::Violation),
    /// A publish that the history doesn't allow.
    #[error("{0:?}")]
    Rejected(super::PublishRejection),
    /// The database knows its users, and not the one that an event names.
    #[error("no such user")]
    UnknownUser,
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
    /// Nothing can be written: the database is a standby, or read-only.
    #[error("the database is read-only")]
    ReadOnly,
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
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => super::reach::words(cause),
        error => error.to_string(),
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::Migration(message) => Self::Migration(message.clone()),
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(words(&error)),
            DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
                match cause.as_ref() {
                    sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::Io(_) => Self::Unavailable(words(&error)),
                    sqlx::Error::Database(cause) => match cause.code().as_deref() {
                        // query_canceled by statement_timeout, lock_not_available; SQLITE_BUSY,
                        // SQLITE_INTERRUPT.
                        Some("57014" | "55P03" | "5" | "9") => Self::Timeout,
                        // What the SQL of a migration raises.
                        Some("P0001") => Self::Migration(cause.message().to_owned()),
                        _ if cause.constraint() == Some(USER_KEY) => Self::UnknownUser,
                        // read_only_sql_transaction
                        Some("25006") => Self::ReadOnly,
                        // The server shuts down, crashed, or starts; a connection idled too long for
                        // it; too many connections.
                        Some("57P01" | "57P02" | "57P03" | "57P05" | "53300") => {
                            Self::Unavailable(words(&error))
                        }
                        _ => Self::Database(error),
                    },
                    _ => Self::Database(error),
                }
            }
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// Whether the same transaction, tried again, may well succeed: another process stored the
    /// same id at the same moment, or the two waited for one another.
    pub(super) fn lost_a_race(&self) -> bool {
        let Self::Database(
            DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)),
        ) = self
        else {
            return false;
        };
        cause.as_database_error().is_some_and(|cause| {
            let is_race = matches!(cause.code().as_deref(), Some("40001" | "40P01"));
            is_race || cause.kind() == ErrorKind::UniqueViolation
        })
    }
}
