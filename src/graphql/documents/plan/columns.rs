//! Which parts of events are read: those that the fields of an operation are made of.

use crate::domain::search::TEXTS;
use crate::domain::story::STORY;
use crate::domain::view::{Part, Parts};
use crate::graphql::documents::typed_tree::SelectedField;
use crate::graphql::schema::event_fields::EVENT;

/// Which parts of events are read for some fields, with all that is selected of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graphql) struct Columns {
    /// Of events that are asked for themselves.
    pub(in crate::graphql) read: Parts,
    /// Of events that are found around others.
    pub(in crate::graphql) around: Parts,
}

impl Columns {
    const NONE: Self = Self { read: Parts::NONE, around: Parts::NONE };

    /// What fields of an operation read.
    pub(in crate::graphql) fn of(fields: &[SelectedField]) -> Self {
        let all = fields.iter().map(|field| {
            let within = Self::of(&field.selections);
            let own = parts_of(field);
            if leads_around(field) {
                let around = within.read.and(within.around).and(own.around);
                return Self { read: own.read, around };
            }
            within.and(own)
        });
        all.fold(Self::NONE, Self::and)
    }

    const fn and(self, other: Self) -> Self {
        Self { read: self.read.and(other.read), around: self.around.and(other.around) }
    }
}

/// Whether a field leads from an event to those around it.
fn leads_around(field: &SelectedField) -> bool {
    matches!((field.on.as_str(), field.name()), ("Event", "related") | (_, "workflow"))
}

/// Which parts a field is made of: of the events that it is asked of, and of those that it finds around them.
fn parts_of(field: &SelectedField) -> Columns {
    let read = match (field.on.as_str(), field.name()) {
        // What led to the event, which is then known without looking for it.
        ("Event", "related") => Parts::NONE.with(Part::Causes),
        ("Event", name) => EVENT.field(name).map_or(Parts::NONE, |field| field.parts),
        ("EventEdge", "highlights") => TEXTS,
        ("Workflow", "title") => {
            Parts::NONE.with(Part::ShouldDocument).with(Part::UserIntent).with(Part::Context)
        }
        ("Workflow", "story") => STORY,
        // It tells all.
        ("Workflow", "export") => Parts::ALL,
        _ => Parts::NONE,
    };
    let is_folded = field.argument("documentedOnly").is_some();
    let around = if is_folded { Parts::NONE.with(Part::ShouldDocument) } else { Parts::NONE };
    Columns { read, around }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::documents::typed_tree::tests::tree;
    use crate::graphql::schema::engine::env;

    fn columns(document: &str) -> Columns {
        let env = env().expect("a schema");
        Columns::of(&tree(&env.registry, document).fields)
    }

    fn parts(parts: &[Part]) -> Parts {
        parts.iter().fold(Parts::NONE, |all, part| all.with(*part))
    }

    #[test]
    fn fields_of_events_are_read_wherever_they_are_selected() {
        let payload = Columns { read: parts(&[Part::Payload]), around: Parts::NONE };
        for document in [
            "{ event(id: 1) { payload } }",
            "{ event(id: 1) { other: payload } }",
            "{ events { edges { node { payload } } } }",
            "{ node(id: 1) { ... on Event { ... on Node { id } payload } } }",
            "{ node(id: 1) { ... on NarrativeContext { event { payload } } } }",
            "{ event(id: 1) { ...F } } fragment F on Event { payload @include(if: false) }",
            "mutation { updateOutcome(id: 1, input: {}) { event { payload } } }",
            "subscription { eventStream { ... on EventPublished { event { payload } } } }",
        ] {
            assert_eq!(columns(document), payload, "{document}");
        }
    }

    #[test]
    fn a_name_in_an_argument_or_on_another_type_reads_no_column() {
        for document in [
            r#"{ events(filter: { text: "payload context", payload: [{ path: ["source"], value: 1 }] }) { nodes { id } } }"#,
            r#"{ event(id: "export story related") { payload: id } }"#,
            "query userIntent($metadata: ID!) { event(id: $metadata) { eventName } }",
            "{ event(id: 1) { ...highlights } } fragment highlights on Event { id }",
            "{ viewer { tenantId } eventStats { source shouldDocument outcomeState count } }",
            "{ event(id: 1) { narrative { revision } outcomeHistory { revision recordedAt userId } } }",
            "{ events(orderBy: { field: RECORDED_AT }, filter: { userId: 1 }) { pageInfo { endCursor } } }",
        ] {
            assert_eq!(columns(document), Columns::NONE, "{document}");
        }
    }

    #[test]
    fn events_around_others_are_read_with_what_is_selected_there() {
        let document = "{ event(id: 1) { source related { revision related { payload } } } }";
        let causes = [Part::Causes, Part::Revision, Part::Payload];
        let read = parts(&[Part::Causes, Part::Source]);
        assert_eq!(columns(document), Columns { read, around: parts(&causes) });
        let document =
            "{ workflow(eventId: 1, documentedOnly: true) { nodes { event { metadata } } } }";
        let around = parts(&[Part::ShouldDocument, Part::Metadata]);
        assert_eq!(columns(document), Columns { read: Parts::NONE, around });
        let document = "{ event(id: 1) { workflow { export(format: DOT) } } }";
        assert_eq!(columns(document), Columns { read: Parts::NONE, around: Parts::ALL });
    }
}
