//! Histories of the original TypeScript layer: taken over, and given back.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod given_back;
mod history;
mod interrupted;
mod large;
mod policies;
mod program;
mod refused;
mod taken;
