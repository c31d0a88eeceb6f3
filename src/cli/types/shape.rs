//! What JSON values look like, as TypeScript writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

/// How many different keys an object may have: with more, its keys are taken for data.
const KEYS: usize = 100;

/// What values look like that were seen.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shape {
    /// The types of those that have no parts.
    simple: BTreeSet<&'static str>,
    has_null: bool,
    /// What their items look like, where some are arrays.
    items: Option<Box<Shape>>,
    /// What their fields look like, where some are objects.
    fields: Option<Fields>,
}

#[derive(Debug, Default, PartialEq)]
struct Fields {
    /// How many objects there were.
    objects: usize,
    /// The fields in the order of their names, each with how many objects have it.
    known: BTreeMap<String, (Shape, usize)>,
}

impl Shape {
    /// Takes in what a value looks like.
    pub(super) fn add(&mut self, value: &Value) {
        match value {
            Value::Null => self.has_null = true,
            Value::Bool(_) => drop(self.simple.insert("boolean")),
            Value::Number(_) => drop(self.simple.insert("number")),
            Value::String(_) => drop(self.simple.insert("string")),
            Value::Array(items) => {
                let shape = self.items.get_or_insert_default();
                for item in items {
                    shape.add(item);
                }
            }
            Value::Object(object) => {
                let fields = self.fields.get_or_insert_default();
                fields.objects += 1;
                for (name, value) in object {
                    let (shape, count) = fields.known.entry(name.clone()).or_default();
                    shape.add(value);
                    *count += 1;
                }
            }
        }
    }

    /// The type, whose further lines are indented by so many steps; `unknown` where nothing was seen.
    pub(super) fn to_typescript(&self, indent: usize) -> String {
        let mut types: Vec<String> = self.simple.iter().map(|&name| name.to_owned()).collect();
        types.extend(self.items.as_ref().map(|items| {
            let items = items.to_typescript(indent);
            let is_union = items.contains(" | ") && !items.starts_with('{');
            if is_union { format!("({items})[]") } else { format!("{items}[]") }
        }));
        types.extend(self.fields.as_ref().map(|fields| fields.to_typescript(indent)));
        types.extend(self.has_null.then(|| "null".to_owned()));
        if types.is_empty() { "unknown".to_owned() } else { types.join(" | ") }
    }
}

impl Fields {
    fn to_typescript(&self, indent: usize) -> String {
        if self.known.len() > KEYS {
            return "Record<string, unknown>".to_owned();
        }
        if self.known.is_empty() {
            return "Record<string, never>".to_owned();
        }
        let mut text = "{\n".to_owned();
        let pad = "  ".repeat(indent + 1);
        for (name, (shape, count)) in &self.known {
            let mark = if *count < self.objects { "?" } else { "" };
            let ty = shape.to_typescript(indent + 1);
            // Writing to a String never fails.
            let _ = writeln!(text, "{pad}{}{mark}: {ty};", key(name));
        }
        text + &"  ".repeat(indent) + "}"
    }
}

/// A name as a key of a type: JSON's strings are TypeScript's, too.
pub(super) fn key(name: &str) -> String {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    let is_plain =
        name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit());
    if is_plain { name.to_owned() } else { Value::from(name).to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn typed(values: &[Value]) -> String {
        let mut shape = Shape::default();
        for value in values {
            shape.add(value);
        }
        shape.to_typescript(0)
    }

    #[test]
    fn values_have_types() {
        for (values, expected) in [
            (vec![], "unknown"),
            (vec![json!(null)], "null"),
            (
                vec![json!(1), json!("a"), json!(true), json!(null)],
                "boolean | number | string | null",
            ),
            (vec![json!([])], "unknown[]"),
            (vec![json!([1, 2]), json!([])], "number[]"),
            (vec![json!([1, "a"])], "(number | string)[]"),
            (vec![json!({})], "Record<string, never>"),
            (vec![json!({ "a": 1 }), json!({})], "{\n  a?: number;\n}"),
            (
                vec![json!({ "b": { "c-d": null }, "a": [{ "x": 1 }, { "x": "1", "y": 2 }] })],
                "{\n  a: {\n    x: number | string;\n    y?: number;\n  }[];\n  b: {\n    \"c-d\": null;\n  };\n}",
            ),
            (vec![json!({ "\"; x": 1 })], "{\n  \"\\\"; x\": number;\n}"),
        ] {
            assert_eq!(typed(&values), expected, "{values:?}");
        }
        let many: Value = (0..200).map(|n| (n.to_string(), json!(n))).collect();
        assert_eq!(typed(&[many]), "Record<string, unknown>");
    }

    #[test]
    fn the_order_of_values_does_not_matter() {
        let values = [json!({ "a": 1 }), json!({ "b": [null] }), json!("x"), json!([{ "z": 1 }])];
        let mut reversed = values.clone();
        reversed.reverse();
        assert_eq!(typed(&values), typed(&reversed));
    }
}
