//! A document: front matter, the story, and the workflows that it is joined with.

use std::fmt::Write as _;

use super::front_matter::{FrontMatter, TITLE, usable_tags};
use super::manifest::Facts;
use super::names::DocumentName;
use crate::domain::outcome::OutcomeState;
use crate::domain::story::Story;
use crate::domain::title::in_words;
use crate::narrative::llm::Retold;
use crate::narrative::markdown::{Beside, literal, shortened};
use crate::service::Service;

/// How many workflows are named that it follows from, and that it led to.
const JOINED: usize = 20;

/// The workflows that one is joined with: the name of each one's document, and what its first event is called.
#[derive(Debug, Default)]
pub(super) struct Joined<'a> {
    pub(super) follows: Vec<(&'a DocumentName, Option<&'a str>)>,
    pub(super) led_to: Vec<(&'a DocumentName, Option<&'a str>)>,
}

/// What lists say of a story.
pub(super) fn facts(story: &Story) -> Facts {
    let is_open = |state: OutcomeState| state == OutcomeState::Pending;
    Facts {
        title: shortened(&story.title, TITLE),
        tags: usable_tags(&story.tags),
        awaiting: story.expectations.iter().filter(|one| is_open(one.state)).count(),
    }
}

/// The document of a story, with what a model of this name tells of it.
pub(super) fn text(
    service: &Service,
    name: &DocumentName,
    (story, retold): (&Story, Option<(&Retold, &str)>),
    joined: &Joined<'_>,
) -> String {
    let front = FrontMatter {
        title: &story.title,
        description: &story.summary_text(),
        date: name.date(),
        id: Some(name.stem()),
        tags: &usable_tags(&story.tags),
    };
    let beside = Beside { retold, more: &related(name, joined) };
    front.text() + &service.page(story, beside)
}

/// Links to the documents of other workflows. What they say of them never changes: else a change of one would
/// be one of all that are joined with it.
fn related(name: &DocumentName, joined: &Joined<'_>) -> String {
    let mut text = String::new();
    for (words, others) in [("Follows from", &joined.follows), ("Led to", &joined.led_to)] {
        for (other, event) in others.iter().take(JOINED) {
            let shown =
                [other.date().map(str::to_owned), event.map(|event| literal(&in_words(event)))];
            let shown: Vec<String> = shown.into_iter().flatten().collect();
            let shown = if shown.is_empty() { other.stem().to_owned() } else { shown.join(", ") };
            // Writing to a String never fails.
            let _ = writeln!(text, "- {words} [{shown}]({})", path_to(name, other));
        }
        let more = others.len().saturating_sub(JOINED);
        if more > 0 {
            let _ = writeln!(text, "- {words} {more} more");
        }
    }
    if text.is_empty() { text } else { format!("## Related workflows\n\n{text}\n") }
}

/// The way from one document to another.
fn path_to(from: &DocumentName, to: &DocumentName) -> String {
    if from.folder() == to.folder() { to.file().to_owned() } else { format!("../{}", to.as_str()) }
}
