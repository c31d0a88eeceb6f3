//! What goes wrong around the server: clients that go away, and networks that fall silent.

mod budget;
mod cancelled;
mod estimates;
mod file;
mod gone;
pub(crate) mod proxy;
mod rolled_back;
mod silence;
mod slow;
mod trouble;
