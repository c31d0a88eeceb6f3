//! Which events of an operation's response are written as text, and by what: what an operation selects of
//! them, where that is in the events themselves, or around them in turn.
//!
//! async-graphql resolves an object field by field, each in a future of its own, into a tree that is
//! written when all is there. Most of what is selected of events waits for nothing; so such selections
//! are worked out when a document is opened, and events are written by them at once. Their fields select
//! nothing but a mark when the operation runs, with the number of their text.

use std::collections::HashSet;

use async_graphql::Name;
use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaType, Registry};
use async_graphql_value::Value;

use crate::config::Mechanism;
use crate::domain::event::Event;
use crate::domain::view::Parts;
use crate::graphql::documents::typed_tree::{OperationTree, SelectedField};
use crate::graphql::schema::event_fields::{EVENT, EventObject, Holds, LeafOf};

/// What the names of marks begin with. As those of witnesses, no client uses them.
pub(in crate::graphql) const MARK: &str = "__text";

/// The texts of an operation, by their numbers.
pub(in crate::graphql) type EventSelections = Vec<EventSelection>;

/// Marks the fields of an operation whose events can be written as text. Each stands in one place
/// only: fields of one name in the response are resolved one by one and merged, which text can't be.
pub(in crate::graphql) fn mark(
    registry: &Registry,
    operation: &mut OperationTree,
    without: Option<Mechanism>,
) -> EventSelections {
    let mut texts = Vec::new();
    if without != Some(Mechanism::EventText) {
        let has_related = without != Some(Mechanism::RelatedText);
        within((registry, has_related), vec![&mut operation.fields], &mut texts);
    }
    texts
}

/// What is selected of an event.
pub(in crate::graphql) struct EventSelection {
    pub(in crate::graphql) fields: Vec<(Name, Part)>,
    /// Its fields `related`, by their numbers.
    pub(in crate::graphql) related: Vec<RelatedSelection>,
    /// The parts of the event that its fields are made of.
    pub(in crate::graphql) parts: Parts,
}

/// How a field of an event is written.
pub(in crate::graphql) enum Part {
    /// What it holds.
    Leaf(LeafOf),
    /// `__typename`.
    Typename(&'static str),
    /// An object in the event with these fields, where it is there.
    Object(fn(&Event) -> bool, Vec<(Name, Part)>),
    /// The field `related` of this number.
    Related(usize),
}

/// A field `related`.
pub(in crate::graphql) struct RelatedSelection {
    /// Its name in the response.
    pub(in crate::graphql) key: Name,
    pub(in crate::graphql) depth: Option<Value>,
    pub(in crate::graphql) direction: Option<Value>,
    /// What is selected of the events.
    pub(in crate::graphql) of: EventSelection,
}

impl EventSelection {
    /// What is selected, unless that takes more than the event, or depends on variables.
    fn of(selected: &[SelectedField]) -> Option<Self> {
        let mut selection = Self { fields: Vec::new(), related: Vec::new(), parts: Parts::NONE };
        selection.fields = selection.add(&EVENT, &[selected])?;
        Some(selection)
    }

    /// What is selected of an object in events. Recurses no deeper than the tables do.
    fn add(
        &mut self,
        object: &'static EventObject,
        sets: &[&[SelectedField]],
    ) -> Option<Vec<(Name, Part)>> {
        let parts = collect(sets)?.into_iter().map(|(key, fields)| {
            let first = fields.first()?;
            let known = object.field(first.name());
            self.parts = self.parts.and(known.map_or(Parts::NONE, |field| field.parts));
            let part = match (first.name(), known.map(|field| &field.holds)) {
                ("__typename", _) => Part::Typename(object.name),
                (_, Some(Holds::Leaf(leaf))) => Part::Leaf(*leaf),
                (_, Some(Holds::Object { object, is_there, .. })) => {
                    let sets: Vec<_> = fields.iter().map(|field| &*field.selections).collect();
                    Part::Object(*is_there, self.add(object, &sets)?)
                }
                ("related", None) if fields.len() == 1 => {
                    self.related.push(RelatedSelection::of(first)?);
                    Part::Related(self.related.len() - 1)
                }
                _ => return None,
            };
            Some((key.clone(), part))
        });
        parts.collect()
    }
}

impl RelatedSelection {
    /// What is selected, where that can be text.
    fn of(field: &SelectedField) -> Option<Self> {
        let argument = |name| field.argument(name).cloned();
        let of = EventSelection::of(&field.selections)?;
        let (depth, direction) = (argument("depth"), argument("direction"));
        Some(Self { key: field.key().clone(), depth, direction, of })
    }
}

/// Recurses no deeper than documents may be nested.
fn within(
    (registry, has_related): (&Registry, bool),
    sets: Vec<&mut [SelectedField]>,
    texts: &mut EventSelections,
) {
    for fields in grouped(sets) {
        let groups = if are_apart(registry, &fields) {
            fields.into_iter().map(|field| vec![field]).collect()
        } else {
            vec![fields]
        };
        for mut fields in groups {
            if let [field] = fields.as_mut_slice()
                && field.named_type() == "Event"
                && let Some(text) = EventSelection::of(&field.selections)
                && (has_related || text.related.is_empty())
            {
                field.mark = Some(Name::new(format!("{MARK}{}", texts.len())));
                field.selections.clear();
                texts.push(text);
                continue;
            }
            let sets = fields.into_iter().map(|field| &mut *field.selections);
            within((registry, has_related), sets.collect(), texts);
        }
    }
}

/// The fields of an object, those of one name in the response together.
fn grouped(sets: Vec<&mut [SelectedField]>) -> Vec<Vec<&mut SelectedField>> {
    let mut groups: IndexMap<Name, Vec<_>> = IndexMap::new();
    for field in sets.into_iter().flatten() {
        groups.entry(field.key().clone()).or_default().push(field);
    }
    groups.into_values().collect()
}

/// Whether no object has two of these fields.
fn are_apart(registry: &Registry, fields: &[&mut SelectedField]) -> bool {
    let mut types = HashSet::new();
    fields.iter().all(|field| {
        let on = registry.types.get(field.on.as_str());
        matches!(on, Some(MetaType::Object { .. })) && types.insert(&field.on)
    })
}

/// The fields of an event, or of a part of it, by their names in the response, in their order. `None` where
/// directives decide what is selected. There is no other type that an event could have.
fn collect<'a>(sets: &[&'a [SelectedField]]) -> Option<IndexMap<&'a Name, Vec<&'a SelectedField>>> {
    let mut found: IndexMap<_, Vec<_>> = IndexMap::new();
    for field in sets.iter().copied().flatten() {
        if field.directives().next().is_some() {
            return None;
        }
        found.entry(field.key()).or_default().push(field);
    }
    Some(found)
}
