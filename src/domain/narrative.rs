//! What is told about an event beyond what was published with it.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::ids::{EventId, EventKey, UserId};
use super::json::MAX_EVENT_BYTES;
use super::text;
use super::timestamp::Timestamp;
use super::violation::Violation;
use super::workflow_state::WorkflowState;

/// The most screenshots, pieces of code and tags each.
pub const MAX_ITEMS: usize = 100;

/// What stories that the template tells are marked with, where a model's name would stand.
pub const TEMPLATE: &str = "TEMPLATE";

/// The narrative of an event, which has one at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrative {
    /// The narrative's own id.
    pub id: Uuid,
    /// The event.
    pub event: EventKey,
    /// What it tells.
    pub text: NarrativeText,
    /// Where a writer wrote the story: who that was. `None` when people wrote all of it.
    pub generated: Option<Generated>,
    /// Who wrote the rest.
    pub user: Option<UserId>,
    /// When it last changed.
    pub recorded_at: Timestamp,
    /// 1 when first written, one more with each change.
    pub revision: i32,
}

/// What a writer wrote, a template or a model: the story, its summary and its tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// Its name.
    pub by: String,
    /// When it wrote. `None` in adopted rows that don't say.
    pub at: Option<Timestamp>,
    /// From which state of the workflow. `None` where that isn't known.
    pub state: Option<WorkflowState>,
    /// The story sentence by sentence.
    pub sections: Vec<NarrativeSection>,
}

/// Sentences under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrativeSection {
    /// What they are about.
    pub heading: String,
    /// The sentences.
    pub sentences: Vec<NarrativeSentence>,
}

/// A sentence, and the events that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrativeSentence {
    /// What it says.
    pub text: String,
    /// On which events it rests.
    pub events: Vec<EventId>,
}

/// What a narrative tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NarrativeText {
    /// The story at length.
    pub long_description: Option<String>,
    /// Addresses of pictures.
    pub screenshots: Vec<String>,
    /// Pieces of code.
    pub code_snippets: Vec<CodeSnippet>,
    /// The story as a model told it.
    pub ai_narrative: Option<String>,
    /// The story in a sentence.
    pub ai_summary: Option<String>,
    /// Words to find it by.
    pub ai_tags: Vec<String>,
}

/// A piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSnippet {
    /// In which language it is.
    pub language: Option<String>,
    /// The code.
    pub code: String,
    /// What it shows.
    pub caption: Option<String>,
}

/// A change to a narrative. Parts that are `None` stay as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NarrativeChange {
    /// The story at length; empty: none.
    pub long_description: Option<String>,
    /// Addresses of pictures.
    pub screenshots: Option<Vec<String>>,
    /// Pieces of code.
    pub code_snippets: Option<Vec<CodeSnippet>>,
    /// The story as a model told it; empty: none.
    pub ai_narrative: Option<String>,
    /// The story in a sentence; empty: none.
    pub ai_summary: Option<String>,
    /// Words to find it by.
    pub ai_tags: Option<Vec<String>>,
    /// Where a writer wrote the last three: who that is. People's words stay, and the change is refused.
    pub generated: Option<Generated>,
}

impl NarrativeChange {
    /// Refuses a change that changes nothing, and what can't be stored.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<(), Violation> {
        if *self == Self::default() {
            return Err(Violation::invalid("must hold at least one field"));
        }
        let texts = [
            ("longDescription", &self.long_description),
            ("aiNarrative", &self.ai_narrative),
            ("aiSummary", &self.ai_summary),
        ];
        for (field, text) in texts {
            let stored = text.iter().try_for_each(|text| text::storable(text));
            stored.map_err(|v| v.under(field))?;
        }
        for (field, list) in [("screenshots", &self.screenshots), ("aiTags", &self.ai_tags)] {
            check_list(list.as_deref(), |text| text::storable(text)).map_err(|v| v.under(field))?;
        }
        let snippets = check_list(self.code_snippets.as_deref(), CodeSnippet::check);
        snippets.map_err(|v| v.under("codeSnippets"))?;
        NarrativeText::default().with(self).check_size()
    }

    /// How much text it has, in bytes.
    pub fn size(&self) -> usize {
        NarrativeText::default().with(self).size()
    }

    /// Whether it touches what may have been generated.
    const fn is_about_generated(&self) -> bool {
        self.ai_narrative.is_some() || self.ai_summary.is_some() || self.ai_tags.is_some()
    }
}

fn check_list<T>(
    list: Option<&[T]>,
    check: impl Fn(&T) -> Result<(), Violation>,
) -> Result<(), Violation> {
    let list = list.unwrap_or_default();
    if list.len() > MAX_ITEMS {
        let length = list.len();
        return Err(Violation::invalid(format!(
            "must have at most {MAX_ITEMS} items, has {length}"
        )));
    }
    let mut items = list.iter().enumerate();
    items.try_for_each(|(index, item)| check(item).map_err(|v| v.at(index)))
}

impl NarrativeText {
    fn with(mut self, change: &NarrativeChange) -> Self {
        let texts = [
            (&mut self.long_description, &change.long_description),
            (&mut self.ai_narrative, &change.ai_narrative),
            (&mut self.ai_summary, &change.ai_summary),
        ];
        for (text, new) in texts {
            if let Some(new) = new {
                *text = Some(new.clone()).filter(|new| !new.is_empty());
            }
        }
        self.screenshots = change.screenshots.clone().unwrap_or(self.screenshots);
        self.code_snippets = change.code_snippets.clone().unwrap_or(self.code_snippets);
        self.ai_tags = change.ai_tags.clone().unwrap_or(self.ai_tags);
        self
    }

    /// How much text it has, in bytes.
    pub fn size(&self) -> usize {
        let texts = [&self.long_description, &self.ai_narrative, &self.ai_summary];
        let texts = texts.into_iter().flatten().chain(&self.screenshots).chain(&self.ai_tags);
        let snippets = self.code_snippets.iter().map(CodeSnippet::size);
        texts.map(String::len).chain(snippets).fold(0, usize::saturating_add)
    }

    fn check_size(&self) -> Result<(), Violation> {
        let size = self.size();
        if size <= MAX_EVENT_BYTES {
            return Ok(());
        }
        let message = format!("must have at most {MAX_EVENT_BYTES} bytes of text, has {size}");
        Err(Violation::too_large(message))
    }
}

impl CodeSnippet {
    fn check(&self) -> Result<(), Violation> {
        text::storable(&self.code).map_err(|v| v.under("code"))?;
        for (field, text) in [("language", &self.language), ("caption", &self.caption)] {
            text.as_deref().map_or(Ok(()), text::storable).map_err(|v| v.under(field))?;
        }
        Ok(())
    }

    fn size(&self) -> usize {
        let further = [&self.language, &self.caption].into_iter().flatten();
        further.map(String::len).fold(self.code.len(), usize::saturating_add)
    }

    /// As it is stored.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("code".to_owned(), self.code.clone().into());
        for (key, text) in [("language", &self.language), ("caption", &self.caption)] {
            if let Some(text) = text {
                object.insert(key.to_owned(), text.clone().into());
            }
        }
        Value::Object(object)
    }

    /// What is stored. Rows that were adopted may have any form: what has no `code` is code as it
    /// stands.
    pub fn from_json(value: &Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let whole = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Self {
            language: text("language"),
            code: text("code").unwrap_or_else(whole),
            caption: text("caption"),
        }
    }
}

impl NarrativeSection {
    /// As they are stored.
    pub fn to_json(sections: &[Self]) -> Value {
        let sentence = |one: &NarrativeSentence| {
            let events: Vec<&str> = one.events.iter().map(EventId::as_str).collect();
            json!({ "text": one.text, "events": events })
        };
        let section = |one: &Self| {
            let sentences: Vec<Value> = one.sentences.iter().map(sentence).collect();
            json!({ "heading": one.heading, "sentences": sentences })
        };
        sections.iter().map(section).collect()
    }

    /// What is stored. What has no text says nothing.
    pub fn from_json(value: &Value) -> Vec<Self> {
        let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let sentence = |one: Value| {
            let events = items(&one["events"]).into_iter();
            let events = events.filter_map(|id| Some(EventId::from_stored(id.as_str()?)));
            NarrativeSentence { text: text(&one["text"]), events: events.collect() }
        };
        let sections = items(value).into_iter().map(|one| Self {
            heading: text(&one["heading"]),
            sentences: items(&one["sentences"]).into_iter().map(sentence).collect(),
        });
        sections.collect()
    }

    /// How much text they have, in bytes.
    pub fn size(sections: &[Self]) -> usize {
        let sentences = sections.iter().flat_map(|section| &section.sentences);
        let ids =
            |one: &NarrativeSentence| one.events.iter().map(|id| id.as_str().len()).sum::<usize>();
        sentences.map(|one| one.text.len() + ids(one)).fold(0, usize::saturating_add)
    }
}

impl Narrative {
    /// Whether a change would leave it as it is. What a writer wrote from the same state of the workflow is
    /// not written again, and what a model wrote not replaced by the template's.
    pub fn has(&self, change: &NarrativeChange) -> bool {
        match (&change.generated, &self.generated) {
            (Some(new), Some(old)) => {
                (new.by == old.by || new.by == TEMPLATE) && new.state == old.state
            }
            (Some(_), None) => false,
            (None, _) => self.text.clone().with(change) == self.text,
        }
    }

    /// Whether people wrote what a writer would write over.
    pub fn is_told_by_people(&self) -> bool {
        let NarrativeText { ai_narrative, ai_summary, ai_tags, .. } = &self.text;
        let is_told = ai_narrative.is_some() || ai_summary.is_some() || !ai_tags.is_empty();
        self.generated.is_none() && is_told
    }

    /// The narrative with this change; a new one under `id` where there was none.
    ///
    /// # Errors
    /// When it would have more text than is stored.
    pub fn changed(before: Option<&Self>, edit: &NarrativeEdit) -> Result<Self, Violation> {
        let text = before.map(|before| before.text.clone()).unwrap_or_default();
        let text = text.with(&edit.change);
        text.check_size()?;
        // What people wrote over is no longer what was generated.
        let kept = before.filter(|_| !edit.change.is_about_generated());
        let kept = kept.and_then(|before| before.generated.clone());
        Ok(Self {
            id: before.map_or(edit.id, |before| before.id),
            event: edit.event.clone(),
            text,
            generated: edit.change.generated.clone().or(kept),
            user: edit.user,
            recorded_at: edit.now,
            revision: before.map_or(0, |before| before.revision) + 1,
        })
    }
}

/// A change of one event's narrative, with all that is needed to store it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrativeEdit {
    /// The event.
    pub event: EventKey,
    /// What changes.
    pub change: NarrativeChange,
    /// The revision that the change was made for, 0 where there was no narrative; any when `None`.
    pub expected_revision: Option<i32>,
    /// The narrative's id, where it is the event's first.
    pub id: Uuid,
    /// Who writes it.
    pub user: Option<UserId>,
    /// When the server took it in.
    pub now: Timestamp,
}
