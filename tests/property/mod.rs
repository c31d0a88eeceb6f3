//! Random histories and questions have the same answers on SQLite, on PostgreSQL and in a model.
//!
//! The model is written from schema.graphql, not from the server's code; filters are also tried on
//! events in memory. `PROPTEST_CASES` sets how many histories are tried; proptest reads its other
//! variables too.

mod agreement;
mod drafts;
mod filters;
mod findings;
mod flaws;
mod json;
mod lists;
mod memory;
mod model;
mod operations;
mod repeats;
mod servers;
