//! Whatever a workflow holds, its story has a bounded length, and quotes nothing that its events don't say.

use event_mesh::domain::ids::EventId;
use event_mesh::domain::story::{Run, Sentence};
use event_mesh::narrative::{markdown, template};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use support::histories;

use self::made::{Shape, made, shape};

mod made;

/// How many workflows are tried.
const FEW: u32 = 60;
const MANY: u32 = 2_000;

/// How many lines a story has at most.
const LINES: usize = 120;

fn runs(sentences: &[Sentence]) -> impl Iterator<Item = (&Sentence, &Run)> {
    sentences.iter().flat_map(|sentence| sentence.runs.iter().map(move |run| (sentence, run)))
}

fn holds(shape: &Shape) -> Result<(), TestCaseError> {
    let workflow = made(shape);
    let story = template::tell(&workflow);
    prop_assert_eq!(&template::tell(&workflow), &story, "told twice");
    let chapters = story.chapters.iter().flat_map(|chapter| &chapter.sentences);
    let sentences: Vec<Sentence> = story.summary.iter().chain(chapters).cloned().collect();
    for (sentence, run) in runs(&sentences) {
        let Run::Said { text, .. } = run else { continue };
        let says = |node: &event_mesh::domain::workflow::WorkflowNode| {
            let event = &node.event;
            let intent = event.user_intent.as_ref().map(|intent| intent.to_json().to_string());
            let context = event.context.as_ref().map(|context| context.to_json().to_string());
            let said = serde_json::to_string(text).unwrap_or_default();
            let said = said.trim_matches('"');
            let is_there = [intent, context].into_iter().flatten().any(|all| all.contains(said));
            sentence.events.contains(&event.id) && is_there
        };
        prop_assert!(
            workflow.nodes.iter().any(says),
            "{text:?} is said by no event of {sentence:?}"
        );
    }
    let known = |id: &EventId| workflow.nodes.iter().any(|node| node.event.id == *id);
    prop_assert!(sentences.iter().flat_map(|one| &one.events).all(known));
    let text = markdown::write(&story, Some("https://mesh.example"));
    let lines = text.lines().count();
    prop_assert!(lines <= LINES, "{lines} lines:\n{text}");
    prop_assert!(text.len() < 256 * 1024, "{} bytes", text.len());
    Ok(())
}

#[test]
fn stories_are_short_and_quote_only_what_events_say() {
    let config = histories(FEW, MANY);
    TestRunner::new(config).run(&shape(), |shape| holds(&shape)).unwrap();
}

#[test]
fn the_longest_story_has_few_lines() {
    holds(&Shape::worst()).unwrap();
}
