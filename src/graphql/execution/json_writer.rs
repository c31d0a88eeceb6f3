//! JSON as it is written, within what an answer may hold.

use std::fmt::Write as _;

use async_graphql::{Name, PathSegment};

use super::budget::Budget;
use crate::graphql::values::leaf::Leaf;
use crate::service::ServiceError;

/// How many bytes are counted together.
const STEP: usize = 8 * 1024;

/// Why something can't be written, and where it stands within what is.
pub(in crate::graphql) struct Failure {
    pub(in crate::graphql) path: Vec<PathSegment>,
    pub(in crate::graphql) error: ServiceError,
}

/// JSON that is being written, within what an answer may hold.
pub(in crate::graphql) struct JsonWriter<'a> {
    json: String,
    budget: &'a Budget,
    /// Where that is written now.
    path: Vec<PathSegment>,
    /// Bytes that were written and not counted yet.
    uncounted: usize,
    failures: Vec<Failure>,
    /// Whether it is more than the answer may hold.
    is_too_much: bool,
}

impl<'a> JsonWriter<'a> {
    pub(in crate::graphql) fn new(budget: &'a Budget) -> Self {
        let (json, path, failures) = (String::new(), Vec::new(), Vec::new());
        Self { json, budget, path, uncounted: 0, failures, is_too_much: false }
    }

    /// What was written, unless that is too much, and what couldn't be.
    pub(in crate::graphql) fn finish(mut self) -> (Option<String>, Vec<Failure>) {
        self.count();
        ((!self.is_too_much).then_some(self.json), self.failures)
    }

    /// Writes null at this place, and says why.
    pub(in crate::graphql) fn fail(&mut self, error: ServiceError) {
        self.failures.push(Failure { path: self.path.clone(), error });
        self.token("null");
    }

    /// Counts what is about to be written, in steps of some size: others count at the same place.
    fn charge(&mut self, bytes: usize) {
        self.uncounted += bytes;
        if self.uncounted >= STEP {
            self.count();
        }
    }

    fn count(&mut self) {
        let is_within = self.budget.spend_bytes(std::mem::take(&mut self.uncounted));
        if !is_within && !std::mem::replace(&mut self.is_too_much, true) {
            // All of the field that is being resolved is too much, and not just where it ended.
            self.failures.push(Failure { path: Vec::new(), error: self.budget.too_much_text() });
        }
    }

    /// What an answer may hold.
    pub(in crate::graphql) const fn budget(&self) -> &'a Budget {
        self.budget
    }

    /// Writes what stands at this place.
    pub(in crate::graphql) fn at(&mut self, segment: PathSegment, write: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        write(self);
        self.path.pop();
    }

    /// Writes a list.
    pub(in crate::graphql) fn list<T>(&mut self, items: &[T], write: impl Fn(&T, &mut Self)) {
        self.json.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.json.push(',');
            }
            self.at(PathSegment::Index(index), |text| write(item, text));
            if self.is_too_much {
                break;
            }
        }
        self.json.push(']');
    }

    /// Writes an object.
    pub(in crate::graphql) fn object<F>(
        &mut self,
        fields: &[(Name, F)],
        write: impl Fn(&F, &mut Self),
    ) {
        let mut before = '{';
        for (key, field) in fields {
            self.json.push(before);
            self.json.push('"');
            // Names of GraphQL have nothing that JSON escapes.
            self.json.push_str(key);
            self.json.push_str("\":");
            self.charge(key.len() + "\"\":,".len());
            write(field, self);
            if self.is_too_much {
                return;
            }
            before = ',';
        }
        self.json.push('}');
    }

    /// Writes a value without fields.
    pub(in crate::graphql) fn leaf(&mut self, leaf: &Leaf<'_>) {
        match leaf {
            Leaf::Null => self.token("null"),
            Leaf::Truth(truth) => self.token(if *truth { "true" } else { "false" }),
            Leaf::Number(number) => self.number(*number),
            Leaf::Name(name) => self.string(name),
            Leaf::Text(text) => self.string(text),
            Leaf::Json(json) => self.token(json),
            Leaf::Ids(ids) => self.list(ids, |id, text| text.string(id.as_str())),
        }
    }

    /// Writes what is JSON already.
    pub(in crate::graphql) fn token(&mut self, json: &str) {
        self.charge(json.len());
        if !self.is_too_much {
            self.json.push_str(json);
        }
    }

    fn number(&mut self, number: i64) {
        let before = self.json.len();
        // Writing to a string doesn't fail.
        let _ = write!(self.json, "{number}");
        self.charge(self.json.len() - before);
    }

    pub(in crate::graphql) fn string(&mut self, string: &str) {
        let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
        if !string.bytes().all(is_plain) {
            return self.token(&serde_json::Value::from(string).to_string());
        }
        self.json.push('"');
        self.token(string);
        self.json.push('"');
    }
}
