//! The API as clients use it: a running server, over HTTP, on both databases.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod answers;
mod bad_input;
mod exports;
mod guide;
mod lists;
mod narratives;
mod publishing;
mod schema;
mod statements;
mod surface;
mod tenants;
