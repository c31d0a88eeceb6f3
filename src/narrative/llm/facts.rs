//! What a model is given of a story: its sentences, numbered.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::json;

use crate::domain::ids::EventId;
use crate::domain::story::{Run, Sentence, Story};

/// The sentences of a story, numbered from 1.
#[derive(Debug)]
pub(super) struct Facts {
    all: Vec<Fact>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Fact {
    /// Under which heading it stands.
    heading: &'static str,
    /// What it says, without the numbers of steps: they would prove whatever has the same number.
    pub(super) text: String,
    /// On which events it rests.
    pub(super) events: Vec<EventId>,
    /// Whether it tells a step.
    pub(super) is_step: bool,
}

impl Facts {
    /// Those of a story, in its order. What rests on no event is none.
    pub(super) fn of(story: &Story) -> Self {
        let summary = story.summary.iter().map(|sentence| ("In short", sentence));
        let chapters = story.chapters.iter().flat_map(|chapter| {
            chapter.sentences.iter().map(|sentence| (chapter.topic.heading(), sentence))
        });
        let resting = summary.chain(chapters).filter(|(_, sentence)| !sentence.events.is_empty());
        let all = resting.map(|(heading, sentence)| Fact {
            heading,
            text: without_numbers(sentence),
            events: sentence.events.clone(),
            is_step: sentence.step.is_some(),
        });
        Self { all: all.collect() }
    }

    /// The fact of this number.
    pub(super) fn get(&self, number: usize) -> Option<&Fact> {
        self.all.get(number.checked_sub(1)?)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// How many of them tell a step.
    pub(super) fn steps(&self) -> usize {
        self.all.iter().filter(|fact| fact.is_step).count()
    }

    /// How many of the steps are told where these facts are: those whose events they rest on.
    pub(super) fn steps_told(&self, cited: &HashSet<usize>) -> usize {
        let events =
            cited.iter().filter_map(|number| self.get(*number)).flat_map(|fact| &fact.events);
        let events: HashSet<&EventId> = events.collect();
        let steps = self.all.iter().filter(|fact| fact.is_step);
        steps.filter(|step| step.events.iter().any(|event| events.contains(event))).count()
    }

    /// What all of them say.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|fact| &*fact.text)
    }

    /// A line of JSON for each. None holds what could be taken for the end of the data, or for markup.
    pub(super) fn lines(&self) -> String {
        let mut lines = String::new();
        for (fact, number) in self.all.iter().zip(1..) {
            let line = json!({ "fact": number, "about": fact.heading, "text": fact.text });
            let line = line.to_string().replace('<', "\\u003c").replace('>', "\\u003e");
            // Writing to a String never fails.
            let _ = writeln!(lines, "{line}");
        }
        lines
    }
}

fn without_numbers(sentence: &Sentence) -> String {
    let runs = sentence.runs.iter().map(|run| match run {
        Run::Reference(words) if words.starts_with(',') => Run::Ours(String::new()),
        Run::Reference(_) => Run::Ours("a step".to_owned()),
        run => run.clone(),
    });
    Sentence { runs: runs.collect(), ..Sentence::default() }.text()
}
