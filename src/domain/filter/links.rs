//! Conditions on what other events say: which of them events meet has to be read.

use std::collections::HashSet;
use std::sync::Arc;

use super::Filter;
use crate::domain::ids::EventKey;

/// Which events meet conditions on what others say, as far as it was read: nothing by default.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkFacts(Arc<[(Filter, HashSet<EventKey>)]>);

impl LinkFacts {
    /// Of each condition, which events meet it.
    pub fn new(facts: Vec<(Filter, HashSet<EventKey>)>) -> Self {
        Self(facts.into())
    }

    /// Whether an event meets a condition; `None` where that wasn't read.
    pub fn is_met(&self, condition: &Filter, event: &EventKey) -> Option<bool> {
        let (_, met) = self.0.iter().find(|(known, _)| known == condition)?;
        Some(met.contains(event))
    }

    /// Whether all of these conditions were read.
    pub fn know(&self, conditions: &[Filter]) -> bool {
        conditions.iter().all(|condition| self.0.iter().any(|(known, _)| known == condition))
    }
}

impl Filter {
    /// The conditions in it on what other events say. An event alone tells all others.
    pub fn link_conditions(&self) -> Vec<Self> {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(Self::link_conditions).collect()
            }
            Self::Not(part) => part.link_conditions(),
            Self::LedTo(_) | Self::HasEffects(_) => vec![self.clone()],
            _ => Vec::new(),
        }
    }
}
