//! In which order events are listed.

/// What a list of events is ordered by. Equal values are ordered by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    /// When the events happened.
    Timestamp,
    /// When the server stored them.
    RecordedAt,
    /// How well the text that is looked for describes them.
    Relevance,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderDirection {
    /// Oldest first, or what fits least.
    Ascending,
    /// Newest first, or what fits best.
    Descending,
}

/// A list's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Order {
    /// By what.
    pub field: OrderField,
    /// Which way.
    pub direction: OrderDirection,
}
