//! What statements find.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use sea_orm::{DbErr, QueryResult};

use crate::domain::event::Event;

/// What a statement found. Requests may share it, and what is made of it.
#[derive(Debug)]
pub(in crate::store) struct Rows {
    rows: Vec<QueryResult>,
    /// The events that the rows are, once somebody has asked for them.
    pub(in crate::store) events: OnceLock<Result<Vec<Arc<Event>>, DbErr>>,
}

impl Rows {
    pub(in crate::store) fn shared(rows: Vec<QueryResult>) -> Arc<Self> {
        Arc::new(Self { rows, events: OnceLock::new() })
    }
}

impl Deref for Rows {
    type Target = [QueryResult];

    fn deref(&self) -> &[QueryResult] {
        &self.rows
    }
}
