//! The state of a workflow: what tells whether a story that was written from it is still the whole story.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::workflow::Workflow;

/// Which rules the digest follows: another version begins with another number.
const VERSION: u32 = 1;

/// A digest over what led to an event within some links: the events, how often their outcomes changed, and the
/// links between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowState {
    /// How many links were followed.
    pub depth: u32,
    /// SHA-256 in URL-safe base64.
    digest: String,
}

impl WorkflowState {
    /// The state of a workflow that was walked so deep.
    pub fn of(workflow: &Workflow, depth: u32) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.len().to_be_bytes());
            hash.update(text);
        };
        for node in &workflow.nodes {
            add(node.event.id.as_str());
            add(&node.event.revision.to_string());
        }
        for edge in &workflow.edges {
            add(edge.from.as_str());
            add(edge.to.as_str());
        }
        add(&format!("{:?}", workflow.truncated_by));
        Self { depth, digest: URL_SAFE_NO_PAD.encode(hash.finalize()) }
    }

    /// Reads what is stored. `None` where that is of other rules, or of none.
    pub fn from_stored(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        let version: u32 = parts.next()?.parse().ok()?;
        let depth = parts.next()?.parse().ok()?;
        let digest = parts.next()?.to_owned();
        (version == VERSION).then_some(Self { depth, digest })
    }
}

/// As it is stored: `1/10/` and the digest.
impl fmt::Display for WorkflowState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}/{}/{}", self.depth, self.digest)
    }
}
