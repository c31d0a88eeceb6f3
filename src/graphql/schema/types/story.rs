//! What a workflow tells, sentence by sentence.

use async_graphql::{ID, SimpleObject};

use crate::domain::ids::EventId;
use crate::domain::narrative::NarrativeSection;
use crate::domain::story;
use crate::graphql::values::enums::OutcomeState;

/// What the template finds in a workflow, as data: the same sentences as the Markdown export.
#[derive(SimpleObject)]
pub(in crate::graphql) struct Story {
    /// What it is called: the workflow's title.
    title: String,
    /// The story in a few sentences.
    summary: String,
    /// The rest of it, under headings.
    sections: Vec<StorySection>,
    /// What the steps expected, in their order, and what came of it.
    expectations: Vec<StoryExpectation>,
}

/// Sentences under a heading.
#[derive(SimpleObject)]
pub(in crate::graphql) struct StorySection {
    /// What they are about.
    heading: String,
    /// The sentences.
    sentences: Vec<StorySentence>,
}

/// A sentence, and the events that it rests on.
#[derive(SimpleObject)]
pub(in crate::graphql) struct StorySentence {
    /// What it says. What events say stands in quotation marks, word for word, as far as 300 characters.
    text: String,
    /// The ids of the events that it rests on.
    event_ids: Vec<ID>,
}

/// What an event expected, and which event's outcome answers it: its own, or that of the nearest later one that
/// has an outcome and expects nothing.
#[derive(SimpleObject)]
pub(in crate::graphql) struct StoryExpectation {
    /// The id of the event that says what is expected.
    event_id: ID,
    /// What is.
    expected: String,
    /// The id of the event whose outcome answers it; null where none does.
    answered_by: Option<ID>,
    /// That outcome.
    outcome: Option<String>,
    /// What is known of it: PENDING where no outcome answers it.
    state: OutcomeState,
}

fn ids(events: Vec<EventId>) -> Vec<ID> {
    events.into_iter().map(|id| ID(id.to_string())).collect()
}

impl Story {
    /// How much text it has, in bytes.
    pub(in crate::graphql) fn size(&self) -> usize {
        let sentences = self.sections.iter().flat_map(|section| &section.sentences);
        let ids = |ids: &[ID]| ids.iter().map(|id| id.len()).sum::<usize>();
        let sentences = sentences.map(|one| one.text.len() + ids(&one.event_ids));
        let expectations = self
            .expectations
            .iter()
            .map(|one| one.expected.len() + one.outcome.as_ref().map_or(0, String::len));
        let all = sentences.chain(expectations);
        all.fold(self.title.len() + self.summary.len(), usize::saturating_add)
    }
}

impl From<story::Story> for Story {
    fn from(story: story::Story) -> Self {
        let summary = story.summary_text();
        let sections = story.chapters.into_iter().map(|chapter| StorySection {
            heading: chapter.topic.heading().to_owned(),
            sentences: chapter
                .sentences
                .into_iter()
                .map(|one| StorySentence { text: one.text(), event_ids: ids(one.events) })
                .collect(),
        });
        let expectations = story.expectations.into_iter().map(|one| StoryExpectation {
            event_id: ID(one.event.to_string()),
            expected: one.expected,
            answered_by: one.answered_by.map(|id| ID(id.to_string())),
            outcome: one.outcome,
            state: one.state.into(),
        });
        Self {
            title: story.title,
            summary,
            sections: sections.collect(),
            expectations: expectations.collect(),
        }
    }
}

impl From<NarrativeSection> for StorySection {
    fn from(section: NarrativeSection) -> Self {
        let sentences = section.sentences.into_iter();
        let sentences = sentences
            .map(|one| StorySentence { text: one.text, event_ids: ids(one.events) })
            .collect();
        Self { heading: section.heading, sentences }
    }
}
