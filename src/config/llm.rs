//! The model that retells stories.

use std::fmt;
use std::num::NonZeroUsize;
use std::time::Duration;

use serde::Deserialize;

use super::forms::is_web_address;
use super::problem::Problem;

/// Section `llm`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LlmSettings {
    /// Where an endpoint is that speaks the chat completions of `OpenAI`; empty for none.
    pub base_url: String,
    /// The model's name.
    pub model: String,
    /// The key; empty for none. Never print it.
    pub key: String,
    /// The header that carries the key; `authorization` has it as a bearer.
    pub key_header: String,
    /// How long the model may take for one story.
    pub seconds: u64,
    /// How many stories this server has retold at once.
    pub at_once: NonZeroUsize,
    /// How often a story is tried while the endpoint fails.
    pub attempts: u32,
    /// How many tokens all stories of a day may take, in UTC.
    pub tokens_a_day: u64,
    /// How many of those the stories of one tenant may take.
    pub tenant_tokens_a_day: u64,
}

impl LlmSettings {
    /// Whether there is a model.
    pub fn is_configured(&self) -> bool {
        !self.base_url.is_empty()
    }

    /// How long the model may take for one story.
    pub const fn patience(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// How many stories are retold at once.
    pub fn workers(&self) -> usize {
        if self.is_configured() { self.at_once.get() } else { 0 }
    }

    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.is_configured() && !is_web_address(&self.base_url) {
            let message = "must be an address like https://models.example/v1, or empty";
            problems.push(Problem::new("llm.base_url", message));
        }
        if self.base_url.contains(['?', '#']) {
            problems.push(Problem::new("llm.base_url", "must have neither ? nor #"));
        }
        if self.is_configured() && self.model.trim().is_empty() {
            problems.push(Problem::new("llm.model", "must name a model of llm.base_url"));
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.key_header.is_empty() || !self.key_header.chars().all(is_part) {
            problems.push(Problem::new("llm.key_header", "must be the name of a header"));
        }
        if self.key.chars().any(|c| !c.is_ascii_graphic()) {
            problems.push(Problem::new("llm.key", "must be ASCII without blanks"));
        }
        problems
    }
}

/// Names nothing that is secret, or that leads to what is.
impl fmt::Debug for LlmSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LlmSettings").field("model", &self.model).finish_non_exhaustive()
    }
}
