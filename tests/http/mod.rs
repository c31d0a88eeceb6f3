//! Connections: what clients may do with them, and what becomes of them at a stop.

mod connections;
mod debugger;
mod documents;
mod embedding;
mod events;
mod half_open;
mod handlers;
mod mcp;
mod modes;
mod negotiation;
mod pages;
mod stopping;
pub(crate) mod wire;
