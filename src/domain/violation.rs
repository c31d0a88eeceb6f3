//! What is wrong with an input, and where.

use std::fmt;

/// One step on the way from an operation's arguments to the value that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// An argument or an input field, as the API spells it.
    Field(&'static str),
    /// A position in a list, from 0.
    Index(usize),
}

/// Which kind of rule an input breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViolationKind {
    /// The value has the wrong form, or is out of range.
    Invalid,
    /// The value is well formed, but larger than this server stores.
    TooLarge,
    /// The viewer may not say this.
    Forbidden,
    /// The cursor is damaged, or belongs to another list.
    Cursor,
    /// What followed the cursor is no longer kept.
    Expired,
}

/// An input that a rule refuses: the rule, the place and the reason in words for the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which kind of rule.
    pub kind: ViolationKind,
    /// Where: from the outermost argument inwards.
    pub path: Vec<Segment>,
    /// Why, for people.
    pub message: String,
}

impl Violation {
    /// A value of the wrong form or out of range.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::of(ViolationKind::Invalid, message)
    }

    /// A value larger than is stored.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::of(ViolationKind::TooLarge, message)
    }

    /// A violation of the given kind, at no place yet.
    pub fn of(kind: ViolationKind, message: impl Into<String>) -> Self {
        Self { kind, path: Vec::new(), message: message.into() }
    }

    /// The same violation, seen from the object or argument that holds the value.
    #[must_use]
    pub fn under(mut self, field: &'static str) -> Self {
        self.path.insert(0, Segment::Field(field));
        self
    }

    /// The same violation, seen from the list that holds the value.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        self.path.insert(0, Segment::Index(index));
        self
    }
}

impl fmt::Display for Violation {
    /// `inputs.3.timestamp: must be a whole number`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.path.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            match segment {
                Segment::Field(name) => write!(f, "{dot}{name}")?,
                Segment::Index(index) => write!(f, "{dot}{index}")?,
            }
        }
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Violation {}
