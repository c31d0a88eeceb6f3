//! Types and rules: what an event is, what may be published, how a graph is walked.
//!
//! Nothing here does I/O or waits. Text from outside becomes a type of this module once, and the
//! layers above never check it again.

pub mod buckets;
pub mod caller;
pub mod chronicle;
pub mod clock;
pub mod context;
pub mod cursor;
pub mod documenting;
pub mod draft;
pub mod epoch;
pub mod event;
pub mod explanation;
pub mod export;
pub mod filter;
mod folding;
pub mod graph;
pub mod ids;
pub mod intent;
pub mod json;
pub mod json_text;
pub mod log;
pub mod narrative;
pub mod order;
pub mod outcome;
pub mod page;
pub mod payload_paths;
pub mod search;
pub mod sequence;
pub mod stats;
pub mod story;
pub mod story_job;
pub mod subjects;
pub mod text;
pub mod timestamp;
pub mod title;
pub mod view;
pub mod viewer;
pub mod violation;
pub mod workflow;
pub mod workflow_state;
