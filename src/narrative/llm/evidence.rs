//! The check of what a model says: each sentence must rest on facts that there are, and hold no number, name, code
//! or quotation that those don't.
//!
//! A sentence that fails is left out. Where too many fail, or what is left tells too little, all of it is refused.

use std::collections::HashSet;

use super::facts::Facts;
use super::protocol::Claim;

/// How many sentences a story may have, and how long one may be, in characters.
const SENTENCES: usize = 60;
const LONGEST: usize = 600;

/// How many percent of the sentences may fail.
const FAILING: usize = 30;

/// How many of the steps must be told: a third, so many at most.
const STEPS: usize = 6;

/// How many words a story has at least.
const WORDS: usize = 12;

/// A sentence that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// What it says.
    pub(super) text: String,
    /// The numbers of the facts that it rests on.
    pub(super) facts: Vec<usize>,
}

/// The sentences that hold, or what is wrong with them all, for the model to mend.
pub(super) fn check(claims: &[Claim], facts: &Facts) -> Result<Vec<Held>, String> {
    let (mut held, mut faults, mut known) = (Vec::new(), Vec::new(), HashSet::new());
    for (claim, number) in claims.iter().take(SENTENCES).zip(1..) {
        let is_new = known.insert(words(&claim.text).collect::<Vec<_>>());
        let fault = if is_new { fault(claim, facts) } else { Some("it is there twice".to_owned()) };
        if let Some(fault) = fault {
            faults.push(format!("sentence {number}: {fault}"));
        } else {
            let (text, facts) = (claim.text.trim().to_owned(), claim.facts.clone());
            held.push(Held { text, facts });
        }
    }
    let all = held.len() + faults.len();
    if faults.len() * 100 > all * FAILING {
        return Err(faults.join("; "));
    }
    let cited: HashSet<usize> = held.iter().flat_map(|one| one.facts.iter().copied()).collect();
    let steps = cited.iter().filter(|number| facts.get(**number).is_some_and(|fact| fact.is_step));
    let (told, needed) = (steps.count(), facts.steps().div_ceil(3).min(STEPS));
    if told < needed {
        return Err(format!("{told} of the steps are told; at least {needed} must be"));
    }
    let count: usize = held.iter().map(|one| words(&one.text).count()).sum();
    if held.is_empty() || count < WORDS {
        return Err(format!("it has {count} words; at least {WORDS} are needed"));
    }
    Ok(held)
}

/// What is wrong with a sentence.
fn fault(claim: &Claim, facts: &Facts) -> Option<String> {
    let text = claim.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Some(format!("it must have 1 to {LONGEST} characters"));
    }
    if let Some(c) = text.chars().find(|c| is_forbidden(*c)) {
        return Some(format!("it holds U+{:04X}, and may hold no markup", u32::from(c)));
    }
    let lower = text.to_lowercase();
    if lower.contains("://") || lower.contains("www.") || lower.contains("mailto:") {
        return Some("it holds an address".to_owned());
    }
    if claim.facts.is_empty() {
        return Some("it names no fact".to_owned());
    }
    if let Some(number) = claim.facts.iter().find(|number| facts.get(**number).is_none()) {
        return Some(format!("there is no fact {number}, only 1 to {}", facts.len()));
    }
    let cited = claim.facts.iter().filter_map(|number| facts.get(*number));
    let cited: Vec<&str> = cited.map(|fact| &*fact.text).collect();
    quotations(text)
        .into_iter()
        .find(|quotation| !cited.iter().any(|fact| fact.contains(quotation)))
        .map(|quotation| format!("the facts that it names don't say “{quotation}”"))
        .or_else(|| unfounded(text, &cited, facts))
}

/// Characters of markup, control characters, and those that turn the direction of text.
fn is_forbidden(c: char) -> bool {
    "<>[]{}`*|\\#~^".contains(c) || c != ' ' && crate::domain::story::is_blank(c)
}

/// What stands in quotation marks; of a quotation without an end, all that follows.
fn quotations(text: &str) -> Vec<&str> {
    let pairs = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»'), ('‘', '’')];
    let mut found = Vec::new();
    for (open, close) in pairs {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(open) {
            let (quotation, further) = after.split_once(close).unwrap_or((after, ""));
            found.push(quotation.trim().trim_end_matches(['.', ',', '…']).trim_end());
            rest = further;
        }
    }
    found.retain(|quotation| !quotation.is_empty());
    found
}

/// A number, a piece of code, or a name that the facts don't hold. Numbers and code must be in those that the
/// sentence names, names in any.
fn unfounded(text: &str, cited: &[&str], facts: &Facts) -> Option<String> {
    let known: HashSet<String> = cited.iter().flat_map(|fact| words(fact)).collect();
    let raw: HashSet<&str> = cited.iter().flat_map(|fact| raw_words(fact)).collect();
    let anywhere: HashSet<String> = facts.texts().flat_map(words).collect();
    for (word, place) in raw_words(text).zip(0..) {
        let lower = word.to_lowercase();
        if word.chars().any(char::is_numeric) || is_code(word) {
            if !raw.contains(word) {
                return Some(format!("the facts that it names don't hold “{word}”"));
            }
        } else if let Some(digits) = spelled(&lower) {
            if !known.contains(&lower) && !known.contains(digits) {
                return Some(format!("the facts that it names don't hold the number “{word}”"));
            }
        } else if place > 0 && word.chars().next().is_some_and(char::is_uppercase) {
            let mut parts = words(word);
            if !parts.all(|part| anywhere.contains(&part)) {
                return Some(format!("no fact names “{word}”"));
            }
        }
    }
    None
}

/// Whether a word looks like a piece of code: an address, a path, an identifier.
fn is_code(word: &str) -> bool {
    let joined = |c: char| {
        word.char_indices()
            .any(|(at, other)| other == c && at > 0 && at + c.len_utf8() < word.len())
    };
    let mut letters = word.chars();
    let first = letters.next();
    let has_hump = first.is_some_and(char::is_lowercase) && letters.any(char::is_uppercase);
    "_./:@$=&%+".chars().any(joined) || word.starts_with(['@', '$', '/', '_']) || has_hump
}

/// The words of a text without what stands around them.
fn raw_words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || "“”\"„«»‘’()—–…".contains(c));
    let trimmed = words.map(|word| {
        let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        word.trim_start_matches(['\'', '.', ',', ';', ':', '!', '?'])
    });
    trimmed.filter(|word| !word.is_empty())
}

/// The words of a text in small letters, without anything but letters and digits.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// The digits of a number that is spelled out. "One" is mostly no number.
fn spelled(word: &str) -> Option<&'static str> {
    const NUMBERS: [(&str, &str); 33] = [
        ("two", "2"),
        ("twice", "2"),
        ("both", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("dozen", "12"),
        ("thirteen", "13"),
        ("fourteen", "14"),
        ("fifteen", "15"),
        ("sixteen", "16"),
        ("seventeen", "17"),
        ("eighteen", "18"),
        ("nineteen", "19"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("forty", "40"),
        ("fifty", "50"),
        ("sixty", "60"),
        ("seventy", "70"),
        ("eighty", "80"),
        ("ninety", "90"),
        ("hundred", "100"),
        ("thousand", "1000"),
        ("million", "1000000"),
        ("half", "50"),
    ];
    NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, digits)| *digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Claim, Facts, check};
    use crate::domain::ids::EventId;
    use crate::domain::story::{Chapter, Sentence, Story, Topic};

    const SAID: [&str; 5] = [
        "Provider connected, 2026-03-02 10:00, by oauth_flow",
        "Widget created, 10:02, by widget_wizard. Wanted: “See payments in 20 seconds”",
        "Automation created, 10:03, by web. Outcome: “PAY-412 after 44 seconds”",
        "Token expired, 11:40, by Stripe. Outcome: “Stripe answered 401”",
        "Provider reconnected, 12:02, by web. Outcome: “All 7 caught up”",
    ];

    fn facts() -> Facts {
        let sentence = |(text, number): (&str, usize)| {
            let id = EventId::from_stored(format!("e{number}"));
            Sentence { step: Some(number), ..Sentence::of([id]).ours(text) }
        };
        let sentences = SAID.into_iter().zip(1..).map(sentence).collect();
        let chapters = vec![Chapter { topic: Topic::WhatHappened, sentences }];
        Facts::of(&Story { chapters, ..Story::default() })
    }

    fn claims() -> Vec<Claim> {
        let texts = [
            ("The provider was connected at 10:00 by oauth_flow.", vec![1]),
            ("A widget was wanted that would “See payments in 20 seconds”.", vec![2]),
            ("The automation led to PAY-412 after 44 seconds.", vec![3]),
            ("Then Stripe answered 401, for the token had expired.", vec![4]),
            ("Once it was reconnected at 12:02, “All 7 caught up”.", vec![5]),
        ];
        texts.map(|(text, facts)| Claim { text: text.to_owned(), facts }).into()
    }

    #[test]
    fn a_faithful_story_holds() {
        let held = check(&claims(), &facts()).unwrap();
        assert_eq!(held.len(), 5);
    }

    #[test]
    fn what_facts_do_not_say_is_left_out_or_refused() {
        for (text, cited) in [
            ("The provider was connected at 10:01.", 1),
            ("The provider was connected twice.", 1),
            ("The provider was connected after 44 seconds.", 1),
            ("It was Alice who connected the provider.", 1),
            ("The provider was connected by poll_worker.", 1),
            ("The provider said “hello”.", 1),
            ("See www.evil.example.", 1),
            ("See [this](x).", 1),
            ("The provider was connected.\u{202e}", 1),
            ("The provider was connected.", 6),
            ("The provider was connected.", 0),
            ("", 1),
        ] {
            let mut claims = claims();
            claims.push(Claim { text: text.to_owned(), facts: vec![cited] });
            let held = check(&claims, &facts()).unwrap();
            assert_eq!(held.len(), 5, "{text}");
        }
        let twice: Vec<Claim> = claims().into_iter().take(1).cycle().take(4).collect();
        check(&twice, &facts()).unwrap_err();
        check(&claims()[..1], &facts()).unwrap_err();
        check(&[], &facts()).unwrap_err();
    }

    /// What is done to one of the sentences.
    fn mutation() -> impl Strategy<Value = (usize, u8, u32, usize)> {
        (0_usize..5, 0_u8..7, 0_u32..100_000, 0_usize..9)
    }

    fn mutate(claims: &mut [Claim], (place, kind, number, fact): (usize, u8, u32, usize)) {
        let Claim { text, facts } = &mut claims[place];
        match kind {
            0 => *text = text.replace(|c: char| c.is_ascii_digit(), &(number % 10).to_string()),
            1 => *text = text.replacen(|c: char| c.is_ascii_digit(), &number.to_string(), 1),
            2 => text.push_str(&format!(" It took {number} more.")),
            3 => text.push_str(&format!(" See id{number}.")),
            4 => text.push_str(&format!(" At {}:{:02}.", number % 24, number % 60)),
            5 => *facts = vec![fact],
            _ => *text = text.replace('“', &format!("“{number} ")),
        }
    }

    /// The runs of digits in a text.
    fn digits(text: &str) -> Vec<&str> {
        let runs = text.split(|c: char| !c.is_ascii_digit());
        runs.filter(|run| !run.is_empty()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

        #[test]
        fn no_invented_number_or_fact_holds(
            mutations in prop::collection::vec(mutation(), 1..4),
        ) {
            let mut claims = claims();
            for mutation in mutations {
                mutate(&mut claims, mutation);
            }
            for held in check(&claims, &facts()).unwrap_or_default() {
                prop_assert!(held.facts.iter().all(|fact| (1..=5).contains(fact)), "{held:?}");
                let cited = held.facts.iter().map(|fact| SAID[fact - 1]).collect::<Vec<_>>();
                let known: Vec<&str> = cited.iter().flat_map(|fact| digits(fact)).collect();
                let invented = digits(&held.text).into_iter().find(|run| !known.contains(run));
                prop_assert_eq!(invented, None, "{:?}", held);
            }
        }
    }
}
