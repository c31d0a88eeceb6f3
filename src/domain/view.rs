//! Who reads, and which parts of events.

use super::viewer::Viewer;

/// A part of an event that is read only where it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What it was about.
    Payload,
    /// Why it was done.
    UserIntent,
    /// What surrounded it.
    Context,
    /// Further facts for machines.
    Metadata,
    /// Which part of the product published it.
    Source,
    /// Whether it belongs into the documentation.
    ShouldDocument,
    /// Who acted, and what they are called.
    User,
    /// What the tenant is called.
    Tenant,
    /// When the server stored it.
    RecordedAt,
    /// How often its outcome was updated.
    Revision,
    /// What is known of its outcome.
    OutcomeState,
    /// Which events led to it.
    Causes,
}

/// A set of parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Parts(u16);

impl Parts {
    /// No part.
    pub const NONE: Self = Self(0);

    /// Every part.
    pub const ALL: Self = Self(0b1111_1111_1111);

    /// This part too.
    #[must_use]
    pub const fn with(self, part: Part) -> Self {
        Self(self.0 | 1 << part as u8)
    }

    /// All but this part.
    #[must_use]
    pub const fn without(self, part: Part) -> Self {
        Self(self.0 & !(1 << part as u8))
    }

    /// These parts too.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether none is wanted that may be large.
    pub const fn are_small(self) -> bool {
        let large = Self(0).with(Part::Payload).with(Part::UserIntent);
        let large = large.with(Part::Context).with(Part::Metadata);
        self.0 & large.0 == 0
    }

    /// Whether the part is wanted.
    pub const fn contains(self, part: Part) -> bool {
        self.0 & 1 << part as u8 != 0
    }
}

/// Who reads, and which parts of events: the others are not read, and absent, empty or zero in what is
/// returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    /// Who.
    pub viewer: Viewer,
    /// Which parts.
    pub parts: Parts,
}
