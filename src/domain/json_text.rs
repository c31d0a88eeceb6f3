//! JSON that is passed on as it is stored.

use std::str::Bytes;

use serde::de::IgnoredAny;
use serde_json::Value;

/// A JSON value as text. It is parsed where somebody looks into it: most is read to be written into
/// an answer as it is.
#[derive(Debug, Clone)]
pub struct JsonText(String);

impl JsonText {
    /// Takes over a text.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn new(text: String) -> serde_json::Result<Self> {
        serde_json::from_str::<IgnoredAny>(&text)?;
        Ok(Self(text))
    }

    /// Takes over a text that is known to be JSON.
    pub const fn from_valid(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value. `None` where an adopted one has a number beyond doubles, or is nested deeper than
    /// the parser goes.
    pub fn to_value(&self) -> Option<Value> {
        serde_json::from_str(self.as_str()).ok()
    }

    /// How long the text is without the spaces between values, in bytes.
    pub fn compact_length(&self) -> usize {
        let mut bytes = self.as_str().bytes();
        let (mut spaces, mut is_in_string) = (0, false);
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => is_in_string = !is_in_string,
                b'\\' => drop(bytes.next()),
                b' ' | b'\n' | b'\r' | b'\t' if !is_in_string => spaces += 1,
                _ => {}
            }
        }
        self.as_str().len() - spaces
    }
}

impl From<Value> for JsonText {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl PartialEq for JsonText {
    /// Whether both are the same value, however it is written.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
            || self.to_value().is_some_and(|value| other.to_value() == Some(value))
    }
}

/// Whether JSON has more values than this, beside its outermost one: each is preceded by a comma or
/// an opening bracket. Nothing is kept meanwhile.
pub fn has_more_values_than(json: &str, limit: usize) -> bool {
    // A value and its comma are two bytes.
    if json.len() / 2 <= limit {
        return false;
    }
    let mut values = 0;
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b',' | b'[' | b'{' => values += 1,
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    values > limit
}

/// Goes past the closing quote.
fn skip_string(bytes: &mut Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<JsonText> {
        JsonText::new(text.to_owned()).ok()
    }

    #[test]
    fn the_same_value_may_be_written_in_two_ways() {
        assert_eq!(text(r#"{"b": [1, "x"], "a": null}"#), text(r#"{"a":null,"b":[1,"x"]}"#));
        assert_ne!(text("[1]"), text("[2]"));
        assert_ne!(text("1e400"), text("1e401"), "neither is a double");
        assert_eq!(text("1e400"), text("1e400"));
    }

    #[test]
    fn spaces_between_values_have_no_length() {
        let length = |json| text(json).map(|json| json.compact_length());
        assert_eq!(length("{\n\t\"a\": 1 }"), Some(7));
        assert_eq!(length(r#"{"a b": [1, 2]}"#), Some(r#"{"a b":[1,2]}"#.len()));
        assert_eq!(length(r#"["\" ", "\\", 1]"#), Some(r#"["\" ","\\",1]"#.len()));
        assert_eq!(length("1e400"), Some(5));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for not_json in ["", "{1: 2}", "[1", "1 2", "nil"] {
            assert_eq!(text(not_json), None, "{not_json}");
        }
    }
}
