//! The fragments of a document: which spreads which, and what each comes to.

use std::collections::HashMap;

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, ServerError};

use super::outline::Outline;
use super::size::Size;
use super::weights::Weights;
use crate::graphql::documents::syntax::invalid;

/// The fragments of a document, in their order there.
#[derive(Debug)]
pub(super) struct Fragments<'a> {
    names: Vec<&'a str>,
    indices: HashMap<&'a str, usize>,
    own: Vec<Size>,
    spreads: Vec<Vec<Target>>,
}

/// A fragment of the document where it is spread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    /// Which it is.
    pub(super) fragment: usize,
    /// Inside how many selection sets.
    depth: usize,
    at: Pos,
}

/// How far a fragment's spreads were followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

impl<'a> Fragments<'a> {
    pub(super) fn of(document: &'a ExecutableDocument, weights: &Weights<'_>) -> Self {
        let mut sorted: Vec<_> = document.fragments.iter().collect();
        // The parser keeps them in no order; errors should be the same each time.
        sorted.sort_unstable_by_key(|(_, fragment)| fragment.pos);
        let names: Vec<_> = sorted.iter().map(|(name, _)| name.as_str()).collect();
        let indices = names.iter().enumerate().map(|(index, name)| (*name, index)).collect();
        let outlines = sorted.iter().map(|(_, fragment)| {
            Outline::of(&fragment.node.selection_set.node, &fragment.node.directives, weights)
        });
        let outlines: Vec<_> = outlines.collect();
        let own = outlines.iter().map(|outline| outline.own).collect();
        let mut fragments = Self { names, indices, own, spreads: Vec::new() };
        fragments.spreads = outlines.iter().map(|outline| fragments.targets(outline)).collect();
        fragments
    }

    /// What a definition spreads. What isn't there is for validation to tell.
    pub(super) fn targets(&self, outline: &Outline<'_>) -> Vec<Target> {
        let targets = outline.spreads.iter().filter_map(|spread| {
            let fragment = *self.indices.get(spread.name)?;
            Some(Target { fragment, depth: spread.depth, at: spread.at })
        });
        targets.collect()
    }

    /// What each fragment comes to.
    ///
    /// # Errors
    /// When one contains itself.
    pub(super) fn sizes(&self) -> Result<Vec<Size>, ServerError> {
        let mut sizes = self.own.clone();
        for fragment in self.inner_first()? {
            sizes[fragment] = sum(sizes[fragment], &self.spreads[fragment], &sizes);
        }
        Ok(sizes)
    }

    /// The fragments that no fragment spreads.
    pub(super) fn outermost(&self) -> impl Iterator<Item = usize> {
        let mut is_spread = vec![false; self.names.len()];
        self.spreads.iter().flatten().for_each(|target| is_spread[target.fragment] = true);
        (0..self.names.len()).filter(move |fragment| !is_spread[*fragment])
    }

    /// All fragments, each after those that it spreads. A chain of fragments may be as long as the
    /// document, so this doesn't recurse.
    fn inner_first(&self) -> Result<Vec<usize>, ServerError> {
        let mut order = Vec::with_capacity(self.names.len());
        let mut states = vec![State::New; self.names.len()];
        for start in 0..self.names.len() {
            if states[start] == State::New {
                self.follow(start, &mut states, &mut order)?;
            }
        }
        Ok(order)
    }

    fn follow(
        &self,
        start: usize,
        states: &mut [State],
        order: &mut Vec<usize>,
    ) -> Result<(), ServerError> {
        states[start] = State::Open;
        let mut path = vec![(start, self.spreads[start].iter())];
        while let Some((fragment, spreads)) = path.last_mut() {
            let Some(target) = spreads.next() else {
                states[*fragment] = State::Done;
                order.push(*fragment);
                path.pop();
                continue;
            };
            match states[target.fragment] {
                State::Done => {}
                State::Open => {
                    let name = self.names[target.fragment];
                    let message = format!("the fragment \"{name}\" contains itself");
                    return Err(invalid(message, target.at));
                }
                State::New => {
                    states[target.fragment] = State::Open;
                    path.push((target.fragment, self.spreads[target.fragment].iter()));
                }
            }
        }
        Ok(())
    }
}

/// What a definition comes to that spreads these fragments.
pub(super) fn sum(own: Size, spreads: &[Target], sizes: &[Size]) -> Size {
    let mut sum = own;
    for target in spreads {
        sum.spread(&sizes[target.fragment], target.depth);
    }
    sum
}
