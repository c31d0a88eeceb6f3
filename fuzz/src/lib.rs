//! What must hold of everything that reads clients' text, whatever the text.
//!
//! `tests/fuzz` tries it with changed examples, and libFuzzer with what it finds out by itself:
//! `scripts/fuzz.sh`.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a check that fails panics")]

pub mod accept;
pub mod cursor;
pub mod guard;
pub mod json_path;
pub mod request;
pub mod token;
