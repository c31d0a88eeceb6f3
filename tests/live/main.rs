//! The event stream: nothing is left out, nothing comes twice, and the order is the same for all.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod hints;
mod metrics;
mod replay;
mod retention;
