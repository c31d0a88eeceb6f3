//! Which parts of events an operation selects.

use crate::domain::search::TEXTS;
use crate::domain::story::STORY;
use crate::domain::view::{Part, Parts};

/// The parts that a document may select: those whose names it has. A part that is named only in an
/// argument is read in vain, but none that is selected is missed.
pub(in crate::graphql) fn parts(document: &str) -> Parts {
    // An export tells all.
    if document.contains("export") {
        return Parts::ALL;
    }
    let told = if document.contains("story") { STORY } else { Parts::NONE };
    let names = [
        ("payload", Part::Payload),
        ("userIntent", Part::UserIntent),
        ("context", Part::Context),
        ("metadata", Part::Metadata),
        ("source", Part::Source),
        ("shouldDocument", Part::ShouldDocument),
        ("documentedOnly", Part::ShouldDocument),
        ("title", Part::ShouldDocument),
        ("title", Part::UserIntent),
        ("title", Part::Context),
        ("userId", Part::User),
        ("tenantId", Part::Tenant),
        ("recordedAt", Part::RecordedAt),
        ("revision", Part::Revision),
        ("outcomeState", Part::OutcomeState),
    ];
    // They are pieces of texts that may be anywhere.
    let texts = if document.contains("highlights") { TEXTS } else { Parts::NONE };
    let named = names.into_iter().filter(|(name, _)| document.contains(name));
    let parts = named.fold(texts.and(told), |parts, (_, part)| parts.with(part));
    if related(document).next().is_some() { parts.with(Part::Causes) } else { parts }
}

/// Those among these parts of a document that may be selected of events that were found around others. What
/// led to those matters only where what is around them is selected in turn.
pub(in crate::graphql) fn parts_around(document: &str, parts: Parts) -> Parts {
    if related(document).nth(1).is_some() { parts } else { parts.without(Part::Causes) }
}

/// Each time that a document names the field `related`, and not `relatedEvents`.
fn related(document: &str) -> impl Iterator<Item = &str> {
    let names = document.split(|c: char| !c.is_alphanumeric() && c != '_');
    names.filter(|name| *name == "related")
}
