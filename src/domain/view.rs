//! Who reads, and which parts of events.

pub use super::event::Part;

use super::viewer::Viewer;

/// A set of parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Parts(u16);

impl Parts {
    /// No part.
    pub const NONE: Self = Self(0);

    /// Every part.
    pub const ALL: Self = Self((1 << Part::COUNT) - 1);

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

    /// Whether these parts are all among them.
    pub const fn include(self, others: Self) -> bool {
        self.0 & others.0 == others.0
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
