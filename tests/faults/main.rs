//! What goes wrong around the server: clients that go away, and networks that fall silent.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod cancelled;
mod gone;
mod proxy;
mod rolled_back;
mod silence;
mod slow;
