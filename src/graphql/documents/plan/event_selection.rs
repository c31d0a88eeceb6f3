//! Which events of an operation's answer are written as text, and how they are found again when the
//! operation runs: their fields select nothing but a mark then, with the number of their text.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{ContextSelectionSet, Name, Pos, Positioned, ServerResult, Value};

use crate::domain::event::Event;
use crate::graphql::execution::budget::Budget;
use crate::graphql::execution::event_writer::{EventSelection, Fetched};
use crate::graphql::execution::json_writer::JsonWriter;
use crate::graphql::schema::engine::field_type;
use crate::graphql::values::scalars::raw;

/// What the names of marks begin with. As those of witnesses, no client uses them.
pub(in crate::graphql) const MARK: &str = "__text";

/// The texts of an operation, by their numbers.
pub(in crate::graphql) type EventSelections = Vec<EventSelection>;

/// Marks the fields of an operation whose events can be written as text. Each stands in one place
/// only: fields of one name in the answer are resolved one by one and merged, which text can't be.
pub(in crate::graphql) fn mark(
    registry: &Registry,
    document: &mut ExecutableDocument,
    root: &str,
) -> EventSelections {
    let mut texts = Vec::new();
    if let DocumentOperations::Single(operation) = &mut document.operations {
        within(registry, vec![(root, &mut operation.node.selection_set.node)], &mut texts);
    }
    texts
}

/// Whether these are the fields of events that are written as text.
pub(in crate::graphql) fn is_marked(set: &SelectionSet) -> bool {
    number_of(set).is_some()
}

fn number_of(set: &SelectionSet) -> Option<usize> {
    let [only] = set.items.as_slice() else { return None };
    let Selection::Field(field) = &only.node else { return None };
    field.node.alias.as_ref()?.node.strip_prefix(MARK)?.parse().ok()
}

/// The text by which the events of a field are written that is being resolved.
pub(in crate::graphql) fn text_of<'a>(ctx: &ContextSelectionSet<'a>) -> Option<&'a EventSelection> {
    let number = number_of(&ctx.item.node)?;
    ctx.data::<Arc<EventSelections>>().ok()?.get(number)
}

/// What a field returns.
#[derive(Clone, Copy)]
pub(in crate::graphql) enum Written<'a> {
    One(&'a Arc<Event>),
    List(&'a [Arc<Event>]),
}

impl<'a> Written<'a> {
    const fn events(self) -> &'a [Arc<Event>] {
        match self {
            Self::One(event) => std::slice::from_ref(event),
            Self::List(events) => events,
        }
    }
}

/// Writes events that are being resolved: reads what is selected beside them, and has all of it
/// written. A failure has the place in the answer where it happened, and is null there.
pub(in crate::graphql) async fn write(
    ctx: &ContextSelectionSet<'_>,
    by: &EventSelection,
    what: Written<'_>,
) -> ServerResult<Value> {
    let position = ctx.item.pos;
    let budget = ctx.data::<Budget>().map_err(|error| error.into_server_error(position))?;
    let fetched = if by.is_complete() {
        Fetched::default()
    } else {
        by.fetch(ctx, what.events().to_vec()).await
    };
    let mut text = JsonWriter::new(budget);
    match what {
        Written::One(event) => by.write(event, &fetched, &mut text),
        Written::List(events) => text.list(events, |event, text| by.write(event, &fetched, text)),
    }
    let (json, failures) = text.finish();
    for failure in failures {
        let error = async_graphql::Error::from(failure.error).into_server_error(position);
        let mut error = ctx.set_error_path(error);
        error.path.extend(failure.path);
        // The framework would forget where it was: completion makes a null of what can be null.
        ctx.add_error(error);
    }
    Ok(json.map_or(Value::Null, raw))
}

/// Recurses no deeper than documents may be nested.
fn within(registry: &Registry, sets: Vec<(&str, &mut SelectionSet)>, texts: &mut EventSelections) {
    for fields in grouped(sets) {
        let groups = if are_apart(registry, &fields) {
            fields.into_iter().map(|field| vec![field]).collect()
        } else {
            vec![fields]
        };
        for mut fields in groups {
            if let [(on, field)] = fields.as_mut_slice()
                && named_type(registry, on, field) == "Event"
                && let Some(text) = EventSelection::of(&field.selection_set.node)
            {
                let pos = field.selection_set.pos;
                field.selection_set.node.items = vec![mark_number(texts.len(), pos)];
                texts.push(text);
                continue;
            }
            let sets = fields.into_iter().map(|(on, field)| {
                (named_type(registry, on, field), &mut field.selection_set.node)
            });
            within(registry, sets.collect(), texts);
        }
    }
}

/// The fields of an object, those of one name in the answer together, each with the type on which it
/// is selected.
fn grouped<'a>(sets: Vec<(&'a str, &'a mut SelectionSet)>) -> Vec<Vec<(&'a str, &'a mut Field)>> {
    let mut groups: HashMap<Name, Vec<_>> = HashMap::new();
    let mut waiting = sets;
    while let Some((on, set)) = waiting.pop() {
        for item in &mut set.items {
            match &mut item.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.clone();
                    groups.entry(key).or_default().push((on, &mut field.node));
                }
                Selection::InlineFragment(inline) => {
                    let InlineFragment { type_condition, selection_set, .. } = &mut inline.node;
                    let on = type_condition.as_ref().map_or(on, |on| on.node.on.node.as_str());
                    waiting.push((on, &mut selection_set.node));
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    groups.into_values().collect()
}

/// Whether no object has two of these fields.
fn are_apart(registry: &Registry, fields: &[(&str, &mut Field)]) -> bool {
    let mut types = HashSet::new();
    fields.iter().all(|(on, _)| {
        matches!(registry.types.get(*on), Some(MetaType::Object { .. })) && types.insert(*on)
    })
}

fn named_type<'r>(registry: &'r Registry, on: &str, field: &Field) -> &'r str {
    field_type(registry, on, &field.name.node).trim_matches(['[', ']', '!'])
}

fn mark_number(number: usize, pos: Pos) -> Positioned<Selection> {
    typename(Name::new(format!("{MARK}{number}")), pos)
}

/// Asks an object for its `__typename` under this name.
pub(in crate::graphql) fn typename(alias: Name, pos: Pos) -> Positioned<Selection> {
    let field = Field {
        alias: Some(Positioned::new(alias, pos)),
        name: Positioned::new(Name::new("__typename"), pos),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet { items: Vec::new() }, pos),
    };
    Positioned::new(Selection::Field(Positioned::new(field, pos)), pos)
}
