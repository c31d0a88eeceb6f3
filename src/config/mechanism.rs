//! What makes the server fast, each part of which it also works without.

/// What makes answers come sooner, and changes none of them but one: without `FastValidation` documents are refused
/// whose variables stand only where events are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// Two tasks publish, so that a batch is worked out while another is flushed.
    SecondPublisher,
    /// Those two work their batches out in turns.
    Turns,
    /// Requests that wait for the very same statement share it.
    SharedStatements,
    /// What requests read by id at the same time is read by one statement.
    SharedLookups,
    /// Pages are read in a few sizes.
    PageSizes,
    /// Events are written as text.
    EventText,
    /// So are those that are selected around events.
    RelatedText,
    /// async-graphql doesn't validate operations again.
    FastValidation,
    /// The schema that runs operations has no extension.
    BareSchema,
}

impl Mechanism {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::SecondPublisher,
        Self::Turns,
        Self::SharedStatements,
        Self::SharedLookups,
        Self::PageSizes,
        Self::EventText,
        Self::RelatedText,
        Self::FastValidation,
        Self::BareSchema,
    ];
}
