//! The API in GraphQL: what clients ask for, and how it is found out and answered. Nothing else names
//! async-graphql.
//!
//! | room | what it makes of what | when |
//! |---|---|---|
//! | `documents` | a document's text → a plan of each of its operations | once a document |
//! | `execution` | a plan and variables → a response | each request |
//! | `schema` | what clients see: resolvers, types, inputs | |
//! | `values` | scalars and enums | |
//!
//! `api` is the door: a [`Request`] becomes an [`Operation`], and that a [`Response`]. `embedding` lets
//! async-graphql's crates for web frameworks through it.

mod api;
mod documents;
mod embedding;
mod error;
mod execution;
mod request;
mod response;
pub mod sample;
mod schema;
mod values;

pub use self::api::{Api, Operation};
pub use self::documents::{DocumentsError, OperationKind, limits};
pub use self::request::{NotARequest, Request};
pub use self::response::Response;
pub use self::schema::sdl;
