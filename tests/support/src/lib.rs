//! Servers and databases for the tests: each test has a database of its own, on SQLite or on the
//! PostgreSQL cluster that `make test` starts.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that can't go on fails"
)]

mod bare;
mod cluster;
mod database;
mod effort;
mod follower;
mod server;

pub use bare::BareDatabase;
pub use cluster::Cluster;
pub use database::{Database, SUPABASE, Sql, TestDatabase};
pub use effort::{effort, histories};
pub use follower::{Follower, Message};
pub use reqwest;
pub use serde_json::{Value, json};
pub use server::Server;

/// Runs each test on both databases: `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident: Database) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn run($database: $crate::Database) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                run($crate::Database::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                run($crate::Database::Postgres).await;
            }
        }
    )+};
}
