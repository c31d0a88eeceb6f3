//! From plan to response, each request: the executor's resolvers and their batches, what an answer may
//! hold, events as text, and the form that the specification gives a response.

pub(super) mod batching;
pub(super) mod budget;
pub(super) mod event_writer;
pub(super) mod executable;
pub(super) mod json_writer;
pub(super) mod loaders;
pub(super) mod null_propagation;
mod related_writer;
