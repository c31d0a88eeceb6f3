//! What one definition holds itself, and where it spreads fragments.

use async_graphql::parser::types::{Directive, Selection, SelectionSet};
use async_graphql::{Pos, Positioned};

use super::size::Size;
use super::weights::Weights;
use crate::graphql::documents::syntax_tree::walk;

/// A definition, without the fragments that it spreads.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// What it comes to itself.
    pub(super) own: Size,
    /// The fragments that it spreads, as often as it does.
    pub(super) spreads: Vec<Spread<'a>>,
}

/// A fragment where it is spread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Inside how many selection sets of the definition.
    pub(super) depth: usize,
    /// Where in the text.
    pub(super) at: Pos,
}

impl<'a> Outline<'a> {
    /// What this definition holds.
    pub(super) fn of(
        set: &'a SelectionSet,
        directives: &[Positioned<Directive>],
        weights: &Weights<'_>,
    ) -> Self {
        let mut outline = Self::default();
        outline.own.values = weights.directives(directives);
        walk(set, 1, &mut |selection, depth| outline.add(&selection.node, depth, weights));
        outline
    }

    /// Counts a selection inside so many selection sets. Returns how many are around what is inside it.
    fn add(
        &mut self,
        selection: &'a Selection,
        depth: usize,
        weights: &Weights<'_>,
    ) -> Option<usize> {
        self.own.selections += 1;
        self.own.depth = self.own.depth.max(depth);
        self.add_values(weights.directives(selection.directives()));
        match selection {
            Selection::Field(field) => {
                self.own.aliases += usize::from(field.node.alias.is_some());
                self.add_values(weights.arguments(&field.node));
                Some(depth + 1)
            }
            Selection::InlineFragment(_) => Some(depth + 1),
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                self.spreads.push(Spread { name, depth, at: spread.pos });
                None
            }
        }
    }

    fn add_values(&mut self, values: usize) {
        self.own.values = self.own.values.saturating_add(values);
    }
}
