//! Every area of the tests, in one program: it is linked once, and areas run side by side. What needs
//! a process of its own is beside it.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on fails")]

mod abuse;
mod adoption;
mod api;
mod architecture;
mod auth;
mod endurance;
mod faults;
mod fuzz;
mod graph;
mod guard;
mod http;
mod isolation;
mod live;
mod narrate;
mod program;
mod property;
mod search;
mod story;
