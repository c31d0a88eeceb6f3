//! Which paths payloads have, for those who filter by them.

use std::collections::HashMap;

use serde_json::Value;

use super::filter::MAX_PATH;

/// How many positions of an array are looked into.
const POSITIONS: usize = 3;

/// How many values are kept of each path, and how long each may be, in bytes.
const EXAMPLES: usize = 3;
const EXAMPLE_BYTES: usize = 200;

/// How many paths are counted.
const MOST: usize = 10_000;

/// A path inside payloads.
#[derive(Debug, Clone, PartialEq)]
pub struct PayloadPath {
    /// Keys of objects, and positions in arrays as digits, from the outside in.
    pub path: Vec<String>,
    /// How many payloads have a value there.
    pub count: usize,
    /// Some of the values that are there, each once; none of objects and arrays.
    pub examples: Vec<Value>,
}

/// Counts the paths of payloads.
#[derive(Debug, Default)]
pub struct PayloadPaths(HashMap<Vec<String>, (usize, Vec<Value>)>);

impl PayloadPaths {
    /// Counts those of one payload more: to each value that is no object.
    pub fn add(&mut self, payload: &Value) {
        self.walk(payload, &mut Vec::new());
    }

    /// The most frequent ones, at most so many; of one frequency in the order of their text.
    pub fn most_frequent(self, most: usize) -> Vec<PayloadPath> {
        let path = |(path, (count, examples))| PayloadPath { path, count, examples };
        let mut paths: Vec<PayloadPath> = self.0.into_iter().map(path).collect();
        paths.sort_by(|one, other| {
            other.count.cmp(&one.count).then_with(|| one.path.cmp(&other.path))
        });
        paths.truncate(most);
        paths
    }

    fn walk(&mut self, value: &Value, path: &mut Vec<String>) {
        if !path.is_empty() && !value.is_object() {
            self.count(value, path);
        }
        if path.len() == MAX_PATH {
            return;
        }
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    self.step(value, key.clone(), path);
                }
            }
            Value::Array(items) => {
                for (place, value) in items.iter().take(POSITIONS).enumerate() {
                    self.step(value, place.to_string(), path);
                }
            }
            _ => (),
        }
    }

    fn step(&mut self, value: &Value, part: String, path: &mut Vec<String>) {
        path.push(part);
        self.walk(value, path);
        path.pop();
    }

    fn count(&mut self, value: &Value, path: &[String]) {
        if self.0.len() >= MOST && !self.0.contains_key(path) {
            return;
        }
        let (count, examples) = self.0.entry(path.to_vec()).or_default();
        *count += 1;
        let is_short = value.as_str().is_none_or(|text| text.len() <= EXAMPLE_BYTES);
        let is_new = !value.is_array() && is_short && !examples.contains(value);
        if is_new && examples.len() < EXAMPLES {
            examples.push(value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::PayloadPaths;

    #[test]
    fn paths_are_counted_once_for_each_payload() {
        let mut paths = PayloadPaths::default();
        for payload in [
            json!({ "a": { "b": 1 }, "list": ["x", { "c": true }, "z", "beyond"] }),
            json!({ "a": { "b": 2 }, "list": [] }),
            json!({ "a": { "b": 1, "text": "x".repeat(201) } }),
            json!("text"),
        ] {
            paths.add(&payload);
        }
        let found = paths.most_frequent(10);
        let found: Vec<_> =
            found.iter().map(|one| (one.path.join("/"), one.count, json!(one.examples))).collect();
        let expected = [
            ("a/b", 3, json!([1, 2])),
            ("list", 2, json!([])),
            ("a/text", 1, json!([])),
            ("list/0", 1, json!(["x"])),
            ("list/1/c", 1, json!([true])),
            ("list/2", 1, json!(["z"])),
        ];
        assert_eq!(found, expected.map(|(path, count, list)| (path.to_owned(), count, list)));
    }
}
