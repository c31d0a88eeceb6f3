//! The `event-mesh` program as users run it: a process of its own.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod commands;
mod credentials;
mod migrations;
mod process;
mod readme;
mod settings;
mod stops;
