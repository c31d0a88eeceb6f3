//! The story that a template tells: the same for the same workflow, whatever the clock and the machine.
//!
//! It frames what events say and never inflects it: their texts stand whole behind words of ours, so that fragments in
//! any language stay right. It judges nothing: expected and actual stand side by side, and a verdict is
//! its reporter's.

mod chapters;
mod expectations;
mod facts;
mod selection;
mod single;
mod steps;
mod summary;
mod words;

use selection::Selection;
use steps::Steps;

use crate::domain::story::{QUOTED, Story, cut};
use crate::domain::workflow::Workflow;

/// How many tags a story has at most.
const TAGS: usize = 12;

/// How many characters one has at most.
const TAG: usize = 64;

/// Tells a workflow.
pub fn tell(workflow: &Workflow) -> Story {
    let steps = Steps::of(workflow);
    let expectations = expectations::of(&steps);
    let selection = Selection::of(&steps);
    let is_single = steps.events().len() == 1;
    let (summary, chapters) = if is_single {
        (single::summary(&steps, workflow), single::chapters(&steps))
    } else {
        let summary = summary::of(&steps, workflow, &expectations);
        (summary, chapters::of(&steps, &selection, &expectations))
    };
    Story {
        title: title(workflow),
        summary,
        chapters,
        tags: tags(&steps),
        expectations,
        steps: selection.shown(&steps).map(steps::Step::listed).collect(),
        is_single,
    }
}

fn title(workflow: &Workflow) -> String {
    let title = workflow.title();
    let (kept, is_cut) = cut(&title, QUOTED);
    if is_cut { format!("{kept} …") } else { kept.to_owned() }
}

/// The categories of the steps, then what their names begin with: each once, in their order.
fn tags(steps: &Steps<'_>) -> Vec<String> {
    let categories = steps.events().iter().filter_map(|event| facts::category(event));
    let beginnings = steps.events().iter().filter_map(|event| {
        let (first, _) = event.event_name.split_once('.')?;
        Some(first.trim()).filter(|first| !first.is_empty())
    });
    let mut tags: Vec<String> = Vec::new();
    for tag in categories.chain(beginnings) {
        let (tag, _) = cut(tag, TAG);
        if tags.len() < TAGS && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}
