//! Workflows that are made, in memory, from a few numbers.

use std::sync::Arc;

use event_mesh::domain::context::EventContext;
use event_mesh::domain::event::Event;
use event_mesh::domain::ids::{EventId, TenantId};
use event_mesh::domain::intent::UserIntent;
use event_mesh::domain::outcome::{OutcomeState, OutcomeVerdict};
use event_mesh::domain::timestamp::Timestamp;
use event_mesh::domain::workflow::{TruncationReason, Workflow, WorkflowEdge, WorkflowNode};
use proptest::prelude::*;

/// What one event is made from.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// Which parts it has, a bit each.
    parts: u16,
    /// Which of the earlier events led to it: as far back as this, none where that is 0.
    back: usize,
    second: usize,
    name: usize,
    minutes: i64,
    text: String,
}

/// What a workflow is made from.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    events: Vec<Made>,
    is_truncated: bool,
}

const NAMES: [&str; 6] =
    ["widget.created", "error.occurred", "import.failed", "x", "...", "token.recovered"];

pub(super) fn shape() -> impl Strategy<Value = Shape> {
    let text = prop_oneof![
        "[a-z ]{1,40}",
        "\\PC{1,400}",
        Just("| # [a](b) <b>\n- {x} `y` https://x.example a@b.example".repeat(20)),
    ];
    let made = (any::<u16>(), 0_usize..5, 0_usize..9, 0..NAMES.len(), 0_i64..90, text).prop_map(
        |(parts, back, second, name, minutes, text)| Made {
            parts,
            back,
            second,
            name,
            minutes,
            text,
        },
    );
    let events =
        prop_oneof![prop::collection::vec(made.clone(), 1..8), prop::collection::vec(made, 1..120)];
    (events, any::<bool>()).prop_map(|(events, is_truncated)| Shape { events, is_truncated })
}

impl Shape {
    /// Many steps that say everything, at moments far apart.
    pub(super) fn worst() -> Self {
        let made = |number: i64| Made {
            parts: if number % 7 == 3 { 0b1_0111_1111_1111 } else { 0b0_0111_1111_1111 },
            back: 1,
            second: 0,
            name: usize::try_from(number % 6).unwrap_or_default(),
            minutes: if number % 40 == 0 { 900 } else { number % 2 },
            text: format!("{number} {}", "<{|}>".repeat(100)),
        };
        Self { events: (0..400).map(made).collect(), is_truncated: true }
    }
}

/// The workflow.
pub(super) fn made(shape: &Shape) -> Workflow {
    let ids: Vec<EventId> =
        (0..shape.events.len()).map(|number| EventId::from_stored(format!("e{number}"))).collect();
    let (mut nodes, mut edges, mut minutes) = (Vec::new(), Vec::new(), 0);
    for (number, one) in shape.events.iter().enumerate() {
        minutes += one.minutes;
        let causes = [one.back, one.second].into_iter().filter(|back| *back > 0);
        let mut causes: Vec<usize> = causes.filter_map(|back| number.checked_sub(back)).collect();
        causes.sort_unstable();
        causes.dedup();
        for cause in causes {
            edges.push(WorkflowEdge { from: ids[cause].clone(), to: ids[number].clone(), via: 0 });
        }
        let event = Arc::new(event(one, &ids[number], minutes));
        nodes.push(WorkflowNode { event, depth: 0, hidden_upstream: 0, hidden_downstream: 0 });
    }
    let truncated_by = if shape.is_truncated { vec![TruncationReason::Depth] } else { Vec::new() };
    Workflow { root: Arc::clone(&nodes[0].event), nodes, edges, folded: 0, truncated_by }
}

fn event(one: &Made, id: &EventId, minutes: i64) -> Event {
    let text = |bit: u16| (one.parts & 1 << bit != 0).then(|| format!("{bit}{}", one.text));
    let intent = UserIntent {
        problem_solved: text(0),
        pain_point: text(1),
        goal: text(2),
        expected_outcome: text(3),
        impact_metric: text(4),
    };
    let outcome = text(5);
    let verdict =
        if one.parts & 1 << 6 != 0 { OutcomeVerdict::NotMet } else { OutcomeVerdict::Met };
    let context = EventContext {
        decision: text(7),
        category: text(8),
        impact_metric: text(9),
        verdict: outcome.as_ref().map(|_| verdict),
        outcome,
        ..EventContext::default()
    };
    let outcome_state = OutcomeState::of(Some(&intent), Some(&context));
    Event {
        tenant: TenantId(uuid::Uuid::nil()),
        tenant_text: None,
        id: id.clone(),
        event_name: NAMES[one.name].to_owned(),
        source: one.text.chars().take(20).collect(),
        timestamp: Timestamp::from_stored(1_772_445_600_000 + minutes * 60_000),
        recorded_at: Timestamp::default(),
        payload: None,
        should_document: one.parts & 1 << 10 != 0,
        user_intent: Some(intent),
        context: Some(context),
        metadata: None,
        user: None,
        revision: 1,
        outcome_state,
        causes: None,
        read: event_mesh::domain::view::Parts::ALL,
    }
}
