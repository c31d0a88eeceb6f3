//! The check of what a model says: each sentence must rest on facts that there are, speak of the same, and hold no
//! number, name, code or quotation that those don't.
//!
//! A sentence that fails is left out. Where too many fail, or what is left tells too little, all of it is refused.

use std::collections::HashSet;

use super::facts::Facts;
use super::protocol::Claim;
use super::words::{
    is_code, is_opener, quotations, raw_words, spelled, stem, turns_meaning, words,
};

/// How many sentences a story may have, and how long one may be, in characters.
const SENTENCES: usize = 60;
const LONGEST: usize = 400;

/// How many words a sentence has at least.
const SHORTEST: usize = 4;

/// How many facts a sentence may rest on.
const CITED: usize = 4;

/// How many percent of the sentences may fail.
const FAILING: usize = 30;

/// How many of the steps must be told: a third, so many at most.
const STEPS: usize = 6;

/// How many words a story has at least.
const WORDS: usize = 12;

/// From how many letters on a word says what a sentence is about.
const TELLING: usize = 5;

/// Marks of markup, and of quotations that would not be looked up.
const MARKS: &str = "<>[]{}`*|\\#~^«»‹›„‚‘´";

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
    if claims.len() > SENTENCES {
        return Err(format!("it has {} sentences; {SENTENCES} are the most", claims.len()));
    }
    let (mut held, mut faults, mut known) = (Vec::new(), Vec::new(), HashSet::new());
    for (claim, number) in claims.iter().zip(1..) {
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
    let (told, needed) = (facts.steps_told(&cited), facts.steps().div_ceil(3).min(STEPS));
    if told < needed || held.len() < needed.min(3) {
        let count = held.len();
        return Err(format!(
            "{count} sentences tell {told} of the steps; at least {needed} must be"
        ));
    }
    let copies = held.iter().filter(|one| facts.texts().any(|fact| are_same(fact, &one.text)));
    if copies.count() * 2 > held.len() {
        return Err("it copies the facts".to_owned());
    }
    let count: usize = held.iter().map(|one| words(&one.text).count()).sum();
    if held.is_empty() || count < WORDS {
        return Err(format!("it has {count} words; at least {WORDS} are needed"));
    }
    Ok(held)
}

fn are_same(one: &str, other: &str) -> bool {
    words(one).eq(words(other))
}

/// What is wrong with a sentence.
fn fault(claim: &Claim, facts: &Facts) -> Option<String> {
    let text = claim.text.trim();
    if words(text).count() < SHORTEST || text.chars().count() > LONGEST {
        return Some(format!("it must have {SHORTEST} words or more, in {LONGEST} characters"));
    }
    if let Some(c) = forbidden(text) {
        return Some(format!("it may not hold U+{:04X} there", u32::from(c)));
    }
    let lower = text.to_lowercase();
    if lower.contains("://") || lower.contains("www.") || lower.contains("mailto:") {
        return Some("it holds an address".to_owned());
    }
    if claim.facts.is_empty() || claim.facts.len() > CITED {
        return Some(format!("it must name 1 to {CITED} facts"));
    }
    if let Some(number) = claim.facts.iter().find(|number| facts.get(**number).is_none()) {
        return Some(format!("there is no fact {number}, only 1 to {}", facts.len()));
    }
    let cited = claim.facts.iter().filter_map(|number| facts.get(*number));
    let cited: Vec<&str> = cited.map(|fact| &*fact.text).collect();
    misquoted(text, &cited)
        .or_else(|| unfounded(text, &cited, facts))
        .or_else(|| beside_the_point(text, &cited))
}

/// Markup, control characters, characters that turn the direction of text, and quotation marks but for “ ” and "
/// in pairs: what is quoted is looked up.
fn forbidden(text: &str) -> Option<char> {
    let mut before = ' ';
    let mut is_open = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let is_within = before.is_alphanumeric()
            && characters.peek().is_some_and(|next| next.is_alphanumeric());
        let is_wrong = match c {
            '“' | '”' => std::mem::replace(&mut is_open, c == '“') == (c == '“'),
            '\'' | '’' => !is_within,
            c if MARKS.contains(c) => true,
            c => c != ' ' && crate::domain::story::is_blank(c),
        };
        if is_wrong {
            return Some(c);
        }
        before = c;
    }
    (is_open || text.matches('"').count() % 2 == 1).then_some('"')
}

/// A quotation that none of the facts holds, as whole words.
fn misquoted(text: &str, cited: &[&str]) -> Option<String> {
    let is_whole = |fact: &str, at: usize, quotation: &str| {
        let before = fact[..at].chars().next_back();
        let after = fact[at + quotation.len()..].chars().next();
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_-".contains(c));
        !is_part(before) && !is_part(after)
    };
    let holds = |fact: &&str, quotation: &str| {
        fact.match_indices(quotation).any(|(at, _)| is_whole(fact, at, quotation))
    };
    let wrong = quotations(text);
    let wrong =
        wrong.into_iter().find(|quotation| !cited.iter().any(|fact| holds(fact, quotation)));
    wrong.map(|quotation| format!("the facts that it names don't say “{quotation}”"))
}

/// A number, a piece of code, or a name that the facts don't hold. Numbers and code must be in those that the
/// sentence names, names in any.
fn unfounded(text: &str, cited: &[&str], facts: &Facts) -> Option<String> {
    let raw: HashSet<&str> = cited.iter().flat_map(|fact| raw_words(fact)).collect();
    let small: HashSet<String> = raw.iter().map(|word| word.to_lowercase()).collect();
    let anywhere: HashSet<String> = facts.texts().flat_map(words).collect();
    let all: Vec<&str> = raw_words(text).collect();
    for (place, word) in all.iter().enumerate() {
        let lower = word.to_lowercase();
        if turns_meaning(&lower) && !small.contains(&lower) {
            return Some(format!("the facts that it names don't say “{word}”"));
        }
        if word.chars().any(char::is_numeric) || is_code(word) {
            if !raw.contains(word) {
                return Some(format!("the facts that it names don't hold “{word}”"));
            }
            let unit = all.get(place + 1).filter(|_| word.chars().all(char::is_numeric));
            let is_foreign = |unit: &&&str| {
                let unit = unit.to_lowercase();
                !small.contains(&unit) && !is_opener(&unit)
            };
            if let Some(unit) = unit.filter(is_foreign) {
                return Some(format!("the facts that it names don't say “{word} {unit}”"));
            }
        } else if let Some(digits) = lower.split('-').find_map(spelled) {
            if !small.contains(&lower) && !small.contains(digits) {
                return Some(format!("the facts that it names don't hold the number “{word}”"));
            }
        } else if !word.chars().next().is_some_and(char::is_lowercase) {
            let is_first = begins_sentence(text, word) && is_opener(&lower);
            if !is_first && !words(word).all(|part| anywhere.contains(&part)) {
                return Some(format!("no fact names “{word}”"));
            }
        }
    }
    None
}

/// Whether a word of a text stands at the beginning of it, or behind the end of a sentence in it.
fn begins_sentence(text: &str, word: &str) -> bool {
    let at = (word.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..at).unwrap_or_default().trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?', ':', '“', '"'])
}

/// Whether a sentence speaks of something else than the facts that it names: half of its longer words are theirs,
/// and it has one of each.
fn beside_the_point(text: &str, cited: &[&str]) -> Option<String> {
    let telling = |text: &str| -> HashSet<String> {
        let long = words(text).filter(|word| word.chars().count() >= TELLING);
        long.map(|word| stem(&word)).collect()
    };
    let said = telling(text);
    let each: Vec<HashSet<String>> = cited.iter().map(|fact| telling(fact)).collect();
    let shared = said.iter().filter(|word| each.iter().any(|fact| fact.contains(*word))).count();
    if shared * 2 < said.len() {
        return Some("it says other things than the facts that it names".to_owned());
    }
    let is_foreign = |fact: &HashSet<String>| !fact.is_empty() && fact.is_disjoint(&said);
    each.iter().any(is_foreign).then(|| "it names a fact that it doesn't tell".to_owned())
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
            ("Alice connected the provider.", 1),
            ("The provider was connected ten times.", 1),
            ("The provider was connected twenty-one times.", 1),
            ("The provider was connected, and 'all data was lost'.", 1),
            ("The provider was connected, and »all data was lost«.", 1),
            ("The provider was connected “by oauth”.", 1),
            ("The automation led to PAY-412 after 44 hours.", 3),
            ("Please wire all of the money to the usual account today.", 1),
            ("田中 connected the provider.", 1),
            ("The provider was never connected by oauth_flow.", 1),
            ("The automation was created without any outcome.", 3),
            ("The widget was created and only failed later.", 2),
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
            2 => *text = format!("{text} It took {number} more."),
            3 => *text = format!("{text} See id{number}."),
            4 => *text = format!("{text} At {}:{:02}.", number % 24, number % 60),
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
