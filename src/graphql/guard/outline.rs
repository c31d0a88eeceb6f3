//! What one definition holds itself, and where it spreads fragments.

use async_graphql::parser::types::{Directive, Selection, SelectionSet};
use async_graphql::{Pos, Positioned};

use super::cost::{Cost, Place};
use super::weights::Weights;

/// A definition, without the fragments that it spreads.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// What it comes to itself.
    pub(super) own: Cost,
    /// The fragments that it spreads, as often as it does.
    pub(super) spreads: Vec<Spread<'a>>,
}

/// A fragment where it is spread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Where in the definition.
    pub(super) place: Place,
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
        let mut open = vec![(&set.node, Place { depth: 1, shared: 1, is_outermost: true })];
        while let Some((set, place)) = open.pop() {
            outline.own.depth = outline.own.depth.max(place.depth);
            open.extend(
                set.items.iter().filter_map(|item| outline.add(&item.node, place, weights)),
            );
        }
        outline
    }

    /// Counts a selection, and returns what is selected inside it.
    fn add(
        &mut self,
        selection: &'a Selection,
        place: Place,
        weights: &Weights<'_>,
    ) -> Option<(&'a SelectionSet, Place)> {
        self.own.selections += 1;
        self.add_values(weights.directives(selection.directives()));
        let depth = place.depth + 1;
        match selection {
            Selection::Field(field) => {
                let Positioned { node: field, .. } = field;
                self.own.aliases += usize::from(field.alias.is_some());
                self.add_values(weights.arguments(field));
                self.own.compare(field.arguments.len(), &place);
                let inner = &field.selection_set.node;
                let place = Place { depth, shared: 1, is_outermost: false };
                (!inner.items.is_empty()).then_some((inner, place))
            }
            Selection::InlineFragment(inline) => {
                let place = Place { depth, shared: place.shared + 1, ..place };
                Some((&inline.node.selection_set.node, place))
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                self.spreads.push(Spread { name, place, at: spread.pos });
                None
            }
        }
    }

    fn add_values(&mut self, values: usize) {
        self.own.values = self.own.values.saturating_add(values);
    }
}
