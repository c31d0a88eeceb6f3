//! What is worked out about an operation before it runs, as folds of its tree: what it may cost, which parts
//! of events it reads, which of its events are written as text, and what its response looks like.

mod columns;
mod complexity;
pub(in crate::graphql) mod event_selection;
pub(in crate::graphql) mod response_shape;

use std::sync::Arc;

use async_graphql::Variables;
use async_graphql::registry::Registry;

use self::columns::Columns;
use self::complexity::Complexity;
use self::event_selection::EventSelections;
use self::response_shape::ResponseShape;
use super::typed_tree::OperationTree;
use crate::config::Mechanism;

/// An operation with what was worked out about it.
pub(in crate::graphql) struct Plan {
    /// The operation. What is written as text is no part of it any more.
    pub(in crate::graphql) operation: OperationTree,
    /// Which parts of events it reads.
    pub(in crate::graphql) columns: Columns,
    /// How many fields it resolves.
    pub(super) complexity: Complexity,
    /// How those of its events are written that are written as text.
    pub(in crate::graphql) texts: Arc<EventSelections>,
    /// What its response looks like.
    shape: Arc<ResponseShape>,
    /// Whether that depends on variables.
    shape_varies: bool,
}

impl Plan {
    /// The plan of a valid operation.
    pub(super) fn new(
        registry: &Registry,
        mut operation: OperationTree,
        without: Option<Mechanism>,
    ) -> Self {
        let columns = Columns::of(&operation.fields);
        let complexity = Complexity::of(registry, &operation.fields);
        let texts = Arc::new(event_selection::mark(registry, &mut operation, without));
        let (shape, shape_varies) = response_shape::shape_of(registry, &operation, None);
        Self { operation, columns, complexity, texts, shape: Arc::new(shape), shape_varies }
    }

    /// What the response looks like with these variables.
    pub(in crate::graphql) fn shape(
        &self,
        registry: &Registry,
        variables: &Variables,
    ) -> Arc<ResponseShape> {
        if !self.shape_varies {
            return Arc::clone(&self.shape);
        }
        Arc::new(response_shape::shape_of(registry, &self.operation, Some(variables)).0)
    }
}
