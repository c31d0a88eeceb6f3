//! An event's neighbourhood: the events around it and the links between them.

use std::sync::Arc;

use super::event::Event;
use super::ids::EventId;

/// The events around a root, ready to be drawn.
#[derive(Debug, Clone)]
pub struct Workflow {
    /// The event that was asked about.
    pub root: Arc<Event>,
    /// Oldest first, of one time causes before effects, the root among them, each event once.
    pub nodes: Vec<WorkflowNode>,
    /// Every link between two of the nodes.
    pub edges: Vec<WorkflowEdge>,
    /// How many events were left out that don't belong into the documentation.
    pub folded: usize,
    /// Why events are missing; empty when none is.
    pub truncated_by: Vec<TruncationReason>,
}

/// An event within a workflow.
#[derive(Debug, Clone)]
pub struct WorkflowNode {
    /// The event.
    pub event: Arc<Event>,
    /// How many links away from the root it is.
    pub depth: u32,
    /// How many events that led to it are not among the nodes.
    pub hidden_upstream: u32,
    /// How many events that it led to are not among the nodes.
    pub hidden_downstream: u32,
}

/// A link: `to` names `from` among its related events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowEdge {
    /// What happened before.
    pub from: EventId,
    /// What it led to.
    pub to: EventId,
    /// How many events between the two are left out.
    pub via: u32,
}

/// Why a workflow lacks events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TruncationReason {
    /// They are further away than was asked for.
    Depth,
    /// There are more than one workflow may hold.
    NodeLimit,
    /// An event has more causes or effects than were asked for.
    FanOut,
}
