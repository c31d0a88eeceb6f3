//! What is told about an event.

use async_graphql::{InputObject, MaybeUndefined};

use crate::domain::narrative::{CodeSnippet, NarrativeChange};

/// What is told about an event. Fields that are left out stay as they are, null empties them. All
/// text of a narrative together may have 256 KiB, and each list 100 items.
#[derive(InputObject)]
pub(in crate::graphql) struct NarrativeInput {
    /// The story at length.
    long_description: MaybeUndefined<String>,
    /// Addresses of pictures.
    screenshots: MaybeUndefined<Vec<String>>,
    /// Pieces of code.
    code_snippets: MaybeUndefined<Vec<CodeSnippetInput>>,
    /// The story as a model of yours told it.
    ai_narrative: MaybeUndefined<String>,
    /// The story in a sentence.
    ai_summary: MaybeUndefined<String>,
    /// Words to find it by.
    ai_tags: MaybeUndefined<Vec<String>>,
    /// The narrative's revision as you know it; 0 where it had none. When it has another by now, and
    /// other content than this, nothing is changed and the error has the code CONFLICT.
    expected_revision: Option<i32>,
}

/// A piece of code.
#[derive(InputObject)]
pub(in crate::graphql) struct CodeSnippetInput {
    /// In which language it is.
    language: Option<String>,
    /// The code.
    code: String,
    /// What it shows.
    caption: Option<String>,
}

impl From<CodeSnippetInput> for CodeSnippet {
    fn from(input: CodeSnippetInput) -> Self {
        Self { language: input.language, code: input.code, caption: input.caption }
    }
}

impl NarrativeInput {
    /// What changes, and the revision that is expected.
    pub(in crate::graphql) fn read(self) -> (NarrativeChange, Option<i32>) {
        let snippets = given(self.code_snippets);
        let change = NarrativeChange {
            long_description: given(self.long_description),
            screenshots: given(self.screenshots),
            code_snippets: snippets.map(|all| all.into_iter().map(CodeSnippet::from).collect()),
            ai_narrative: given(self.ai_narrative),
            ai_summary: given(self.ai_summary),
            ai_tags: given(self.ai_tags),
            generated: None,
        };
        (change, self.expected_revision)
    }
}

/// What a field is to hold: nothing when it is null; `None` when it was left out.
fn given<T: Default>(field: MaybeUndefined<T>) -> Option<T> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(T::default()),
        MaybeUndefined::Value(value) => Some(value),
    }
}
