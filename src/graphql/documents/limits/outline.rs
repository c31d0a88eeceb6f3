//! What one definition holds itself, and where it spreads fragments.

use async_graphql::parser::types::{Directive, Selection, SelectionSet};
use async_graphql::{Pos, Positioned};

use super::size::Size;
use super::weights::Weights;

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
    /// Walks a definition, with a stack of its own rather than recursion.
    pub(super) fn of(
        set: &'a Positioned<SelectionSet>,
        directives: &[Positioned<Directive>],
        weights: &Weights<'_>,
    ) -> Self {
        let mut outline = Self::default();
        outline.own.values = weights.directives(directives);
        let mut open = vec![(&set.node, 1)];
        while let Some((set, depth)) = open.pop() {
            outline.own.depth = outline.own.depth.max(depth);
            let inner = set.items.iter().filter_map(|item| outline.add(&item.node, depth, weights));
            open.extend(inner.map(|inner| (inner, depth + 1)));
        }
        outline
    }

    /// Counts a selection, and returns what is selected inside it.
    fn add(
        &mut self,
        selection: &'a Selection,
        depth: usize,
        weights: &Weights<'_>,
    ) -> Option<&'a SelectionSet> {
        self.own.selections += 1;
        self.add_values(weights.directives(selection.directives()));
        match selection {
            Selection::Field(field) => {
                let Positioned { node: field, .. } = field;
                self.own.aliases += usize::from(field.alias.is_some());
                self.add_values(weights.arguments(field));
                let inner = &field.selection_set.node;
                (!inner.items.is_empty()).then_some(inner)
            }
            Selection::InlineFragment(inline) => Some(&inline.node.selection_set.node),
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
