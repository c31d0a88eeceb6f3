//! What text is looked for.

use super::terms::Words;
use super::words::{Word, phrase};
use crate::domain::violation::Violation;

/// The most terms of one query.
const MAX_QUERY_TERMS: usize = 16;

/// The longest query, in characters.
const MAX_QUERY_LETTERS: usize = 256;

/// What text is looked for: every term holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextQuery {
    /// Once it is checked, at least one of them is not negative.
    terms: Vec<Term>,
}

/// A phrase that is there, or isn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its words, which stand behind one another; at least one.
    pub words: Vec<String>,
    /// Whether the last word may go on.
    pub is_prefix: bool,
    /// Whether it must not be there.
    pub is_negative: bool,
}

impl TextQuery {
    /// Reads a query, which isn't [checked](Self::check) yet; `None` where it holds no word. With `is_unfinished`
    /// its last word may go on.
    ///
    /// # Errors
    /// When it is too long.
    pub fn parse(text: &str, is_unfinished: bool) -> Result<Option<Self>, Violation> {
        let length = text.chars().count();
        if length > MAX_QUERY_LETTERS {
            let message =
                format!("has {length} characters; at most {MAX_QUERY_LETTERS} are allowed");
            return Err(Violation::invalid(message));
        }
        let mut terms = Vec::new();
        for piece in super::parser::pieces(text, is_unfinished) {
            let (words, is_prefix) = phrase(piece.text, piece.is_prefix);
            if !words.is_empty() {
                terms.push(Term { words, is_prefix, is_negative: piece.is_negative });
            }
        }
        Ok(Some(Self { terms }).filter(|query| !query.terms.is_empty()))
    }

    /// Both queries: every term of either holds.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.terms.extend(other.terms);
        self
    }

    /// Refuses what can't be looked for.
    ///
    /// # Errors
    /// When there are too many terms, or none says what must be there.
    pub fn check(self) -> Result<Self, Violation> {
        if self.terms.iter().all(|term| term.is_negative) {
            return Err(Violation::invalid("must hold a word that is looked for, without '-'"));
        }
        let count = self.terms.len();
        if count > MAX_QUERY_TERMS {
            let message = format!("has {count} words; at most {MAX_QUERY_TERMS} are allowed");
            return Err(Violation::invalid(message));
        }
        Ok(self)
    }

    /// Its terms.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The terms that must be there.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| !term.is_negative)
    }

    /// Whether an event with these words is found.
    pub fn finds(&self, words: &Words) -> bool {
        self.terms.iter().all(|term| words.have(term) != term.is_negative)
    }
}

impl Term {
    /// Where the term stands in a text: of each time, its first word and its last.
    pub(super) fn places<'a>(
        &'a self,
        words: &'a [Word<'_>],
    ) -> impl Iterator<Item = (&'a Word<'a>, &'a Word<'a>)> {
        words.windows(self.words.len()).filter_map(|words| {
            let ([first, ..], [.., last]) = (words, words) else { return None };
            let are_neighbours = last.place - first.place + 1 == words.len();
            let mut pairs = self.words.iter().zip(words).rev();
            let ends = pairs.next().is_some_and(|(wanted, word)| self.ends_with(wanted, word));
            let fits = are_neighbours && ends && pairs.all(|(wanted, word)| *wanted == word.text);
            fits.then_some((first, last))
        })
    }

    fn ends_with(&self, wanted: &str, word: &Word<'_>) -> bool {
        if self.is_prefix { word.text.starts_with(wanted) } else { word.text == wanted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let shown = |term: &Term| {
            let sign = if term.is_negative { "-" } else { "" };
            let star = if term.is_prefix { "*" } else { "" };
            format!("{sign}{}{star}", term.words.join("+"))
        };
        let parsed = TextQuery::parse(text, false);
        match parsed.and_then(|query| query.map(TextQuery::check).transpose()) {
            Ok(None) => "nothing".to_owned(),
            Ok(Some(query)) => query.terms.iter().map(shown).collect::<Vec<_>>().join(" "),
            Err(violation) => violation.message,
        }
    }

    #[test]
    fn queries_are_read() {
        for (text, expected) in [
            ("", "nothing"),
            ("  ... - \"\" \"!\"", "nothing"),
            ("Refund Failed", "refund failed"),
            ("\"refund failed\" -test", "refund+failed -test"),
            ("ref* -\"dry run\"", "ref* -dry+run"),
            ("StripeClient.listCharges", "stripe+client+list+charges"),
            ("listCha*", "list+cha*"),
            ("\"not closed", "not+closed"),
            ("a\"b c\"d", "a b+c d"),
            ("a-b --c - d", "a+b -c d"),
            ("東", "東*"),
            ("-a", "must hold a word that is looked for, without '-'"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read(&"a ".repeat(17)), "has 17 words; at most 16 are allowed");
        assert_eq!(read(&"ä".repeat(257)), "has 257 characters; at most 256 are allowed");
    }

    #[test]
    fn the_last_word_may_go_on() {
        let last = |text| {
            let query = TextQuery::parse(text, true).expect("a query").expect("words");
            query.terms.last().expect("a term").is_prefix
        };
        assert!(last("refund fai") && last("refund \"dry ru") && last("a -b"));
        assert!(!last("\"dry run\"") && !last("東京"));
    }
}
