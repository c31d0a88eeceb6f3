//! What is looked for in the corpus: words, phrases, beginnings, and all that together.

use std::collections::BTreeSet;

use super::corpus::{Dice, phrases, words};

const FIXED: [&str; 40] = [
    "refund",
    "REFUND",
    "resume",
    "Résumé",
    "strasse",
    "Straße",
    "grosse",
    "grösse",
    "listcharges",
    "listCharges",
    "list charges",
    "\"stripe client list\"",
    "stripeclient",
    "stripecl*",
    "\"stripeclient listcharges\"",
    "stripeclientlistcharges",
    "userid",
    "user_id",
    "httpserver",
    "server",
    "v2beta",
    "beta",
    "dont",
    "couldn't",
    "couldnt",
    "東京",
    "東",
    "京",
    "東京都",
    "ガラス",
    "カラス",
    "データ",
    "ﾃﾞｰﾀ",
    "12345",
    "結",
    "👍",
    "🔥🔥",
    "❤",
    "customer notInKeys",
    "notInKeys",
];

/// At least 600 of them, each once.
pub(crate) fn queries() -> Vec<String> {
    let mut queries: BTreeSet<String> = FIXED.iter().map(|query| (*query).to_owned()).collect();
    for phrase in phrases() {
        let parts: Vec<&str> = phrase.split_whitespace().collect();
        for part in &parts {
            let plain = part.trim_matches(['-', '"', '*']);
            queries.insert(plain.to_owned());
            let half: String = plain.chars().take(plain.chars().count().div_ceil(2)).collect();
            queries.insert(format!("{half}*"));
        }
        for pair in parts.windows(2) {
            queries.insert(format!("\"{}\"", pair.join(" ")));
            queries.insert(format!("\"{} {}\"", pair[1], pair[0]));
        }
        let letters: Vec<char> = phrase.chars().collect();
        for start in (0..letters.len().saturating_sub(3)).step_by(9) {
            let piece: String = letters[start..start + 3].iter().collect();
            queries.insert(format!("\"{}\"", piece.replace('"', "")));
        }
    }
    let single: Vec<String> = queries.iter().cloned().collect();
    let mut dice = Dice::new(23);
    for _ in 0..40 {
        let (one, other) = (dice.below(single.len()), dice.below(single.len()));
        let word = dice.one_of(&words());
        queries.insert(format!("{} {word}", single[one]));
        queries.insert(format!("{word} -{}", single[other]));
        queries.insert(format!("{} {word}* -{}", single[one], single[other]));
    }
    queries.into_iter().collect()
}
