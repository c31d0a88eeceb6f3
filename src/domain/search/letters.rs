//! Text as letters that are compared, each with the piece of the text that it comes from.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// What a letter is to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Part of a word, and upper case.
    Upper,
    /// Part of a word.
    Other,
    /// Of a script that is written without spaces, or searched within words: Han, kana, Hangul.
    Paired,
    /// A word of its own: an emoji.
    Sign,
    /// What may hold the parts of an identifier together.
    Joint,
    /// What stands between words.
    Gap,
}

/// A letter, and which bytes of the text it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) shape: char,
    pub(super) kind: Kind,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Reads the letters of a text, compatibility-composed and without accents, in place of those of another.
///
/// A letter is normalized with the marks behind it: what differs from the normal form of the whole text
/// is nothing that is searched for, and each letter keeps its place.
pub(super) fn letters(text: &str, letters: &mut Vec<Letter>) {
    letters.clear();
    let mut waiting = text.char_indices().peekable();
    while let Some((from, first)) = waiting.next() {
        let mut to = from + first.len_utf8();
        while let Some((at, next)) = waiting.next_if(|(_, next)| continues(*next)) {
            to = at + next.len_utf8();
        }
        let mut push =
            |letter| letters.push(Letter { shape: letter, kind: kind(letter), from, to });
        if first.is_ascii() && to == from + 1 {
            push(first);
            continue;
        }
        let piece = &text[from..to];
        let kept = piece.nfkd().filter(|letter| !is_left_out(*letter));
        kept.nfc().for_each(&mut push);
    }
}

/// Adds a letter, its case folded: what folds to several letters does so here too (`ß`).
pub(super) fn fold(letter: char, word: &mut String) {
    if letter.is_ascii() {
        word.push(letter.to_ascii_lowercase());
        return;
    }
    for lower in letter.to_lowercase() {
        for upper in lower.to_uppercase() {
            word.extend(upper.to_lowercase());
        }
    }
}

/// Whether a character belongs to the one before it.
fn continues(next: char) -> bool {
    !next.is_ascii() && (is_combining_mark(next) || is_unseen(next) || is_rest_of_syllable(next))
}

/// Vowels and finals of Hangul syllables that are written in parts, and the half-width marks of kana.
const fn is_rest_of_syllable(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}' | '\u{FF9E}' | '\u{FF9F}')
}

/// Accents, points and overlays; but not what makes another letter of one: voicing marks of kana, vowel
/// signs, tones.
fn is_left_out(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let class = canonical_combining_class(c);
    let is_accent = matches!(class, 1 | 10..=36 | 200..=240);
    let is_enclosing = matches!(c, '\u{20DD}'..='\u{20E4}');
    is_accent || is_enclosing || is_unseen(c)
}

/// What changes how others look, and is nothing by itself: joiners, directions, selectors of variants,
/// colours of skin, tags.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{200C}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{1F3FB}'..='\u{1F3FF}'
            | '\u{E0000}'..='\u{E01EF}'
    )
}

fn kind(letter: char) -> Kind {
    match letter {
        'A'..='Z' => Kind::Upper,
        'a'..='z' | '0'..='9' => Kind::Other,
        '_' | '-' | '.' | ':' | '/' | '\'' | '\u{2019}' | '\u{2010}' => Kind::Joint,
        '\0'..='\x7F' => Kind::Gap,
        _ if is_paired(letter) => Kind::Paired,
        _ if is_sign(letter) => Kind::Sign,
        _ if letter.is_uppercase() => Kind::Upper,
        _ if letter.is_alphanumeric() || is_combining_mark(letter) => Kind::Other,
        _ => Kind::Gap,
    }
}

/// Blocks of Unicode that hold nothing else.
const fn is_paired(c: char) -> bool {
    matches!(
        c,
        '\u{1100}'..='\u{11FF}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{3029}'
            | '\u{3031}'..='\u{3035}'
            | '\u{3041}'..='\u{309F}'
            | '\u{30A1}'..='\u{30FA}'
            | '\u{30FC}'..='\u{312F}'
            | '\u{3131}'..='\u{318E}'
            | '\u{31A0}'..='\u{31BF}'
            | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{A960}'..='\u{A97F}'
            | '\u{AC00}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{1AFF0}'..='\u{1B16F}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Emoji, and the symbols among which they stand.
const fn is_sign(c: char) -> bool {
    matches!(
        c,
        '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B05}'..='\u{2B55}' | '\u{1F000}'..='\u{1FAFF}'
    )
}
