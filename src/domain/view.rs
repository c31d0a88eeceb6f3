//! Who reads, and which parts of events.

use super::viewer::Viewer;

/// A part of an event that may be large, and is read only where it is wanted.
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
}

/// A set of parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Parts(u8);

impl Parts {
    /// Every part.
    pub const ALL: Self = Self(0b1111);

    /// This part too.
    #[must_use]
    pub const fn with(self, part: Part) -> Self {
        Self(self.0 | 1 << part as u8)
    }

    /// Whether the part is wanted.
    pub const fn contains(self, part: Part) -> bool {
        self.0 & 1 << part as u8 != 0
    }
}

/// Who reads, and which parts of events: the others are not read, and absent in what is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    /// Who.
    pub viewer: Viewer,
    /// Which parts.
    pub parts: Parts,
}
