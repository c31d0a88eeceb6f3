//! How many fields an operation may resolve: what is held to `limits.complexity`.
//!
//! Each field counts, under a list as often as the list may be long. That is worked out once for a
//! document, up to the lengths that its variables tell, and added up for each request.

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Number, Value};

use super::completion::field_type;

/// Lists count as this at most: longer pages, walks and batches are refused by `limits.page`,
/// `limits.depth` and `limits.batch`, with a better message.
const MOST: usize = 1_000;

/// What a page costs when the client doesn't say how long it is.
const DEFAULT_PAGE: usize = 50;

/// What a list costs whose length no argument tells.
const TYPICAL: usize = 3;

/// Where the length of a list is told.
#[derive(Debug, Clone, Copy)]
enum Length {
    /// By the first of these arguments that is there, a number, or else by this default.
    Number(&'static [&'static str], usize),
    /// By how many items this argument has.
    Items(&'static str),
    /// Nowhere.
    Typical,
}

/// Where the length of a field's list is told; `None` where it counts once. Walks are taken to meet
/// one event a hop.
fn length_of(parent: &str, field: &str) -> Option<Length> {
    Some(match (parent, field) {
        ("Query", "events") => Length::Number(&["first", "last"], DEFAULT_PAGE),
        ("Query", "workflow") => Length::Number(&["maxDepth"], 10),
        ("Query", "path") => Length::Number(&["maxDepth"], 50),
        ("Query", "nodes") => Length::Items("ids"),
        ("Mutation", "publishMany") => Length::Items("inputs"),
        ("Event", "related") => Length::Number(&["depth"], 1),
        ("Event", "workflow") => Length::Number(&["maxDepth"], 10),
        ("Event", "outcomeHistory") | ("NarrativeContext", "codeSnippets") => Length::Typical,
        _ => return None,
    })
}

/// What the fields of an object cost.
#[derive(Debug, Default)]
pub(super) struct Cost {
    /// Those whose cost no variable changes.
    fixed: usize,
    lists: Vec<List>,
}

/// A list whose length a variable tells.
#[derive(Debug)]
struct List {
    /// In the order in which they are looked for.
    variables: Vec<Name>,
    /// What the list's length is when none has a value.
    default: usize,
    items: Cost,
}

impl Cost {
    /// What a selection costs on an object of the type `parent`.
    pub(super) fn of(registry: &Registry, parent: &str, set: &SelectionSet) -> Self {
        let mut cost = Self::default();
        cost.add(registry, parent, set);
        cost
    }

    /// How many fields are resolved with these variables.
    pub(super) fn total(&self, variables: &Variables) -> usize {
        let lists = self.lists.iter().map(|list| {
            let mut given = list.variables.iter().filter_map(|name| length(variables.get(name)?));
            times(given.next().unwrap_or(list.default), list.items.total(variables))
        });
        lists.fold(self.fixed, usize::saturating_add)
    }

    fn add(&mut self, registry: &Registry, parent: &str, set: &SelectionSet) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => self.add_field(registry, parent, &field.node),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map_or(parent, |on| on.node.on.node.as_str());
                    self.add(registry, on, &inline.node.selection_set.node);
                }
                // There are none any more.
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn add_field(&mut self, registry: &Registry, parent: &str, field: &Field) {
        let ty = field_type(registry, parent, &field.name.node);
        let items = Self::of(registry, ty.trim_matches(['[', ']', '!']), &field.selection_set.node);
        let (arguments, default) = match length_of(parent, &field.name.node) {
            None => (&[][..], 1),
            Some(Length::Typical) => (&[][..], TYPICAL),
            Some(Length::Items(argument)) => (&[argument][..], 0),
            Some(Length::Number(arguments, default)) => (arguments, default),
        };
        let mut variables = Vec::new();
        let mut literal = None;
        for argument in arguments {
            match argument_of(field, argument) {
                Some(Value::Variable(name)) => variables.push(name.clone()),
                Some(value) if literal.is_none() => literal = literal_length(value),
                _ => {}
            }
        }
        let default = literal.unwrap_or(default);
        if variables.is_empty() && items.lists.is_empty() {
            self.fixed = self.fixed.saturating_add(times(default, items.fixed));
        } else {
            self.lists.push(List { variables, default, items });
        }
    }
}

/// A list of so many objects.
fn times(length: usize, items: usize) -> usize {
    length.min(MOST).saturating_mul(items).saturating_add(1)
}

fn argument_of<'a>(field: &'a Field, name: &str) -> Option<&'a Value> {
    let mut arguments = field.arguments.iter();
    arguments
        .find(|(argument, _)| argument.node == name)
        .map(|(_, value): &(_, Positioned<_>)| &value.node)
}

fn literal_length(value: &Value) -> Option<usize> {
    match value {
        // Its items may be variables.
        Value::List(items) => Some(items.len()),
        value => value.clone().into_const().as_ref().map_or(Some(1), length),
    }
}

/// The length that a value tells: a number, or that of a list. One that is too large or too small is
/// refused later.
fn length(value: &ConstValue) -> Option<usize> {
    match value {
        ConstValue::Null => None,
        ConstValue::List(items) => Some(items.len()),
        ConstValue::Number(number) => {
            let length = Number::as_i64(number).map(|length| usize::try_from(length).unwrap_or(0));
            Some(length.unwrap_or(MOST))
        }
        // A value in the place of a list is a list of one.
        _ => Some(1),
    }
}
