//! What one request may ask for.

use std::num::NonZeroU32;

use serde::Deserialize;

use super::problem::Problem;

/// How a graph is read from the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// What led to an event stands in the event.
    Listed,
    /// Links and the events at their far ends together.
    Adjacent,
    /// All events of the same correlations.
    Correlated,
    /// The database follows links itself.
    Recursive,
    /// The links of each hop.
    Hops,
}

impl Strategy {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 5] =
        [Self::Listed, Self::Adjacent, Self::Correlated, Self::Recursive, Self::Hops];
}

/// Section `limits`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// The longest request body, in bytes.
    pub body: usize,
    /// How much the bodies of all requests together may take while they arrive, in KiB.
    pub bodies_kib: usize,
    /// The most hops that `related`, `workflow` and `path` follow.
    pub depth: u32,
    /// The most events in one workflow, and that one `related` may return.
    pub workflow_nodes: usize,
    /// The most events that all `related` and `workflow` fields of one operation may return
    /// together.
    pub walk_nodes: usize,
    /// The most events on one page.
    pub page: u32,
    /// How many events a page has when the client doesn't say.
    pub default_page: u32,
    /// The most events in one `publishMany`.
    pub batch: usize,
    /// The most fields an operation may resolve, where a list counts as often as it is long.
    pub complexity: usize,
    /// The most text of events in one answer, in bytes.
    pub answer: usize,
    /// The longest document, in bytes.
    pub document_bytes: usize,
    /// The most tokens in a document.
    pub document_tokens: usize,
    /// How deep braces, brackets and parentheses, and selections with their fragments spread out,
    /// may be nested; at most 64.
    pub document_depth: usize,
    /// The most operations in a document.
    pub document_operations: usize,
    /// The most directives in a document.
    pub document_directives: usize,
    /// The most fields and fragments in a document with its fragments spread out.
    pub document_selections: usize,
    /// The most aliases in a document with its fragments spread out.
    pub document_aliases: usize,
    /// How much memory the documents may take that are kept, in bytes.
    pub document_cache: u64,
    /// The most WebSockets at once.
    pub sockets: usize,
    /// The most queries and mutations at once on one WebSocket; others wait for their turn.
    pub socket_operations: usize,
    /// The most subscriptions on one WebSocket.
    pub socket_subscriptions: usize,
    /// The longest message on a WebSocket, in bytes.
    pub socket_message: usize,
    /// How much JSON may wait to be written, in KiB.
    pub queue_kib: NonZeroU32,
    /// In which way graphs are read, wherever it suits. No setting: tests compare them.
    #[serde(skip)]
    pub strategy: Option<Strategy>,
}

impl LimitSettings {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let is_right = self.default_page <= self.page;
        let problem = || Problem::new("limits.default_page", "must not be more than limits.page");
        if is_right { Vec::new() } else { vec![problem()] }
    }
}
