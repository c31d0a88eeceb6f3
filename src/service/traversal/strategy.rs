//! The ways to read a graph, and which of them is taken.
//!
//! | strategy | is taken for | since |
//! |---|---|---|
//! | `Listed` | the events that led to others by one link, where those list them | no link need be read |
//! | `Adjacent` | other events one link away that hold nothing large | links and events come with one statement, an event again for each that it is next to |
//! | `Correlated` | walks of three links and more, not only downstream, twice each | what belongs together is mostly what is reached, and one statement reads it |
//! | `Recursive` | walks of three links and more in one direction, once each | the database follows links itself, however few belong together |
//! | `Hops` | all that is left | a statement for each hop reads nothing in vain |
//!
//! Walks try the first that suits them. One that would read too much says so, and the next is tried.

use crate::config::Strategy;
use crate::domain::graph::Direction;

/// A walk of fewer hops is read hop by hop.
const FAR: u32 = 3;

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    /// How many hops are left.
    pub(super) hops: u32,
    pub(super) direction: Direction,
    /// Whether the events next to all roots are known; `None` where more than those are asked for, or a walk goes on.
    pub(super) is_listed: Option<bool>,
    /// Whether the events hold nothing that may be large.
    pub(super) is_small: bool,
    /// How often correlations may be read still.
    pub(super) correlations: u32,
    /// Whether the database may follow links itself still.
    pub(super) may_recurse: bool,
}

impl Question {
    /// The strategies that suit it, in the order in which they are tried. `Hops` is the last of them and always there.
    pub(super) fn strategies(self, forced: Option<Strategy>) -> impl Iterator<Item = Strategy> {
        let is_taken = move |one: &Strategy| match forced {
            None => self.suits(*one) && self.pays(*one),
            Some(forced) => *one == Strategy::Hops || *one == forced && self.suits(*one),
        };
        Strategy::ALL.into_iter().filter(is_taken)
    }

    /// Whether a strategy answers the question.
    fn suits(self, strategy: Strategy) -> bool {
        match strategy {
            Strategy::Listed => self.is_listed == Some(true),
            Strategy::Adjacent => self.is_listed.is_some() && self.hops == 1,
            Strategy::Correlated => {
                let is_upstream = self.direction != Direction::Downstream;
                self.is_listed.is_none() && is_upstream && self.correlations > 0
            }
            Strategy::Recursive => {
                self.is_listed.is_none() && self.may_recurse && self.direction != Direction::Both
            }
            Strategy::Hops => true,
        }
    }

    /// Whether it reads less, or less often, than hops do.
    const fn pays(self, strategy: Strategy) -> bool {
        match strategy {
            Strategy::Adjacent => self.is_small,
            Strategy::Correlated | Strategy::Recursive => self.hops >= FAR,
            Strategy::Listed | Strategy::Hops => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(question: Question) -> Vec<Strategy> {
        question.strategies(None).collect()
    }

    #[test]
    fn the_table_holds() {
        use Strategy::{Adjacent, Correlated, Hops, Listed, Recursive};
        let list = Question {
            hops: 1,
            direction: Direction::Upstream,
            is_listed: Some(true),
            is_small: false,
            correlations: 0,
            may_recurse: false,
        };
        assert_eq!(taken(list), [Listed, Hops]);
        assert_eq!(taken(Question { is_listed: Some(false), ..list }), [Hops]);
        let small = Question { is_listed: Some(false), is_small: true, ..list };
        assert_eq!(taken(small), [Adjacent, Hops]);
        assert_eq!(taken(Question { hops: 2, ..small }), [Hops]);
        let walk =
            Question { hops: 3, is_listed: None, correlations: 2, may_recurse: true, ..list };
        assert_eq!(taken(walk), [Correlated, Recursive, Hops]);
        assert_eq!(taken(Question { hops: 2, ..walk }), [Hops]);
        let both = Question { direction: Direction::Both, ..walk };
        assert_eq!(taken(both), [Correlated, Hops]);
        assert_eq!(taken(Question { correlations: 0, may_recurse: false, ..walk }), [Hops]);
        let near = Question { hops: 2, ..walk };
        assert_eq!(near.strategies(Some(Recursive)).collect::<Vec<_>>(), [Recursive, Hops]);
    }
}
