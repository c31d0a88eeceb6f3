//! Full text: which words an event holds, and whether a query finds them.
//!
//! There is one tokenizer, here. Both databases are given words that are finished, and ask for them as
//! they are, and streams are searched in memory with the same words: so all three answer alike, where the
//! databases' own ways to split text differ from each other in every tenth query.
//!
//! An event is a row of *places*: one word each, or none, which keeps what stands on its two sides from
//! forming a phrase. Fields follow one another so. Text is compatibility-composed (NFKC), its case is
//! folded, and accents and points are left out; there is no stemming and there are no words that don't
//! count. What of it is not found: words behind the first [`MAX_PLACES`] places, or [`MAX_BYTES`] of
//! words; a word as part of a phrase where it stood [`MAX_REPEATS`] times before; and words of more than
//! [`MAX_LETTERS`] letters are found by as many. All of these lie below the bounds of PostgreSQL's
//! `tsvector`, which would otherwise leave out something else than the other two.

mod criteria;
mod fields;
mod highlights;
mod letters;
mod parser;
mod query;
mod relevance;
mod terms;
mod words;

pub use criteria::{Criteria, Window};
pub use fields::TEXTS;
pub use highlights::{Highlight, highlights};
pub use query::{Term, TextQuery};
pub use relevance::rank;
pub use terms::{Terms, Words};

/// Which words this server makes of text. Another number has every event indexed again: it goes up with
/// each change of what words are, which a test notices.
pub const VERSION: i32 = 1;

/// The most places of one event. PostgreSQL counts to 16,383.
pub const MAX_PLACES: usize = 16_000;

/// The most bytes of one event's words, each counted with its place. A `tsvector` holds up to 1 MiB.
pub const MAX_BYTES: usize = 900_000;

/// How often one word is indexed of one event at most. PostgreSQL keeps 255 places of each.
pub const MAX_REPEATS: usize = 255;

/// The longest word, in letters.
pub const MAX_LETTERS: usize = 64;
