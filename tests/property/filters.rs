//! Random filters, on values that are in the history as well as on others.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::property::drafts::{IDS, LATEST, timestamp};
use crate::property::json::{LARGEST, key, name, present, text};
use crate::property::model::{Model, Refusal, value_at};

const ORDERING: [&str; 4] = ["LT", "LTE", "GT", "GTE"];
const OTHER: [&str; 3] = ["EQ", "NE", "CONTAINS"];

/// SQLite takes fractions below this for one another when they differ in their last places only.
const SMALLEST: f64 = 1e-50;

/// A filter, all but what it takes from stored payloads.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// Fields that are known already.
    Fields(Value),
    Payload(Vec<Probe>),
    /// A field as an event has it.
    Like(u8, Field),
    /// The fields of several filters in one.
    Together(Vec<Plan>),
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
}

/// A condition that an event meets, and others may.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    Text(&'static str, Text),
    Time(&'static str),
}

#[derive(Debug, Clone)]
pub(crate) enum Text {
    Equals,
    Among(Vec<String>),
    /// A prefix of so many characters.
    Begins(usize),
}

/// A condition on a payload's value.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    event: u8,
    /// Which key or place is taken at each step into the event's payload.
    steps: Vec<Index>,
    stray: Stray,
    operator: Index,
    operand: Operand,
}

/// How a path leaves what is stored.
#[derive(Debug, Clone)]
enum Stray {
    Nowhere,
    Instead(String),
    Beyond(String),
    /// The last part with this before it: as a place in an array, a number written otherwise.
    Misspelt(&'static str),
}

#[derive(Debug, Clone)]
enum Operand {
    /// What is at the path.
    Found,
    /// What is at the same path in another event.
    Elsewhere(u8),
    /// An item or a part of what is at the path.
    Part(Index),
    /// A little more or less than what is at the path.
    Near(bool),
    Any(Value),
}

/// Filters of up to three levels, far fewer than 100 conditions.
pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    let leaf = prop_oneof![
        3 => fields().prop_map(Plan::Fields),
        4 => (any::<u8>(), field()).prop_map(|(event, field)| Plan::Like(event, field)),
        7 => probe().prop_map(|probe| Plan::Payload(vec![probe])),
        2 => vec(probe(), 0..4).prop_map(Plan::Payload),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            2 => vec(inner.clone(), 0..4).prop_map(Plan::Together),
            1 => vec(inner.clone(), 0..4).prop_map(Plan::And),
            2 => vec(inner.clone(), 0..4).prop_map(Plan::Or),
            2 => inner.prop_map(|plan| Plan::Not(Box::new(plan))),
        ]
    })
}

fn fields() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => string_filter(select(IDS).prop_map(str::to_owned).boxed()).prop_map(|test| json!({ "id": test })),
        3 => string_filter(name().boxed()).prop_map(|test| json!({ "eventName": test })),
        2 => string_filter(name().boxed()).prop_map(|test| json!({ "source": test })),
        3 => string_filter(text().boxed()).prop_map(|test| json!({ "category": test })),
        1 => any::<bool>().prop_map(|wanted| json!({ "shouldDocument": wanted })),
        1 => any::<bool>().prop_map(|wanted| json!({ "hasOutcome": wanted })),
        2 => vec(state(), 0..4).prop_map(|states| json!({ "outcomeState": states })),
        1 => any::<bool>().prop_map(|wanted| json!({ "hasCauses": wanted })),
        1 => any::<bool>().prop_map(|wanted| json!({ "hasEffects": wanted })),
        2 => select(IDS).prop_map(|id| json!({ "causedBy": id })),
        2 => select(IDS).prop_map(|id| json!({ "ledTo": id })),
        1 => timestamp().prop_map(|start| json!({ "startTime": start })),
        1 => timestamp().prop_map(|end| json!({ "endTime": end })),
        1 => Just(json!({ "eventName": null, "payload": null, "and": null, "not": null })),
    ]
}

fn state() -> impl Strategy<Value = &'static str> {
    select(vec!["NONE", "PENDING", "TOLD", "MET", "PARTLY", "NOT_MET"])
}

fn field() -> impl Strategy<Value = Field> {
    let test = prop_oneof![
        Just(Text::Equals),
        vec(name(), 0..4).prop_map(Text::Among),
        (0..4_usize).prop_map(Text::Begins),
    ];
    let texts = (select(vec!["eventName", "source", "category"]), test);
    prop_oneof![
        3 => texts.prop_map(|(field, test)| Field::Text(field, test)),
        1 => select(vec!["startTime", "endTime"]).prop_map(Field::Time),
    ]
}

fn string_filter(texts: BoxedStrategy<String>) -> impl Strategy<Value = Value> {
    let prefix = (texts.clone(), 0..3_usize)
        .prop_map(|(text, length)| json!(text.chars().take(length).collect::<String>()));
    let one_of = vec(texts.clone(), 0..5).prop_map(|texts| json!({ "in": texts }));
    let part = (texts.clone(), 0..3_usize, 0..4_usize, any::<bool>()).prop_map(
        |(text, from, length, is_upper)| {
            let part: String = text.chars().skip(from).take(length).collect();
            json!({ "contains": if is_upper { part.to_uppercase() } else { part } })
        },
    );
    prop_oneof![
        2 => texts.prop_map(|text| json!({ "eq": text })),
        3 => one_of.clone(),
        4 => prefix.clone().prop_map(|prefix| json!({ "startsWith": prefix })),
        3 => part,
        1 => (one_of, prefix).prop_map(|(test, prefix)| {
            json!({ "in": test["in"], "startsWith": prefix, "eq": null })
        }),
        1 => Just(json!({})),
    ]
}

fn probe() -> impl Strategy<Value = Probe> {
    let stray = prop_oneof![
        10 => Just(Stray::Nowhere),
        1 => key().prop_map(Stray::Instead),
        1 => key().prop_map(Stray::Beyond),
        3 => select(vec!["0", "0", "+", "-", " "]).prop_map(Stray::Misspelt),
    ];
    let operand = prop_oneof![
        4 => Just(Operand::Found),
        3 => any::<u8>().prop_map(Operand::Elsewhere),
        2 => any::<Index>().prop_map(Operand::Part),
        2 => any::<bool>().prop_map(Operand::Near),
        2 => present().prop_map(Operand::Any),
    ];
    (any::<u8>(), vec(any::<Index>(), 1..4), stray, any::<Index>(), operand).prop_map(
        |(event, steps, stray, operator, operand)| Probe { event, steps, stray, operator, operand },
    )
}

impl Plan {
    /// The filter, as `model` stands.
    pub(crate) fn filter(&self, model: &Model) -> Value {
        let each = |plans: &[Self]| plans.iter().map(|plan| plan.filter(model)).collect::<Value>();
        match self {
            Self::Fields(fields) => fields.clone(),
            Self::Payload(probes) => {
                let tests: Vec<Value> = probes.iter().map(|probe| probe.test(model)).collect();
                json!({ "payload": tests })
            }
            Self::Like(event, field) => field.test(*event, model),
            Self::Together(plans) => {
                let mut all = json!({});
                for plan in plans {
                    let filter = plan.filter(model);
                    for (field, test) in filter.as_object().into_iter().flatten() {
                        all[field] = test.clone();
                    }
                }
                all
            }
            Self::And(plans) => json!({ "and": each(plans) }),
            Self::Or(plans) => json!({ "or": each(plans) }),
            Self::Not(plan) => json!({ "not": plan.filter(model) }),
        }
    }
}

impl Field {
    fn test(&self, event: u8, model: &Model) -> Value {
        let input = model.pick(event).map_or(&Value::Null, |event| &event.input);
        match self {
            Self::Time(field) if input.is_null() => json!({ *field: 0 }),
            Self::Time(field) => json!({ *field: input["timestamp"] }),
            Self::Text(field, test) => {
                let text = match *field {
                    "category" => &input["context"]["category"],
                    field => &input[field],
                };
                let text = text.as_str().unwrap_or("unknown");
                let mut texts = vec![text.to_owned()];
                let test = match test {
                    Text::Equals => json!({ "eq": text }),
                    Text::Among(others) => {
                        texts.extend_from_slice(others);
                        json!({ "in": texts })
                    }
                    Text::Begins(length) => {
                        json!({ "startsWith": text.chars().take(*length).collect::<String>() })
                    }
                };
                json!({ *field: test })
            }
        }
    }
}

impl Probe {
    fn test(&self, model: &Model) -> Value {
        let payload = model.pick(self.event).map_or(&Value::Null, |event| event.payload());
        let mut path = walk(payload, &self.steps);
        match &self.stray {
            Stray::Nowhere | Stray::Misspelt(_) => {}
            Stray::Instead(key) => {
                path.pop();
                path.push(key.clone());
            }
            Stray::Beyond(key) => path.push(key.clone()),
        }
        if path.is_empty() {
            path.push("a".to_owned());
        }
        let stored = path.clone();
        let parts: Vec<&str> = stored.iter().map(String::as_str).collect();
        let found = value_at(payload, &parts).cloned().unwrap_or_default();
        if let (Stray::Misspelt(before), Some(last)) = (&self.stray, path.last_mut()) {
            last.insert_str(0, before);
        }
        let operand = match &self.operand {
            Operand::Found => found,
            Operand::Elsewhere(event) => {
                let other = model.pick(*event).and_then(|event| value_at(event.payload(), &parts));
                other.cloned().unwrap_or(found)
            }
            Operand::Part(index) => part(&found, *index),
            Operand::Near(is_more) => near(&found, *is_more),
            Operand::Any(value) => value.clone(),
        };
        let has_order = operand.is_number() || operand.is_string();
        let ordering = if has_order { ORDERING.as_slice() } else { &[] };
        let operators: Vec<&str> = match self.operand {
            Operand::Part(_) => vec!["CONTAINS", "CONTAINS", "CONTAINS", "EQ", "NE"],
            _ => ordering.iter().chain(&OTHER).chain(&["EXISTS"]).copied().collect(),
        };
        let operator = *self.operator.get(&operators);
        let operand = match operator {
            "EXISTS" => json!(self.event.is_multiple_of(2)),
            _ => operand,
        };
        json!({ "path": path, "op": operator, "value": operand })
    }
}

/// A path into a value, as far as it goes.
fn walk(value: &Value, steps: &[Index]) -> Vec<String> {
    let mut path = Vec::new();
    let mut value = value;
    for step in steps {
        let (part, next) = match value {
            Value::Object(entries) if !entries.is_empty() => {
                let (key, next) = entries.iter().nth(step.index(entries.len())).expect("an entry");
                (key.clone(), next)
            }
            Value::Array(items) if !items.is_empty() => {
                let place = step.index(items.len());
                (place.to_string(), &items[place])
            }
            _ => break,
        };
        path.push(part);
        value = next;
    }
    path
}

fn part(value: &Value, index: Index) -> Value {
    match value {
        Value::Array(items) if !items.is_empty() => items[index.index(items.len())].clone(),
        Value::String(text) if !text.is_empty() => {
            let skipped = index.index(text.chars().count());
            json!(text.chars().skip(skipped).take(2).collect::<String>())
        }
        other => other.clone(),
    }
}

fn near(value: &Value, is_more: bool) -> Value {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().unwrap_or_default();
            let near = if is_more { float.next_up() } else { float.next_down() };
            if (SMALLEST..=LARGEST).contains(&near.abs()) { json!(near) } else { value.clone() }
        }
        Value::String(text) if is_more => json!(format!("{text}a")),
        Value::String(text) => {
            let mut text = text.clone();
            text.pop();
            json!(text)
        }
        Value::Array(items) => Value::Array(items.iter().rev().cloned().collect()),
        Value::Object(entries) => {
            let kept = entries.iter().skip(1).map(|(key, value)| (key.clone(), value.clone()));
            Value::Object(kept.collect())
        }
        other => json!(!other.as_bool().unwrap_or_default()),
    }
}

/// Filters that break one rule, each with the refusal that it meets.
pub(crate) fn refused() -> impl Strategy<Value = (Value, Refusal)> {
    let beyond = LATEST + 1;
    let (nul, deep) = ("a\u{0}", vec!["a"; 17]);
    let on_path = |path: Value| json!({ "payload": [{ "path": path, "value": 1 }] });
    let compared = |op: &str, value: Value| json!({ "payload": [{ "path": ["a"], "op": op, "value": value }] });
    let value = json!(["payload", 0, "value"]);
    let wrong = select(vec![
        (json!({ "startTime": 0.5 }), json!(["startTime"])),
        (json!({ "endTime": beyond }), json!(["endTime"])),
        (json!({ "endTime": "soon" }), json!(["endTime"])),
        (json!({ "startTime": true }), json!(["startTime"])),
        (json!({ "eventName": { "eq": nul } }), json!(["eventName", "eq"])),
        (json!({ "category": { "startsWith": nul } }), json!(["category", "startsWith"])),
        (on_path(json!([])), json!(["payload", 0, "path"])),
        (on_path(json!(deep)), json!(["payload", 0, "path"])),
        (on_path(json!(["a", nul])), json!(["payload", 0, "path", 1])),
        (compared("EQ", json!([(1_i64 << 53) + 1])), value.clone()),
        (compared("NE", json!(1e17)), value.clone()),
        (compared("CONTAINS", json!(nul)), value.clone()),
        (compared("LT", json!(true)), value.clone()),
        (compared("GTE", json!([1])), value.clone()),
        (compared("GT", json!(null)), value.clone()),
        (compared("EXISTS", json!(null)), value.clone()),
        (json!({ "payload": [{ "path": ["a"], "op": "EQ" }] }), value),
    ]);
    (wrong, vec(select(vec!["and", "or", "not"]), 0..3)).prop_map(|((filter, path), around)| {
        let refusal = Refusal::bad_input(path);
        around.into_iter().fold((filter, refusal), |(filter, refusal), way| match way {
            "not" => (json!({ "not": filter }), refusal.under(&[json!("not")])),
            way => (json!({ way: [{}, filter] }), refusal.under(&[json!(way), json!(1)])),
        })
    })
}

/// A filter in two of three cases.
pub(crate) fn maybe() -> impl Strategy<Value = Option<Plan>> {
    option::weighted(0.67, plan())
}
