//! A story: what a workflow tells, sentence by sentence, with the events that each sentence rests on.
//!
//! Words of ours and texts of events stay apart in it, so that whoever shows it can quote the one and needs to
//! escape nothing of the other.

use super::ids::EventId;
use super::outcome::OutcomeState;
use super::view::{Part, Parts};

/// What stories are told from.
pub const STORY: Parts = Parts::NONE
    .with(Part::UserIntent)
    .with(Part::Context)
    .with(Part::Source)
    .with(Part::ShouldDocument)
    .with(Part::OutcomeState);

/// The story of a workflow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Story {
    /// What it is called: text of an event, up to where it is cut.
    pub title: String,
    /// The story in a few sentences.
    pub summary: Vec<Sentence>,
    /// The rest of it.
    pub chapters: Vec<Chapter>,
    /// What was expected, and what came of it; of every step.
    pub expectations: Vec<Expectation>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The steps that it tells, which sentences name by number.
    pub steps: Vec<StoryStep>,
    /// Whether it tells a single event.
    pub is_single: bool,
}

/// A step that a story tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryStep {
    /// Its number in the story, from 1.
    pub number: usize,
    /// What happened, as in `widget.created`.
    pub name: String,
    /// The event; several where one step tells of many like it.
    pub events: Vec<EventId>,
}

/// Sentences under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// What it is about.
    pub topic: Topic,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
}

/// What a chapter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// What was wanted.
    Why,
    /// The steps.
    WhatHappened,
    /// The steps that failed.
    WhatWentWrong,
    /// What was decided.
    Decisions,
    /// What was expected beside what came of it.
    Expected,
    /// What was expected and has no outcome.
    StillOpen,
}

impl Topic {
    /// The chapter's heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::WhatHappened => "What happened",
            Self::WhatWentWrong => "What went wrong",
            Self::Decisions => "Decisions",
            Self::Expected => "Expected and actual",
            Self::StillOpen => "Still open",
        }
    }
}

/// A sentence, and the events that it rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sentence {
    /// What it says.
    pub runs: Vec<Run>,
    /// On which events it rests.
    pub events: Vec<EventId>,
    /// The step that it tells, by its number.
    pub step: Option<usize>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Words of ours.
    Ours(String),
    /// What an event says, word for word, up to where it is cut.
    Said {
        /// The text.
        text: String,
        /// Whether the event says more.
        is_cut: bool,
    },
    /// What an event or its source is called.
    Name(String),
    /// Words of ours that name a step by its number.
    Reference(String),
    /// Words of ours between two columns, where sentences stand as the rows of a table.
    Column(&'static str),
}

/// How many characters of a text are quoted at most.
pub const QUOTED: usize = 300;

impl Run {
    /// Quotes a text; one that is long is cut at a blank.
    pub fn said(text: &str) -> Self {
        let (text, is_cut) = cut(text, QUOTED);
        Self::Said { text: text.to_owned(), is_cut }
    }
}

/// So many characters of a text at most, up to a blank, and whether there are more.
pub fn cut(text: &str, most: usize) -> (&str, bool) {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(most) else { return (text, false) };
    let kept = &text[..end];
    let kept = kept.rsplit_once(char::is_whitespace).map_or(kept, |(kept, _)| kept);
    (kept.trim_end(), true)
}

impl Sentence {
    /// Nothing yet, of these events.
    pub fn of(events: impl IntoIterator<Item = EventId>) -> Self {
        let mut sentence = Self::default();
        sentence.rests_on(events);
        sentence
    }

    /// Adds words of ours.
    #[must_use]
    pub fn ours(mut self, words: impl Into<String>) -> Self {
        self.runs.push(Run::Ours(words.into()));
        self
    }

    /// Adds what an event says.
    #[must_use]
    pub fn said(mut self, text: &str) -> Self {
        self.runs.push(Run::said(text));
        self
    }

    /// Adds words that name a step by its number.
    #[must_use]
    pub fn reference(mut self, words: impl Into<String>) -> Self {
        self.runs.push(Run::Reference(words.into()));
        self
    }

    /// Adds what something is called.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.runs.push(Run::Name(name.into()));
        self
    }

    /// Begins the next column, with words of ours where there are no columns.
    #[must_use]
    pub fn column(mut self, words: &'static str) -> Self {
        self.runs.push(Run::Column(words));
        self
    }

    /// Adds events that it rests on, each once.
    pub fn rests_on(&mut self, events: impl IntoIterator<Item = EventId>) {
        for event in events {
            if !self.events.contains(&event) {
                self.events.push(event);
            }
        }
    }

    /// The sentence as text: with its step's number, what events say in quotation marks, and blanks in place of
    /// line breaks.
    pub fn text(&self) -> String {
        let number = self.step.map(|number| format!("{number}. ")).unwrap_or_default();
        let runs = self.runs.iter().map(|run| match run {
            Run::Ours(words) | Run::Reference(words) => words.clone(),
            Run::Said { text, is_cut } => quoted(&on_one_line(text), *is_cut),
            Run::Name(name) => on_one_line(name),
            Run::Column(words) => (*words).to_owned(),
        });
        runs.fold(number, |text, run| text + &run)
    }
}

/// Text of an event in quotation marks. Those of its own become single ones: it can't end the quotation.
pub fn quoted(text: &str, is_cut: bool) -> String {
    let text = text.replace('“', "‘").replace('”', "’");
    let more = if is_cut { " …" } else { "" };
    format!("“{text}{more}”")
}

/// Text with single blanks in place of line breaks, control characters and what turns its direction.
pub fn on_one_line(text: &str) -> String {
    let words = text.split(is_blank).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a character shows as nothing: blanks, control characters, and what turns the direction of text.
pub fn is_blank(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}');
    c.is_whitespace() || c.is_control() || turns
}

/// What an event expected, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The event that says what is expected.
    pub event: EventId,
    /// What is.
    pub expected: String,
    /// How success is to be measured.
    pub measure: Option<String>,
    /// The event whose outcome answers it: its own, or the nearest later one that has an outcome and expects
    /// nothing.
    pub answered_by: Option<EventId>,
    /// That outcome.
    pub outcome: Option<String>,
    /// What it changed, measured.
    pub impact: Option<String>,
    /// What is known of it.
    pub state: OutcomeState,
}

impl Story {
    /// The summary as text.
    pub fn summary_text(&self) -> String {
        self.summary.iter().map(Sentence::text).collect::<Vec<_>>().join(" ")
    }
}
