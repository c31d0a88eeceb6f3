//! The event stream: nothing is left out, nothing comes twice, and the order is the same for all.

mod epochs;
mod held;
mod hints;
mod metrics;
mod replay;
mod retention;
