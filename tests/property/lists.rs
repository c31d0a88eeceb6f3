//! Pages of lists, and whole lists page by page.

use std::collections::BTreeMap;

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::property::filters::{Plan, maybe, refused};
use crate::property::model::{Cursor, ListOrder, Model, Page, PageRequest, Refusal};
use crate::property::operations::EVENT;

/// The cursors that earlier pages showed, by order and event: one of each server.
pub(crate) type Cursors = BTreeMap<(&'static str, String), [String; 2]>;

/// A page by timestamp.
#[derive(Debug, Clone)]
pub(crate) struct Pages {
    pub(crate) filter: Option<Plan>,
    refused: Option<(Value, Refusal)>,
    order: Option<&'static str>,
    size: Size,
    after: Option<Place>,
    before: Option<Place>,
}

#[derive(Debug, Clone, Copy)]
enum Size {
    Unsaid,
    First(i64),
    Last(i64),
    Both,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    OfThisOrder(u8),
    OfAnotherOrder(u8),
    Nowhere(&'static str),
}

/// A whole list, page by page.
#[derive(Debug, Clone)]
pub(crate) struct Traversal {
    pub(crate) filter: Option<Plan>,
    pub(crate) is_by_recorded: bool,
    pub(crate) is_descending: bool,
    pub(crate) is_backwards: bool,
    pub(crate) size: usize,
}

pub(crate) fn pages() -> impl Strategy<Value = Pages> {
    let order = option::weighted(0.8, select(vec!["ASC", "DESC"]));
    let size = prop_oneof![
        2 => Just(Size::Unsaid),
        10 => (0..8_i64).prop_map(Size::First),
        10 => (0..8_i64).prop_map(Size::Last),
        1 => select(vec![500, 501, -1, i64::from(i32::MAX)]).prop_map(Size::First),
        1 => select(vec![500, 501, i64::from(i32::MIN)]).prop_map(Size::Last),
        1 => Just(Size::Both),
    ];
    let place = || {
        let place = prop_oneof![
            20 => any::<u8>().prop_map(Place::OfThisOrder),
            1 => any::<u8>().prop_map(Place::OfAnotherOrder),
            1 => select(vec!["", "x", "AAAA", "%%", "AQAA"]).prop_map(Place::Nowhere),
        ];
        option::weighted(0.4, place)
    };
    let refused = option::weighted(0.06, refused());
    (maybe(), refused, order, size, place(), place()).prop_map(
        |(filter, refused, order, size, after, before)| Pages {
            filter,
            refused,
            order,
            size,
            after,
            before,
        },
    )
}

pub(crate) fn traversal() -> impl Strategy<Value = Traversal> {
    let ways = (any::<bool>(), any::<bool>(), any::<bool>());
    (maybe(), ways, 1..8_usize).prop_map(|(filter, ways, size)| {
        let (is_by_recorded, is_descending, is_backwards) = ways;
        Traversal { filter, is_by_recorded, is_descending, is_backwards, size }
    })
}

/// A question for a page, and what it must answer.
#[derive(Debug)]
pub(crate) struct PageQuestion {
    pub(crate) query: String,
    /// Cursors differ from server to server, so there are two.
    pub(crate) variables: [Value; 2],
    pub(crate) order: &'static str,
    pub(crate) expected: Result<Page, Vec<Refusal>>,
}

const ORDERS: [&str; 4] =
    ["TIMESTAMP ASC", "TIMESTAMP DESC", "RECORDED_AT ASC", "RECORDED_AT DESC"];

const fn order_name(is_by_recorded: bool, is_descending: bool) -> &'static str {
    ORDERS[2 * is_by_recorded as usize + is_descending as usize]
}

const ARGUMENTS: &str = "$filter: EventFilter, $orderBy: EventOrder, $first: Int, $after: Cursor,
    $last: Int, $before: Cursor";

fn list_query(fields: &str) -> String {
    format!(
        "query ({ARGUMENTS}) {{
            events(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last,
                before: $before) {{ {fields} }}
        }}"
    )
}

impl Pages {
    pub(crate) fn question(&self, model: &Model, cursors: &Cursors) -> PageQuestion {
        let mut refusals = Vec::new();
        let mut filter = self.filter.as_ref().map(|plan| plan.filter(model));
        if let Some((part, refusal)) = &self.refused {
            filter = Some(json!({ "and": [filter.unwrap_or_else(|| json!({})), part] }));
            let around = [json!("filter"), json!("and"), json!(1)];
            refusals.push(refusal.clone().under(&around));
        }
        let is_descending = self.order != Some("ASC");
        let order = order_name(false, is_descending);
        let (first, last) = match self.size {
            Size::Unsaid => (None, None),
            Size::First(first) => (Some(first), None),
            Size::Last(last) => (None, Some(last)),
            Size::Both => (Some(1), Some(1)),
        };
        for (argument, size) in [("first", first), ("last", last)] {
            let is_refused = size.is_some_and(|size| !(0..=500).contains(&size));
            if is_refused || (argument == "last" && first.is_some() && last.is_some()) {
                refusals.push(Refusal::bad_input(json!([argument])));
            }
        }
        let mut variables = [json!({}), json!({})];
        for variables in &mut variables {
            *variables = json!({
                "filter": filter,
                "orderBy": self.order.map(|direction| json!({ "direction": direction })),
                "first": first,
                "last": last,
            });
        }
        let mut place = |argument, place: Option<Place>| {
            let (text, cursor) = place?.resolve(order, cursors)?;
            for (variables, text) in variables.iter_mut().zip(text) {
                variables[argument] = json!(text);
            }
            if cursor.is_none() {
                refusals.push(Refusal::new("CURSOR_INVALID", json!([argument])));
            }
            cursor
        };
        let (after, before) = (place("after", self.after), place("before", self.before));
        let size = first.or(last).and_then(|size| usize::try_from(size).ok()).unwrap_or(50);
        let from_end = last.is_some();
        let request =
            PageRequest { order: ListOrder { is_descending }, size, from_end, after, before };
        let page = || model.page(filter.as_ref(), &request);
        let fields = "edges { cursor node { id } } nodes { ...Whole } totalCount
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
        PageQuestion {
            query: format!("{} {EVENT}", list_query(fields)),
            expected: if refusals.is_empty() { Ok(page()) } else { Err(refusals) },
            variables,
            order,
        }
    }
}

impl Place {
    /// The cursor of each server, and where it points to in a list of this order.
    fn resolve(self, order: &str, cursors: &Cursors) -> Option<([String; 2], Option<Cursor>)> {
        let pick = |number: u8, is_same: bool| {
            let fitting: Vec<_> =
                cursors.iter().filter(|((of, _), _)| (*of == order) == is_same).collect();
            let ((_, id), texts) = *fitting.get(usize::from(number).checked_rem(fitting.len())?)?;
            Some((texts.clone(), is_same.then(|| Cursor { id: id.clone() })))
        };
        match self {
            Self::OfThisOrder(number) => pick(number, true),
            Self::OfAnotherOrder(number) => pick(number, false),
            Self::Nowhere(text) => Some(([text.to_owned(), text.to_owned()], None)),
        }
    }
}

impl Page {
    /// What is wrong with a page that a server gave.
    pub(crate) fn objection(&self, connection: &Value) -> Option<&'static str> {
        let info = &connection["pageInfo"];
        let differs = |flag: Option<bool>, shown: &Value| flag.is_some_and(|flag| *shown != flag);
        let edges: Vec<&Value> = connection["edges"].as_array().into_iter().flatten().collect();
        let ids: Vec<&Value> = edges.iter().map(|edge| &edge["node"]["id"]).collect();
        let of_nodes: Vec<&Value> = self.nodes.iter().map(|node| &node["id"]).collect();
        let cursor = |edge: &&Value| edge["cursor"].clone();
        if !crate::property::json::same(&connection["nodes"], &json!(self.nodes)) {
            Some("nodes")
        } else if ids != of_nodes {
            Some("edges")
        } else if connection["totalCount"] != self.total {
            Some("totalCount")
        } else if differs(self.has_next, &info["hasNextPage"]) {
            Some("hasNextPage")
        } else if differs(self.has_previous, &info["hasPreviousPage"]) {
            Some("hasPreviousPage")
        } else if info["startCursor"] != edges.first().map_or(Value::Null, cursor) {
            Some("startCursor")
        } else if info["endCursor"] != edges.last().map_or(Value::Null, cursor) {
            Some("endCursor")
        } else {
            None
        }
    }
}

impl Traversal {
    pub(crate) fn order(&self) -> &'static str {
        order_name(self.is_by_recorded, self.is_descending)
    }

    pub(crate) fn list_order(&self) -> ListOrder {
        ListOrder { is_descending: self.is_descending }
    }

    /// The question for the page behind, or backwards before, a cursor.
    pub(crate) fn question(&self, filter: Option<&Value>, cursor: &Value) -> (String, Value) {
        let (size, place) = if self.is_backwards { ("last", "before") } else { ("first", "after") };
        let field = if self.is_by_recorded { "RECORDED_AT" } else { "TIMESTAMP" };
        let direction = if self.is_descending { "DESC" } else { "ASC" };
        let order = json!({ "field": field, "direction": direction });
        let variables =
            json!({ "filter": filter, "orderBy": order, size: self.size, (place): cursor });
        let fields = "edges { cursor node { id recordedAt } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
        (list_query(fields), variables)
    }
}
