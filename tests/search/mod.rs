//! Full text: the same events are found on SQLite, on PostgreSQL and in memory, and they are the right ones.
//!
//! What is right says an oracle (`oracle.rs`), which knows nothing of words and places: it writes text with
//! spaces between all that counts, and looks for pieces of it.

mod agreement;
mod bounds;
mod changes;
mod corpus;
mod counts;
mod history;
mod lists;
mod oracle;
mod plans;
mod queries;
mod streams;
