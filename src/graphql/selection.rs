//! Which parts of events an operation selects.

use crate::domain::view::{Part, Parts};

/// The parts that a document may select: those whose names it has. A part that is named only in an
/// argument is read in vain, but none that is selected is missed.
pub(super) fn parts(document: &str) -> Parts {
    // An export tells all.
    if document.contains("export") {
        return Parts::ALL;
    }
    let names = [
        ("payload", Part::Payload),
        ("userIntent", Part::UserIntent),
        ("context", Part::Context),
        ("metadata", Part::Metadata),
        ("source", Part::Source),
        ("shouldDocument", Part::ShouldDocument),
        ("userId", Part::User),
        ("recordedAt", Part::RecordedAt),
        ("revision", Part::Revision),
    ];
    let named = names.into_iter().filter(|(name, _)| document.contains(name));
    named.fold(Parts::default(), |parts, (_, part)| parts.with(part))
}
