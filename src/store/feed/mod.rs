//! The log of changes, and those who follow it.

mod epochs;
pub(in crate::store) mod horizon;
pub(in crate::store) mod live;
pub(in crate::store) mod log;
pub(in crate::store) mod needs;
mod retention;
pub(in crate::store) mod wakeups;
