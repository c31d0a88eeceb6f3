//! What a part of a document comes to with its fragments spread out.

use async_graphql::ServerError;

use super::refusal::beyond;
use crate::config::LimitSettings;

/// How many comparisons of fields validation may take for each selection that is allowed.
const COMPARISONS: usize = 20;

/// Sums that stop at the largest number there is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
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
    /// What it takes to compare the fields of the outermost selection set.
    pub(super) outermost: usize,
    /// The same for every selection set of the definition, but those inside the fragments that it
    /// spreads.
    pub(super) comparisons: usize,
}

/// Where a fragment stands in a definition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Inside how many selection sets.
    pub(super) depth: usize,
    /// Inside how many of them with nothing between but fragments: to each of these belong its
    /// fields.
    pub(super) shared: usize,
    /// Whether one of these is the outermost one.
    pub(super) is_outermost: bool,
}

impl Cost {
    /// Adds a field with so many arguments. Validation compares the fields of a selection set, and
    /// of the fragments in it, that have the same key; each argument of one with each of the other.
    pub(super) fn compare(&mut self, arguments: usize, place: &Place) {
        let steps = arguments.saturating_mul(arguments).saturating_add(1);
        self.compare_all(steps, place);
    }

    fn compare_all(&mut self, steps: usize, place: &Place) {
        let shared = steps.saturating_mul(place.shared);
        self.comparisons = self.comparisons.saturating_add(shared);
        if place.is_outermost {
            self.outermost = self.outermost.saturating_add(steps);
        }
    }

    /// Adds a fragment that is spread.
    pub(super) fn spread(&mut self, fragment: &Self, place: &Place) {
        self.add(fragment);
        self.depth = self.depth.max(fragment.depth.saturating_add(place.depth));
        self.compare_all(fragment.outermost, place);
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
        let limit = limits.document_selections.saturating_mul(COMPARISONS);
        if self.comparisons > limit {
            let what = "fields and arguments to compare, for its fragments lie inside each other";
            let setting = format!("{COMPARISONS} for each of limits.document_selections");
            return Err(beyond(what, limit, &setting, None));
        }
        Ok(())
    }
}
