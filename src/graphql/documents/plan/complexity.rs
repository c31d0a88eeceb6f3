//! How many fields an operation may resolve: what is held to `limits.complexity`.
//!
//! Each field counts, under a list as often as the list may be long, and each condition of a filter. That is
//! worked out once for a document, up to what its variables tell, and added up for each request.

use std::convert::Infallible;

use async_graphql::registry::Registry;
use async_graphql::{Name, Variables};
use async_graphql_value::{ConstValue, Number, Value};

use crate::graphql::documents::typed_tree::SelectedField;

/// Lists count as this at most: longer pages, walks and batches are refused by `limits.page`,
/// `limits.depth` and `limits.batch`, with a better message.
const MOST: usize = 1_000;

/// What a page costs when the client doesn't say how long it is.
const DEFAULT_PAGE: usize = 50;

/// What a list costs whose length no argument tells.
const TYPICAL: usize = 3;

/// How many bytes of text in a filter count as one condition more: each event is compared with all of it.
const TEXT: usize = 64;

/// Where the length of a list is told.
#[derive(Debug, Clone, Copy)]
enum Length {
    /// By the first of these arguments that is there, a number, or else by the default of the first that
    /// has one.
    Number(&'static [&'static str]),
    /// By how many items this argument has.
    Items(&'static str),
    /// Nowhere.
    Typical,
}

/// Where the length of a field's list is told; `None` where it counts once. Walks are taken to meet
/// one event a hop.
fn length_of(parent: &str, field: &str) -> Option<Length> {
    Some(match (parent, field) {
        ("Query", "events") => Length::Number(&["first", "last"]),
        ("Query", "workflow" | "path")
        | ("Event", "workflow")
        | ("Mutation", "generateNarrative") => Length::Number(&["maxDepth"]),
        ("Query", "payloadPaths" | "eventStats") => Length::Number(&["first"]),
        ("Query", "eventCounts") => Length::Items("filters"),
        ("Query", "nodes") => Length::Items("ids"),
        ("Mutation", "publishMany") => Length::Items("inputs"),
        ("Event", "related") => Length::Number(&["depth"]),
        ("Event", "outcomeHistory")
        | ("NarrativeContext", "codeSnippets")
        | ("EventEdge", "highlights")
        | ("NarrativeContext" | "Story", "sections")
        | ("StorySection", "sentences")
        | ("Story", "expectations")
        | ("Highlight", "ranges") => Length::Typical,
        _ => return None,
    })
}

/// What the fields of an object cost.
#[derive(Debug, Default)]
pub(in crate::graphql) struct Complexity {
    /// Those whose cost no variable changes.
    fixed: usize,
    /// Filters that variables are in.
    filters: Vec<Value>,
    lists: Vec<List>,
}

/// A list whose length a variable tells.
#[derive(Debug)]
struct List {
    /// In the order in which they are looked for.
    variables: Vec<Name>,
    /// What the list's length is when none has a value.
    default: usize,
    items: Complexity,
}

impl Complexity {
    /// What these fields of an object cost.
    pub(in crate::graphql) fn of(registry: &Registry, fields: &[SelectedField]) -> Self {
        let mut cost = Self::default();
        for field in fields {
            cost.add(registry, field);
        }
        cost
    }

    /// How many fields are resolved with these variables.
    pub(in crate::graphql) fn total(&self, variables: &Variables) -> usize {
        let lists = self.lists.iter().map(|list| {
            let mut given = list.variables.iter().filter_map(|name| length(variables.get(name)?));
            times(given.next().unwrap_or(list.default), list.items.total(variables))
        });
        let filters = self.filters.iter().map(|filter| match filter {
            Value::Variable(name) => variables.get(name).map_or(0, conditions),
            filter => {
                let value = |name: Name| {
                    Ok::<_, Infallible>(variables.get(&name).cloned().unwrap_or_default())
                };
                let Ok(filter) = filter.clone().into_const_with(value);
                conditions(&filter)
            }
        });
        lists.chain(filters).fold(self.fixed, usize::saturating_add)
    }

    fn add(&mut self, registry: &Registry, field: &SelectedField) {
        let items = Self::of(registry, &field.selections);
        let place = (field.on.as_str(), field.name());
        let (arguments, default) = match length_of(place.0, place.1) {
            None => (&[][..], 1),
            Some(Length::Typical) => (&[][..], TYPICAL),
            Some(Length::Items(argument)) => (&[argument][..], 0),
            Some(Length::Number(arguments)) => {
                let mut defaults =
                    arguments.iter().filter_map(|argument| default_of(registry, place, argument));
                (arguments, defaults.next().unwrap_or(DEFAULT_PAGE))
            }
        };
        let mut variables = Vec::new();
        let mut literal = None;
        for argument in arguments {
            match field.argument(argument) {
                Some(Value::Variable(name)) => variables.push(name.clone()),
                Some(value) if literal.is_none() => literal = literal_length(value),
                _ => {}
            }
        }
        self.add_filters(field);
        let default = literal.unwrap_or(default);
        if variables.is_empty() && items.lists.is_empty() {
            self.fixed = self.fixed.saturating_add(times(default, items.fixed));
        } else {
            self.lists.push(List { variables, default, items });
        }
    }

    /// Adds the conditions of a field's filters.
    fn add_filters(&mut self, field: &SelectedField) {
        for filter in FILTERS.into_iter().filter_map(|argument| field.argument(argument)) {
            match filter.clone().into_const() {
                Some(filter) => self.fixed = self.fixed.saturating_add(conditions(&filter)),
                None => self.filters.push(filter.clone()),
            }
        }
    }
}

/// Which arguments are filters.
const FILTERS: [&str; 2] = ["filter", "filters"];

/// What a condition counts as for which each event is looked at, or which has an index of its own.
fn extra(condition: &str) -> usize {
    match condition {
        "contains" | "text" => 500,
        "payload" => 50,
        _ => 0,
    }
}

/// How many conditions a filter has: its values, and more for what takes more.
fn conditions(filter: &ConstValue) -> usize {
    match filter {
        ConstValue::Null => 0,
        ConstValue::List(items) => items.iter().map(conditions).fold(0, usize::saturating_add),
        ConstValue::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| **value != ConstValue::Null);
            let fields = fields.map(|(name, value)| extra(name).saturating_add(conditions(value)));
            fields.fold(0, usize::saturating_add)
        }
        ConstValue::String(text) => 1 + text.len() / TEXT,
        _ => 1,
    }
}

/// The number that an argument is by default, where it has a default.
fn default_of(registry: &Registry, (on, field): (&str, &str), argument: &str) -> Option<usize> {
    let field = registry.types.get(on)?.field_by_name(field)?;
    field.args.get(argument)?.default_value.as_ref()?.parse().ok()
}

/// A list of so many objects.
fn times(length: usize, items: usize) -> usize {
    length.min(MOST).saturating_mul(items).saturating_add(1)
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

#[cfg(test)]
mod tests {
    use async_graphql::registry::MetaType;

    use super::*;
    use crate::graphql::documents::typed_tree::tests::tree;
    use crate::graphql::schema::engine::env;

    fn cost(document: &str, variables: serde_json::Value) -> usize {
        let env = env().expect("a schema");
        let operation = tree(&env.registry, document);
        Complexity::of(&env.registry, &operation.fields).total(&Variables::from_json(variables))
    }

    #[test]
    fn fields_count_as_often_as_their_lists_are_long() {
        let none = || serde_json::json!({});
        assert_eq!(cost("{ event(id: 1) { id payload } }", none()), 3);
        assert_eq!(cost("{ events { nodes { id } } }", none()), 1 + 50 * 2);
        assert_eq!(cost("{ events(first: 7) { nodes { id } } }", none()), 1 + 7 * 2);
        assert_eq!(cost("{ events(last: 9) { nodes { id } } }", none()), 1 + 9 * 2);
        assert_eq!(cost("{ events(first: 99999) { nodes { id } } }", none()), 1 + 1_000 * 2);
        assert_eq!(cost("{ events(first: -1) { nodes { id } } }", none()), 1);
        assert_eq!(cost("{ nodes(ids: [$a, $b]) { id } }", none()), 1 + 2);
        assert_eq!(cost("{ workflow(eventId: 1) { truncated } }", none()), 1 + 10);
        assert_eq!(cost("{ path(from: 1, to: 2) { id } }", none()), 1 + 50);
        let nested = "{ events(first: 5) { nodes { related { related(depth: 3) { id } } } } }";
        assert_eq!(cost(nested, none()), 1 + 5 * (1 + 1 + (1 + 3)));
    }

    #[test]
    fn variables_tell_how_long_lists_are() {
        let page = "query { events(first: $first, last: $last) { nodes { id } } }";
        for (variables, length) in [
            (serde_json::json!({ "first": 3 }), 3),
            (serde_json::json!({ "first": null, "last": 4 }), 4),
            (serde_json::json!({}), 50),
            (serde_json::json!({ "first": u64::MAX }), 1_000),
        ] {
            assert_eq!(cost(page, variables.clone()), 1 + length * 2, "{variables}");
        }
        let ids = "query { nodes(ids: $ids) { id } }";
        assert_eq!(cost(ids, serde_json::json!({ "ids": ["a", "b"] })), 1 + 2);
        assert_eq!(cost(ids, serde_json::json!({ "ids": "a" })), 1 + 1);
    }

    #[test]
    fn filters_count_by_their_conditions() {
        let none = || serde_json::json!({});
        let literal = |filter: &str| {
            let document =
                format!("{{ events(first: 0, filter: {{ {filter} }}) {{ nodes {{ id }} }} }}");
            cost(&document, none()) - 1
        };
        assert_eq!(literal(""), 0);
        assert_eq!(literal("source: { eq: \"a\" }, shouldDocument: true, and: null"), 2);
        assert_eq!(literal("source: { in: [\"a\", \"b\"] }"), 2);
        assert_eq!(literal("source: { contains: \"a\" }"), 501);
        assert_eq!(literal("text: \"a\""), 501);
        assert_eq!(literal("payload: [{ path: [\"a\", \"b\"], value: 1 }]"), 53);
        assert_eq!(literal(&format!("source: {{ eq: \"{}\" }}", "a".repeat(640))), 11);
        let filter = serde_json::json!({ "filter": { "text": "a" }, "text": "a" });
        for variable in ["filter: $filter", "filter: { text: $text }", "filters: [$filter]"] {
            let document = format!("query {{ eventCounts({variable}) {{ count }} }}");
            assert!(cost(&document, filter.clone()) >= 502, "{variable}");
            assert!(cost(&document, none()) <= 2, "{variable}");
        }
        let partly = "query { eventCounts(filters: [{ text: \"a\", source: $absent }]) { count } }";
        assert_eq!(cost(partly, none()), 1 + 1 + 501, "what is left out takes nothing with it");
    }

    #[test]
    fn costs_do_not_overflow() {
        let deep =
            (0..10).fold("id".to_owned(), |inner, _| format!("related(depth: 1000) {{ {inner} }}"));
        assert_eq!(
            cost(&format!("{{ event(id: 1) {{ {deep} }} }}"), serde_json::json!({})),
            usize::MAX
        );
    }

    #[test]
    fn each_list_has_a_length() {
        let lists_within = ["nodes", "edges", "events", "results"];
        let env = env().expect("a schema");
        for (parent, ty) in &env.registry.types {
            let MetaType::Object { fields, .. } = ty else { continue };
            for (name, field) in fields {
                let item = field.ty.trim_matches(['[', ']', '!']);
                let is_list = field.ty.contains('[') && !parent.starts_with("__");
                let of_objects = matches!(
                    env.registry.types.get(item),
                    Some(MetaType::Object { .. } | MetaType::Interface { .. })
                );
                // Those that stand within a list that has one.
                let is_within = lists_within.contains(&name.as_str()) && parent != "Query";
                if is_list && of_objects && !is_within {
                    assert!(length_of(parent, name).is_some(), "{parent}.{name}");
                }
            }
        }
    }
}
