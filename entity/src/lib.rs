//! The rows of Event Mesh as they are stored, one table a module.
//!
//! Only the store of the server reads and writes them; every primary key starts with the tenant.

pub mod event_history;
pub mod event_log;
pub mod event_log_epoch;
pub mod event_log_removal;
pub mod event_relation;
pub mod narrative_context;
pub mod outcome_revision;
