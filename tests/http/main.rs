//! Connections: what clients may do with them, and what becomes of them at a stop.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod connections;
mod documents;
mod events;
mod half_open;
mod handlers;
mod modes;
mod negotiation;
mod stopping;
mod wire;
