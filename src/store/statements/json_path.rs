//! Conditions on a value inside the payload, as SQL.
//!
//! PostgreSQL walks `jsonb` with its operators. SQLite's path syntax can't spell every key, so
//! there each step is a join with `json_each`, whose `key` is compared as a parameter.

use sea_orm::sea_query::Expr;
use sea_orm::{DbBackend, Value as SqlValue};
use serde_json::{Number, Value};

use crate::domain::filter::{Comparison, JsonCondition, JsonTest, Scalar};

/// SQL that is being written, with its parameters.
struct Sql {
    backend: DbBackend,
    values: Vec<SqlValue>,
}

impl Sql {
    /// A parameter's placeholder.
    fn bind(&mut self, value: impl Into<SqlValue>) -> String {
        self.values.push(value.into());
        match self.backend {
            DbBackend::Postgres => format!("${}", self.values.len()),
            _ => "?".to_owned(),
        }
    }
}

/// True where the condition holds of the value at the path.
pub(in crate::store) fn holds(backend: DbBackend, test: &JsonTest) -> Expr {
    let mut sql = Sql { backend, values: Vec::new() };
    let text = match backend {
        DbBackend::Postgres => postgres(&mut sql, test),
        _ => sqlite(&mut sql, test),
    };
    Expr::cust_with_values(text, sql.values)
}

fn postgres(sql: &mut Sql, test: &JsonTest) -> String {
    let mut found = r#""event_history"."payload""#.to_owned();
    for part in &test.path {
        let key = sql.bind(part.as_str());
        found = match array_position(part) {
            None => format!("({found} -> {key})"),
            Some(position) => format!(
                "(SELECT CASE jsonb_typeof(x) WHEN 'array' THEN x -> {position} \
                 ELSE x -> {key} END FROM (SELECT {found} AS x) AS step)"
            ),
        };
    }
    let condition = match &test.condition {
        JsonCondition::Exists(true) => "v IS NOT NULL".to_owned(),
        JsonCondition::Exists(false) => "v IS NULL".to_owned(),
        JsonCondition::Equals(value) => format!("v = {}", sql.bind(value.clone())),
        JsonCondition::Differs(value) => format!("v <> {}", sql.bind(value.clone())),
        JsonCondition::Compares(comparison, Scalar::Number(number)) => {
            let number = sql.bind(Value::Number(number.clone()));
            format!("jsonb_typeof(v) = 'number' AND v {} {number}", symbol(*comparison))
        }
        JsonCondition::Compares(comparison, Scalar::Text(text)) => {
            let (text, symbol) = (sql.bind(text.as_str()), symbol(*comparison));
            format!(r#"jsonb_typeof(v) = 'string' AND (v #>> '{{}}') COLLATE "C" {symbol} {text}"#)
        }
        JsonCondition::Contains(value) => {
            let item = sql.bind(value.clone());
            let items = "jsonb_array_elements(CASE jsonb_typeof(v) WHEN 'array' THEN v \
                         ELSE '[]' END)";
            let among = format!("EXISTS (SELECT 1 FROM {items} AS item WHERE item = {item})");
            match value {
                Value::String(text) => {
                    let text = sql.bind(text.as_str());
                    let within = format!("strpos(v #>> '{{}}', {text}) > 0");
                    format!("{among} OR (jsonb_typeof(v) = 'string' AND {within})")
                }
                _ => among,
            }
        }
    };
    format!("EXISTS (SELECT 1 FROM (SELECT {found} AS v) AS found WHERE {condition})")
}

/// A path's part that may name a place in an array: digits without a leading zero.
fn array_position(part: &str) -> Option<i32> {
    part.parse::<i32>().ok().filter(|position| *position >= 0 && position.to_string() == part)
}

fn sqlite(sql: &mut Sql, test: &JsonTest) -> String {
    let mut steps = Vec::new();
    let mut keys = Vec::new();
    let mut within = r#""event_history"."payload""#.to_owned();
    for (index, part) in test.path.iter().enumerate() {
        steps.push(format!("json_each({within}) AS s{index}"));
        keys.push(format!("CAST(s{index}.key AS TEXT) = {}", sql.bind(part.as_str())));
        within = format!(
            "CASE WHEN s{index}.type IN ('object', 'array') THEN s{index}.value ELSE '[]' END"
        );
    }
    let last = format!("s{}", test.path.len() - 1);
    let condition = match &test.condition {
        JsonCondition::Exists(_) => "TRUE".to_owned(),
        JsonCondition::Equals(value) => sqlite_equals(sql, &last, value),
        JsonCondition::Differs(value) => format!("NOT ({})", sqlite_equals(sql, &last, value)),
        JsonCondition::Compares(comparison, scalar) => {
            let symbol = symbol(*comparison);
            let (types, operand) = match scalar {
                Scalar::Number(number) => ("'integer', 'real'", sqlite_number(sql, number)),
                Scalar::Text(text) => ("'text'", sql.bind(text.as_str())),
            };
            format!("{last}.type IN ({types}) AND {last}.value {symbol} {operand}")
        }
        JsonCondition::Contains(value) => {
            let equals = sqlite_equals(sql, "item", value);
            let items =
                format!("json_each(CASE {last}.type WHEN 'array' THEN {last}.value ELSE '[]' END)");
            let among = format!("EXISTS (SELECT 1 FROM {items} AS item WHERE {equals})");
            match value {
                Value::String(text) => {
                    let text = sql.bind(text.as_str());
                    format!("{among} OR ({last}.type = 'text' AND instr({last}.value, {text}) > 0)")
                }
                _ => among,
            }
        }
    };
    let (steps, keys) = (steps.join(", "), keys.join(" AND "));
    let not = if test.condition == JsonCondition::Exists(false) { "NOT " } else { "" };
    format!("{not}EXISTS (SELECT 1 FROM {steps} WHERE {keys} AND ({condition}))")
}

/// Equality with the value of a `json_each` row. Arrays and objects are compared as text, which
/// has one form for each value.
fn sqlite_equals(sql: &mut Sql, row: &str, value: &Value) -> String {
    match value {
        Value::Null => format!("{row}.type = 'null'"),
        Value::Bool(truth) => format!("{row}.type = '{truth}'"),
        Value::Number(number) => {
            let number = sqlite_number(sql, number);
            format!("{row}.type IN ('integer', 'real') AND {row}.value = {number}")
        }
        Value::String(text) => {
            format!("{row}.type = 'text' AND {row}.value = {}", sql.bind(text.as_str()))
        }
        Value::Array(_) => {
            format!("{row}.type = 'array' AND {row}.value = {}", sql.bind(value.to_string()))
        }
        Value::Object(_) => {
            format!("{row}.type = 'object' AND {row}.value = {}", sql.bind(value.to_string()))
        }
    }
}

/// A number as SQLite reads it from JSON. It misreads a fraction below 1e-50 by up to 3 units in
/// its last place, so the one that a client sends is read in the same way as the stored one.
fn sqlite_number(sql: &mut Sql, number: &Number) -> String {
    match number.as_i64() {
        Some(integer) => sql.bind(integer),
        None => format!("json_extract({}, '$')", sql.bind(number.to_string())),
    }
}

const fn symbol(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
