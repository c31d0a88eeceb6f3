//! Event Mesh: a GraphQL server that remembers what users did in a product, why they did it, what
//! they expected and what came of it, and how those events led to one another.
//!
//! A request goes one way: `http` → `graphql` → `service` → `store`. `domain` holds the types that
//! they share, and `app` puts them together. `ARCHITECTURE.md` tells more.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod narrative;
pub mod outbound;
pub mod service;
pub mod store;
pub mod telemetry;
