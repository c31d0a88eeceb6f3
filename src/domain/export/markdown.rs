//! The story of a workflow: what was wanted, what was done, what was expected and what came of it.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::escape;
use crate::domain::event::Event;
use crate::domain::ids::EventId;
use crate::domain::workflow::Workflow;

/// Markdown with a heading for each event, oldest first.
pub(super) fn story(workflow: &Workflow) -> String {
    let mut text = format!("# How {} came about\n", literal(&workflow.root.event_name));
    let places = workflow.nodes.iter().zip(1..).map(|(node, number)| (&node.event.id, number));
    let number_of: HashMap<&EventId, usize> = places.collect();
    for (node, number) in workflow.nodes.iter().zip(1..) {
        let event = &node.event;
        let timestamp = event.timestamp;
        let millis = || format!("{} ms since 1970", timestamp.millis());
        let when = timestamp.to_rfc3339().unwrap_or_else(millis);
        // Writing to a String never fails.
        let _ = write!(
            text,
            "\n## {number}. {}\n\n{when}, by {}\n\n",
            literal(&event.event_name),
            literal(&event.source)
        );
        for (what, said) in facts(event) {
            let _ = writeln!(text, "- {what}: {}", literal(said));
        }
        let causes = workflow.edges.iter().filter(|edge| edge.to == event.id);
        let causes = causes.filter_map(|edge| number_of.get(&edge.from));
        let causes: Vec<String> = causes.map(|number| format!("step {number}")).collect();
        if !causes.is_empty() {
            let _ = writeln!(text, "- Follows from: {}", causes.join(", "));
        }
    }
    if !workflow.truncated_by.is_empty() {
        text.push_str("\nFurther events led here, or followed, that are not told.\n");
    }
    text
}

/// What is known of an event, in the order of the story: expected beside actual.
fn facts(event: &Event) -> Vec<(&'static str, &str)> {
    let intent = event.user_intent.as_ref();
    let context = event.context.as_ref();
    let facts = [
        ("Problem", intent.and_then(|intent| intent.problem_solved.as_deref())),
        ("Pain", intent.and_then(|intent| intent.pain_point.as_deref())),
        ("Goal", intent.and_then(|intent| intent.goal.as_deref())),
        ("Decision", context.and_then(|context| context.decision.as_deref())),
        ("Expected", intent.and_then(|intent| intent.expected_outcome.as_deref())),
        ("Actual", context.and_then(|context| context.outcome.as_deref())),
        ("Expected impact", intent.and_then(|intent| intent.impact_metric.as_deref())),
        ("Actual impact", context.and_then(|context| context.impact_metric.as_deref())),
    ];
    facts.into_iter().filter_map(|(what, said)| Some((what, said?))).collect()
}

/// Joins two characters that nothing else is to join: seen by programs, and by nobody else.
const WORD_JOINER: char = '\u{2060}';

/// Text that Markdown shows as it is, in whichever dialect. Some look for addresses of pages and people in
/// what the references stand for.
fn literal(text: &str) -> String {
    let mut unlinked = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let before = &text.as_bytes()[..at];
        let is_www = before.len() >= 3 && before[at - 3..].eq_ignore_ascii_case(b"www");
        if c == '@' || text[at..].starts_with("://") || c == '.' && is_www {
            unlinked.push(WORD_JOINER);
        }
        unlinked.push(c);
    }
    escape(&unlinked, "&#")
}
