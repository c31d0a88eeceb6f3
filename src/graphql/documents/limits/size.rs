//! What a part of a document comes to with its fragments spread out.

use async_graphql::ServerError;

use super::refusal::beyond;
use crate::config::LimitSettings;

/// Sums that stop at the largest number there is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    /// Fields and fragments.
    pub(super) selections: usize,
    /// Fields under another name.
    pub(super) aliases: usize,
    /// Arguments, each with all the values in it, and directives.
    ///
    /// With weights for variables, the size of those that are used.
    pub(super) values: usize,
    /// How many selection sets lie inside each other.
    pub(super) depth: usize,
}

impl Size {
    /// Adds a fragment that is spread inside so many selection sets.
    pub(super) fn spread(&mut self, fragment: &Self, depth: usize) {
        self.add(fragment);
        self.depth = self.depth.max(fragment.depth.saturating_add(depth));
    }

    /// Adds another part of the document.
    pub(super) fn add(&mut self, other: &Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.values = self.values.saturating_add(other.values);
        self.depth = self.depth.max(other.depth);
    }

    /// Refuses what is more than the limits allow.
    pub(super) fn check(&self, limits: &LimitSettings) -> Result<(), ServerError> {
        let bounds = [
            (
                self.selections,
                "fields and fragments",
                limits.document_selections,
                "limits.document_selections",
            ),
            (self.aliases, "aliases", limits.document_aliases, "limits.document_aliases"),
            (self.depth, "levels of selections", limits.document_depth, "limits.document_depth"),
            // Without fragments, it could not have more values than tokens.
            (self.values, "arguments and values", limits.document_tokens, "limits.document_tokens"),
        ];
        for (found, what, limit, setting) in bounds {
            if found > limit {
                let what = format!("{what} once its fragments are spread out");
                return Err(beyond(&what, limit, setting, None));
            }
        }
        Ok(())
    }
}
