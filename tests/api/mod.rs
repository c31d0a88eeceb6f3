//! The API as clients use it: a running server, over HTTP, on both databases.

mod answers;
mod bad_input;
mod exports;
mod failing;
mod guide;
mod lists;
mod mechanisms;
mod narratives;
mod outcomes;
mod publishing;
mod schema;
mod statements;
mod stats;
mod surface;
mod tenants;
