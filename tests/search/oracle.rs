//! Which events a query should find, written from what the API says, and simply.
//!
//! Text is written out with a space between words, and with a dot between Chinese, Japanese and Korean
//! letters, which are found wherever they stand; then a phrase is a piece of it.

use support::Value;

/// The texts of an event, written out.
#[derive(Debug)]
pub(crate) struct Texts(Vec<String>);

const ACCENTS: [(char, &str); 16] = [
    ('ä', "a"),
    ('ö', "o"),
    ('ü', "u"),
    ('ß', "ss"),
    ('é', "e"),
    ('ï', "i"),
    ('á', "a"),
    ('１', "1"),
    ('２', "2"),
    ('３', "3"),
    ('４', "4"),
    ('５', "5"),
    ('ﾀ', "タ"),
    ('ｰ', "ー"),
    ('ｽ', "ス"),
    ('ﾞ', "゛"),
];

/// What stands between letters that are found wherever they stand.
const DOT: char = '·';

const JOINTS: [char; 6] = ['_', '-', '.', ':', '/', '\''];

impl Texts {
    /// Those of what was published, and of the narrative.
    pub(crate) fn of(input: &Value, narrative: Option<&Value>) -> Self {
        let mut texts = Vec::new();
        for part in ["eventName", "source"] {
            add(&input[part], &mut texts);
        }
        for part in ["userIntent", "context", "payload"] {
            add(&input[part], &mut texts);
        }
        if let Some(narrative) = narrative {
            add(narrative, &mut texts);
        }
        Self(texts.iter().flat_map(|text| written_out(text)).collect())
    }

    /// Whether a query finds them.
    pub(crate) fn meet(&self, query: &Query) -> bool {
        query.0.iter().all(|piece| {
            let is_there = |text: &String| has_piece(text, &piece.phrase, piece.is_prefix);
            self.0.iter().any(is_there) != piece.is_negative
        })
    }
}

/// What is looked for.
#[derive(Debug)]
pub(crate) struct Query(Vec<Piece>);

#[derive(Debug)]
struct Piece {
    /// Written out.
    phrase: String,
    /// Whether it is a beginning.
    is_prefix: bool,
    /// Whether it must not be there.
    is_negative: bool,
}

impl Query {
    /// That of a text.
    pub(crate) fn of(text: &str) -> Self {
        let pieces = pieces(text).into_iter().map(|(phrase, is_prefix, is_negative)| Piece {
            phrase: spaced(&phrase).join(" "),
            is_prefix,
            is_negative,
        });
        Self(pieces.filter(|piece| !piece.phrase.is_empty()).collect())
    }
}

fn has_piece(text: &str, phrase: &str, is_prefix: bool) -> bool {
    let ends_at = |side: Option<char>, letter: Option<char>| {
        side.is_none_or(|c| c == ' ') || (side == Some(DOT) && letter.is_some_and(is_asian))
    };
    // Most texts lack it.
    text.contains(phrase)
        && text.char_indices().any(|(at, _)| {
            let Some(behind) = text[at..].strip_prefix(phrase) else { return false };
            let begins = ends_at(text[..at].chars().next_back(), phrase.chars().next());
            let last = phrase.chars().next_back();
            let is_open = is_prefix && !last.is_some_and(is_asian);
            begins && (is_open || ends_at(behind.chars().next(), last))
        })
}

/// Phrases, whether each is a beginning, and whether it must not be there.
fn pieces(query: &str) -> Vec<(String, bool, bool)> {
    let mut pieces = Vec::new();
    let mut rest = query.trim();
    while !rest.is_empty() {
        let is_negative = rest.starts_with('-');
        rest = rest.trim_start_matches('-');
        if let Some(inner) = rest.strip_prefix('"') {
            let (phrase, behind) = inner.split_once('"').unwrap_or((inner, ""));
            pieces.push((phrase.to_owned(), behind.starts_with('*'), is_negative));
            rest = behind.trim_start_matches('*').trim_start();
        } else {
            let (word, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            pieces.push((word.to_owned(), word.ends_with('*'), is_negative));
            rest = behind.trim_start();
        }
    }
    pieces
}

fn add(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| add(item, texts)),
        Value::Object(entries) => entries.values().for_each(|item| add(item, texts)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// A text, and its identifiers without what holds them together.
fn written_out(text: &str) -> Vec<String> {
    let mut all = vec![format!(" {} ", spaced(text).join(" "))];
    for identifier in identifiers(text) {
        let parts: Vec<String> = identifier.split(JOINTS).map(plain).collect();
        all.push(format!(" {} ", parts.join(" ")));
        all.push(format!(" {} ", parts.concat()));
    }
    all
}

/// Runs of letters, and of single joints between them.
fn identifiers(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let is_word = |at: usize| letters.get(at).is_some_and(|c| is_word(*c));
    let belongs = |at: &usize| {
        let is_joint = JOINTS.contains(&letters[*at]);
        is_word(*at) || (is_joint && *at > 0 && is_word(at - 1) && is_word(at + 1))
    };
    let shown = (0..letters.len()).map(|at| if belongs(&at) { letters[at] } else { ' ' });
    shown.collect::<String>().split_whitespace().map(str::to_owned).collect()
}

/// What is looked for by itself.
fn spaced(text: &str) -> Vec<String> {
    let text = voiced(text);
    let letters: Vec<char> = text.chars().collect();
    let mut spaced = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let next = letters.get(at + 1);
        let is_small = |c: Option<&char>| c.is_some_and(|c| c.is_lowercase());
        if is_asian(*letter) {
            spaced.push(if before.is_some_and(is_asian) { DOT } else { ' ' });
            spaced.push(*letter);
            spaced.push_str(if next.is_some_and(|next| is_asian(*next)) { "" } else { " " });
        } else if is_sign(*letter) {
            spaced.extend([' ', *letter, ' ']);
        } else if is_word(*letter) {
            let is_behind_small =
                before.is_some_and(|c| is_word(c) && !c.is_uppercase() && !is_asian(c));
            let is_behind_capital = before.is_some_and(char::is_uppercase);
            let begins =
                letter.is_uppercase() && (is_behind_small || (is_behind_capital && is_small(next)));
            spaced.push_str(if begins { " " } else { "" });
            spaced.push(*letter);
        } else if !is_mark(*letter) {
            spaced.push(' ');
        }
    }
    spaced.split_whitespace().map(plain).collect()
}

/// Half-width kana as they are written otherwise.
fn voiced(text: &str) -> String {
    text.replace("ﾃﾞ", "デ")
        .replace("ﾍﾞ", "ベ")
        .replace(['ﾀ'], "タ")
        .replace(['ｰ'], "ー")
        .replace(['ｽ'], "ス")
}

fn plain(word: &str) -> String {
    let mut plain = String::new();
    for letter in word.to_lowercase().chars() {
        match ACCENTS.iter().find(|(accent, _)| *accent == letter) {
            Some((_, without)) => plain.push_str(without),
            None => plain.push(letter),
        }
    }
    plain
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_asian(c)
}

const fn is_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF66}'..='\u{FF9F}')
}

const fn is_sign(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F1E6}'..='\u{1F1FF}' | '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}')
}

/// Joiners, variants and colours of skin.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}
