//! The words of a text, and those of a phrase that is looked for.

use std::collections::HashSet;
use std::ops::Range;

use super::MAX_LETTERS;
use super::letters::{Kind, Letter, fold, letters};

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// Its place. Those of neighbours follow one another; a phrase needs neighbours.
    pub(super) place: usize,
    /// Which bytes of the text it comes from.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// How a part follows the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glue {
    /// Something stands between them.
    None,
    /// One character that holds identifiers together does.
    Joint,
    /// Nothing: it begins with a capital letter.
    Case,
}

/// Letters of one sort in a row.
#[derive(Debug, Clone)]
struct Part {
    kind: Kind,
    letters: Range<usize>,
    glue: Glue,
}

/// Makes words of one text after the other, in the same memory.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    letters: Vec<Letter>,
    parts: Vec<Part>,
    words: Written,
}

impl Splitter {
    /// The words of a text. First come its parts, in their order; then, apart from one another, what
    /// identifiers are without their joints: `StripeClient.listCharges` is also the phrase `stripeclient
    /// listcharges`, and the word `stripeclientlistcharges`.
    pub(super) fn words(&mut self, text: &str) -> impl Iterator<Item = Word<'_>> {
        self.split(text);
        for part in &self.parts {
            self.words.add_part(&self.letters, part, true);
        }
        self.words.add_joined(&self.letters, &self.parts);
        self.words.iter()
    }

    fn split(&mut self, text: &str) {
        letters(text, &mut self.letters);
        split(&self.letters, &mut self.parts);
        self.words.text.clear();
        self.words.words.clear();
    }
}

/// The words of a phrase that is looked for, and whether its last one may go on: as is said of it; but
/// what is searched within words is found wherever it begins and ends.
pub(super) fn phrase(text: &str, may_go_on: bool) -> (Vec<String>, bool) {
    let mut splitter = Splitter::default();
    splitter.split(text);
    let Splitter { letters, parts, mut words } = splitter;
    let mut goes_on = may_go_on;
    for (number, part) in parts.iter().enumerate() {
        let is_last = number + 1 == parts.len();
        let is_single = part.letters.len() == 1;
        if is_last && part.kind == Kind::Paired {
            goes_on = is_single;
        }
        words.add_part(&letters, part, !is_last || is_single);
    }
    (words.iter().map(|word| word.text.to_owned()).collect(), goes_on)
}

/// Splits letters where their sort changes, at joints and gaps, and where case does: `HTTPServer` is
/// `HTTP` and `Server`.
fn split(letters: &[Letter], parts: &mut Vec<Part>) {
    parts.clear();
    // What stands before the next part.
    let mut before = Glue::None;
    for (at, letter) in letters.iter().enumerate() {
        match letter.kind {
            Kind::Gap => before = Glue::None,
            Kind::Joint => {
                let is_behind_word = at > 0 && is_word(letters[at - 1].kind);
                before = if is_behind_word { Glue::Joint } else { Glue::None };
            }
            kind => {
                let last = parts.last_mut().filter(|last| last.letters.end == at);
                let last = last.filter(|last| belongs_together(last.kind, kind));
                match last {
                    Some(last) if !begins_word(letters, at) => last.letters.end = at + 1,
                    Some(_) => parts.push(Part { kind, letters: at..at + 1, glue: Glue::Case }),
                    None => {
                        let is_word = is_word(kind);
                        let glue = if is_word { before } else { Glue::None };
                        parts.push(Part { kind, letters: at..at + 1, glue });
                    }
                }
                before = Glue::None;
            }
        }
    }
}

const fn is_word(kind: Kind) -> bool {
    matches!(kind, Kind::Upper | Kind::Other)
}

fn belongs_together(one: Kind, next: Kind) -> bool {
    (is_word(one) && is_word(next)) || (one == Kind::Paired && next == Kind::Paired)
}

/// Whether a letter within a word begins another: a capital behind another letter, or before one.
fn begins_word(letters: &[Letter], at: usize) -> bool {
    if letters[at].kind != Kind::Upper {
        return false;
    }
    let is_before_small = letters
        .get(at + 1)
        .is_some_and(|next| next.kind == Kind::Other && next.shape.is_lowercase());
    letters[at - 1].kind == Kind::Other || is_before_small
}

/// Words that are written behind one another in one text.
#[derive(Debug, Default)]
struct Written {
    text: String,
    words: Vec<Found>,
}

/// Where a word is written, and what else is known of it.
#[derive(Debug)]
struct Found {
    text: Range<usize>,
    place: usize,
    from: usize,
    to: usize,
}

impl Written {
    fn iter(&self) -> impl Iterator<Item = Word<'_>> {
        self.words.iter().map(|word| {
            let Found { ref text, place, from, to } = *word;
            Word { text: &self.text[text.clone()], place, from, to }
        })
    }

    /// The place that is so far behind the last word.
    fn place_behind(&self, distance: usize) -> usize {
        self.words.last().map_or(0, |last| last.place + distance)
    }

    /// Adds the words of one part at the next places: pairs of neighbours, `with_last` the last letter too.
    fn add_part(&mut self, letters: &[Letter], part: &Part, with_last: bool) {
        if part.kind != Kind::Paired {
            self.add(&letters[part.letters.clone()], self.place_behind(1));
            return;
        }
        for at in part.letters.clone() {
            let end = (at + 2).min(part.letters.end);
            if end == at + 2 || with_last {
                self.add(&letters[at..end], self.place_behind(1));
            }
        }
    }

    /// Adds the word that these letters are, of which as many count as a word may have.
    fn add(&mut self, letters: &[Letter], place: usize) {
        let ([first, ..], [.., last]) = (letters, letters) else { return };
        let start = self.text.len();
        for letter in letters.iter().filter(|letter| letter.kind != Kind::Joint).take(MAX_LETTERS) {
            fold(letter.shape, &mut self.text);
        }
        // Some letters fold to several.
        let word = &self.text[start..];
        if word.len() > MAX_LETTERS
            && let Some((length, _)) = word.char_indices().nth(MAX_LETTERS)
        {
            self.text.truncate(start + length);
        }
        let text = start..self.text.len();
        self.words.push(Found { text, place, from: first.from, to: last.to });
    }

    /// Adds what identifiers of several parts are without what holds them together, each once.
    fn add_joined(&mut self, letters: &[Letter], parts: &[Part]) {
        let mut known: HashSet<String> = HashSet::new();
        for identifier in parts.chunk_by(|_, next| next.glue != Glue::None) {
            let [first, .., last] = identifier else { continue };
            let whole = &letters[first.letters.start..last.letters.end];
            if !known.insert(whole.iter().map(|one| one.shape).collect()) {
                continue;
            }
            let coarse = identifier.chunk_by(|_, next| next.glue == Glue::Case);
            let is_coarser = identifier.iter().any(|part| part.glue == Glue::Case);
            let mut distance = 2;
            if is_coarser && identifier.iter().skip(1).any(|part| part.glue == Glue::Joint) {
                for group in coarse {
                    let ([one, ..], [.., end]) = (group, group) else { continue };
                    let letters = &letters[one.letters.start..end.letters.end];
                    self.add(letters, self.place_behind(distance));
                    distance = 1;
                }
                distance = 2;
            }
            if whole.len() <= MAX_LETTERS {
                self.add(whole, self.place_behind(distance));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut shown = String::new();
        let mut next = 0;
        for word in Splitter::default().words(text) {
            shown.push_str(if word.place > next { " | " } else { " " });
            shown.push_str(word.text);
            next = word.place + 1;
        }
        shown.trim_start().to_owned()
    }

    #[test]
    fn text_becomes_words() {
        for (text, expected) in [
            ("", ""),
            ("Hello, World!", "hello world"),
            ("Café CAFÉ Cafe\u{301}", "cafe cafe cafe"),
            ("Straße STRASSE", "strasse strasse"),
            ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"),
            ("ﬁne ① ½", "fine 1 1 2"),
            ("listCharges", "list charges | listcharges"),
            ("HTTPServer", "http server | httpserver"),
            ("user_id", "user id | userid"),
            (
                "StripeClient.listCharges",
                "stripe client list charges | stripeclient listcharges | stripeclientlistcharges",
            ),
            ("a b a-b a-b", "a b a b a b | ab"),
            ("v2Beta utf8", "v2 beta utf8 | v2beta"),
            ("東京都", "東京 京都 都"),
            ("東京Tower", "東京 京 tower"),
            ("データ", "デー ータ タ"),
            ("ﾃﾞｰﾀ", "デー ータ タ"),
            ("서울 시", "서울 울 시"),
            ("\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}", "서울 울"),
            ("ok👍🏽 👨\u{200D}👩", "ok 👍 👨 👩"),
            ("हिन्दी", "हिन्दी"),
            ("...-- _", ""),
            ("don't", "don t | dont"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Größe: listCharges 東京";
        let mut splitter = Splitter::default();
        let found: Vec<_> = splitter.words(text).map(|word| &text[word.from..word.to]).collect();
        assert_eq!(found, ["Größe", "list", "Charges", "東京", "京", "listCharges"]);
    }

    #[test]
    fn long_words_are_cut() {
        let long = "x".repeat(100);
        let words = |text: &str| -> Vec<String> {
            Splitter::default().words(text).map(|word| word.text.to_owned()).collect()
        };
        assert_eq!(words(&long), ["x".repeat(64)]);
        assert_eq!(words(&"ß".repeat(50)), ["s".repeat(64)]);
        assert_eq!(words(&format!("{long}-y")).len(), 2, "what is joined may be left out");
    }

    #[test]
    fn phrases_are_looked_for_within_words_where_those_have_no_ends() {
        let phrase = |text| phrase(text, false);
        let strings = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(phrase("東京都"), (strings(&["東京", "京都"]), false));
        assert_eq!(phrase("東"), (strings(&["東"]), true));
        assert_eq!(phrase("東京 Tower"), (strings(&["東京", "京", "tower"]), false));
        assert_eq!(phrase("listCharges"), (strings(&["list", "charges"]), false));
    }
}
