//! What stands before a document: YAML that GitHub, Docusaurus and MkDocs read alike.
//!
//! Texts are double-quoted and written as JSON, which YAML reads. MkDocs puts titles into its pages as they are, so that
//! what would be markup there is replaced by what looks like it: references would show in the other two.

use std::fmt::Write as _;

use crate::domain::story::on_one_line;
use crate::narrative::markdown::shortened;

/// How long titles are, and descriptions, in characters.
pub(super) const TITLE: usize = 120;
const DESCRIPTION: usize = 240;
const TAG: usize = 60;

/// What stands before a document.
#[derive(Debug, Default)]
pub(super) struct FrontMatter<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) date: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) tags: &'a [String],
}

impl FrontMatter<'_> {
    /// As text, with an empty line at its end.
    pub(super) fn text(&self) -> String {
        let mut text = "---\n".to_owned();
        let mut line = |key: &str, value: &str| {
            // Writing to a String never fails.
            let _ = writeln!(text, "{key}: {value}");
        };
        line("title", &quoted(self.title, TITLE));
        line("description", &quoted(self.description, DESCRIPTION));
        for (key, value) in [("date", self.date), ("id", self.id)] {
            if let Some(value) = value {
                line(key, &quoted(value, TITLE));
            }
        }
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag, TAG)).collect();
            line("tags", &format!("[{}]", tags.join(", ")));
        }
        text.push_str("---\n\n");
        text
    }
}

/// The tags that all three can use: Docusaurus makes an address of each, for which it needs a letter or a digit.
pub(super) fn usable_tags(tags: &[String]) -> Vec<String> {
    let mut usable: Vec<String> = Vec::new();
    for tag in tags {
        let tag = shortened(tag, TAG);
        if tag.chars().any(char::is_alphanumeric) && !usable.contains(&tag) {
            usable.push(tag);
        }
    }
    usable
}

/// A text in double quotes, of at most so many characters.
fn quoted(text: &str, most: usize) -> String {
    let text = shortened(&on_one_line(text), most);
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '<' => quoted.push('‹'),
            '>' => quoted.push('›'),
            '"' => quoted.push('”'),
            '\'' => quoted.push('’'),
            '&' => quoted.push('＆'),
            '{' => quoted.push('｛'),
            '}' => quoted.push('｝'),
            '\\' => quoted.push_str("\\\\"),
            // YAML has no such characters.
            '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {}
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_and_hold_no_markup() {
        let tags = ["a\nb: [c]", "...", "a b: [c]"].map(str::to_owned);
        let tags = usable_tags(&tags);
        let front = FrontMatter {
            title: "</title>\n---\n\"x\": {{y}} \\n & 'z'\u{0}\u{202e}",
            description: &"word ".repeat(100),
            date: Some("2026-03-02"),
            id: None,
            tags: &tags,
        };
        let text = front.text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "---");
        assert_eq!(lines[1], r#"title: "‹/title› --- ”x”: ｛｛y｝｝ \\n ＆ ’z’""#);
        assert!(lines[2].ends_with("word …\"") && lines[2].len() < 270, "{}", lines[2]);
        assert_eq!(&lines[3..], ["date: \"2026-03-02\"", "tags: [\"a b: [c]\"]", "---", ""]);
    }
}
