//! Why something went wrong, as far as the events tell that led to it: which of them went wrong themselves, what
//! was expected and what came of it, and what was decided.
//!
//! Nothing is concluded. What went wrong comes first, and of that what is nearest, since a failure is mostly
//! explained by the one before it. Every step names the chain of events by which it led to the one that is
//! explained: that is the evidence.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::event::Event;
use super::ids::EventId;
use super::outcome::OutcomeState;
use super::title::words_of;
use super::workflow::Workflow;

/// What of an event may explain what followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// What was expected of it didn't come about, or its name says that it went wrong.
    Failed,
    /// What was expected of it came about in part.
    FellShort,
    /// What was expected of it isn't known to have come about.
    Open,
    /// Something was decided with it.
    Decided,
    /// It is told what came of it.
    Told,
}

/// An event that may explain what followed.
#[derive(Debug, Clone)]
pub struct Step {
    /// The event.
    pub event: Arc<Event>,
    /// What of it does.
    pub finding: Finding,
    /// How many links it is away from the event that is explained.
    pub hops: u32,
    /// A chain of links from it to the event that is explained, both included.
    pub chain: Vec<EventId>,
}

/// What led to an event, as far as it may explain it.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// What went wrong, the nearest first, then all else, the nearest first.
    pub steps: Vec<Step>,
    /// How many events led to it of which nothing is told.
    pub silent: usize,
}

impl Finding {
    /// What it is that an event tells, if anything.
    pub fn of(event: &Event) -> Option<Self> {
        let context = event.context.as_ref();
        let is_decided = context.is_some_and(|context| context.decision.is_some());
        match event.outcome_state {
            OutcomeState::NotMet => Some(Self::Failed),
            OutcomeState::Partly => Some(Self::FellShort),
            // Whoever judged it says more than its name.
            OutcomeState::Met if is_decided => Some(Self::Decided),
            OutcomeState::Met => Some(Self::Told),
            _ if says_trouble(&event.event_name) => Some(Self::Failed),
            OutcomeState::Pending => Some(Self::Open),
            _ if is_decided => Some(Self::Decided),
            OutcomeState::Told => Some(Self::Told),
            OutcomeState::None => None,
        }
    }

    /// Whether it went wrong, in part at least.
    pub const fn is_wrong(self) -> bool {
        matches!(self, Self::Failed | Self::FellShort)
    }

    /// How clients are told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "FAILED",
            Self::FellShort => "PARTLY",
            Self::Open => "PENDING",
            Self::Decided => "DECIDED",
            Self::Told => "TOLD",
        }
    }
}

impl Explanation {
    /// What the events of a workflow that led to its root tell.
    pub fn of(workflow: &Workflow) -> Self {
        let next = next_steps(workflow);
        let (mut steps, mut silent) = (Vec::new(), 0);
        for node in workflow.nodes.iter().filter(|node| node.event.id != workflow.root.id) {
            let Some(finding) = Finding::of(&node.event) else {
                silent += 1;
                continue;
            };
            let chain = chain(&node.event.id, &next);
            steps.push(Step { event: Arc::clone(&node.event), finding, hops: node.depth, chain });
        }
        steps.sort_by(|one, other| {
            let place =
                |step: &Step| (!step.finding.is_wrong(), step.hops, Reverse(step.event.timestamp));
            place(one).cmp(&place(other)).then_with(|| one.event.id.cmp(&other.event.id))
        });
        Self { steps, silent }
    }

    /// The steps that went wrong, the nearest first.
    pub fn wrong(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.finding.is_wrong())
    }
}

/// Of each event that led to the root, the one behind it on a shortest way there.
fn next_steps(workflow: &Workflow) -> HashMap<&EventId, &EventId> {
    let mut causes: HashMap<&EventId, Vec<&EventId>> = HashMap::new();
    for edge in &workflow.edges {
        causes.entry(&edge.to).or_default().push(&edge.from);
    }
    let root = &workflow.root.id;
    let (mut next, mut waiting) = (HashMap::new(), VecDeque::from([root]));
    while let Some(later) = waiting.pop_front() {
        for earlier in causes.remove(later).unwrap_or_default() {
            if earlier != root && !next.contains_key(earlier) {
                next.insert(earlier, later);
                waiting.push_back(earlier);
            }
        }
    }
    next
}

/// The way from an event to where no step goes on: the root.
fn chain(from: &EventId, next: &HashMap<&EventId, &EventId>) -> Vec<EventId> {
    let way = std::iter::successors(Some(from), |at| next.get(at).copied());
    way.cloned().collect()
}

/// Words with which the names of events say that something went wrong. Of events that nobody judged, a name is
/// all there is to go by.
const TROUBLE: [&str; 29] = [
    "abort",
    "aborted",
    "blocked",
    "bounced",
    "canceled",
    "cancelled",
    "conflict",
    "crash",
    "crashed",
    "declined",
    "denied",
    "error",
    "errors",
    "expired",
    "fail",
    "failed",
    "failure",
    "fault",
    "incident",
    "invalid",
    "lost",
    "missed",
    "refused",
    "rejected",
    "revoked",
    "skipped",
    "timeout",
    "unavailable",
    "withdrawn",
];

/// Whether a name has one of these words: `automation.skipped`, `loginFailed`, `SYNC_ERROR`.
fn says_trouble(name: &str) -> bool {
    let mut words = String::with_capacity(name.len());
    let mut was_lower = false;
    for letter in words_of(name).chars() {
        if letter.is_uppercase() && was_lower {
            words.push(' ');
        }
        was_lower = letter.is_lowercase();
        words.extend(letter.to_lowercase());
    }
    words.split(' ').any(|word| TROUBLE.binary_search(&word).is_ok())
}

#[cfg(test)]
mod tests {
    use super::{TROUBLE, says_trouble};

    #[test]
    fn words_can_be_looked_up() {
        assert!(TROUBLE.is_sorted());
    }

    #[test]
    fn names_say_trouble_in_words_of_their_own() {
        for name in ["automation.skipped", "loginFailed", "SYNC_ERROR", "error", "mail-bounced.2"] {
            assert!(says_trouble(name), "{name}");
        }
        for name in ["automation.created", "terror.told", "errorless", "failover", "", "widget"] {
            assert!(!says_trouble(name), "{name}");
        }
    }
}
