//! The narrative of an event.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::Event;
use super::story::StorySection;
use crate::domain::narrative::NarrativeSection;
use crate::domain::{event, narrative};
use crate::graphql::execution::budget::{spend_bytes, spend_events, spend_fields};
use crate::graphql::execution::loaders::{StateOf, loader};
use crate::graphql::schema::inputs::NARRATIVE;
use crate::graphql::values::scalars::DateTime;

/// What is told about an event beyond what was published with it.
#[derive(Clone)]
pub(in crate::graphql) struct NarrativeContext {
    event: Arc<event::Event>,
    narrative: Arc<narrative::Narrative>,
}

impl NarrativeContext {
    /// The narrative of an event.
    ///
    /// # Errors
    /// When the answer holds too much text with it.
    pub(in crate::graphql) fn new(
        ctx: &Context<'_>,
        event: Arc<event::Event>,
        narrative: Arc<narrative::Narrative>,
    ) -> Result<Self> {
        spend_fields(ctx, narrative.text.size())?;
        Ok(Self { event, narrative })
    }
}

/// What is told about an event beyond what was published with it, by people or by a model.
#[Object]
impl NarrativeContext {
    /// What identifies the narrative: it follows from the event's id.
    pub(super) async fn id(&self) -> ID {
        ID(format!("{NARRATIVE}{}", self.event.id))
    }

    /// The event that it is about.
    async fn event(&self) -> Event {
        Arc::clone(&self.event).into()
    }

    /// The story at length.
    async fn long_description(&self) -> Option<&str> {
        self.narrative.text.long_description.as_deref()
    }

    /// Addresses of pictures.
    async fn screenshots(&self) -> &[String] {
        &self.narrative.text.screenshots
    }

    /// Pieces of code.
    async fn code_snippets(&self) -> Vec<CodeSnippet> {
        self.narrative.text.code_snippets.iter().cloned().map(CodeSnippet::from).collect()
    }

    /// The story as a writer told it, the template or a model, in Markdown; or as people wrote it.
    async fn ai_narrative(&self) -> Option<&str> {
        self.narrative.text.ai_narrative.as_deref()
    }

    /// The story in a sentence.
    async fn ai_summary(&self) -> Option<&str> {
        self.narrative.text.ai_summary.as_deref()
    }

    /// Words to find it by.
    async fn ai_tags(&self) -> &[String] {
        &self.narrative.text.ai_tags
    }

    /// What generated `aiNarrative`, `aiSummary` and `aiTags`: TEMPLATE, or the name of a model. Null when
    /// people wrote them.
    async fn generated_by(&self) -> Option<&str> {
        self.narrative.generated.as_ref().map(|generated| &*generated.by)
    }

    /// When they were generated.
    async fn generated_at(&self) -> Option<DateTime> {
        self.narrative.generated.as_ref()?.at.map(DateTime::from)
    }

    /// Whether what led to the event changed after the text was generated: an outcome was told, or an event came.
    /// False where people wrote it.
    async fn stale(&self, ctx: &Context<'_>) -> Result<bool> {
        let generated = self.narrative.generated.as_ref();
        let Some(told) = generated.and_then(|generated| generated.state.as_ref()) else {
            return Ok(false);
        };
        let asked = StateOf((self.narrative.event.clone(), told.depth));
        let Some((state, events)) = loader(ctx)?.load_one(asked).await? else { return Ok(true) };
        spend_events(ctx, events)?;
        Ok(state != *told)
    }

    /// What a writer wrote, sentence by sentence; empty where people wrote it.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<StorySection>> {
        let Some(generated) = &self.narrative.generated else { return Ok(Vec::new()) };
        spend_bytes(ctx, NarrativeSection::size(&generated.sections))?;
        Ok(generated.sections.iter().cloned().map(StorySection::from).collect())
    }

    /// 1 when first written, one more with each change.
    async fn revision(&self) -> i32 {
        self.narrative.revision
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.narrative.recorded_at.into()
    }
}

/// A piece of code.
#[derive(SimpleObject)]
pub(in crate::graphql) struct CodeSnippet {
    /// In which language it is.
    language: Option<String>,
    /// The code.
    code: String,
    /// What it shows.
    caption: Option<String>,
}

impl From<narrative::CodeSnippet> for CodeSnippet {
    fn from(snippet: narrative::CodeSnippet) -> Self {
        Self { language: snippet.language, code: snippet.code, caption: snippet.caption }
    }
}
