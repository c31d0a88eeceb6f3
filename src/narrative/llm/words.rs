//! The words of a sentence, as the check of evidence compares them.

/// What stands in quotation marks.
pub(super) fn quotations(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (open, close) in [('“', '”'), ('"', '"')] {
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

/// Whether a word looks like a piece of code: an address, a path, an identifier.
pub(super) fn is_code(word: &str) -> bool {
    let joined = |c: char| {
        let mut places = word.char_indices();
        places.any(|(at, other)| other == c && at > 0 && at + c.len_utf8() < word.len())
    };
    let mut letters = word.chars();
    let first = letters.next();
    let has_hump = first.is_some_and(char::is_lowercase) && letters.any(char::is_uppercase);
    "_./:@$=&%+".chars().any(joined) || word.starts_with(['@', '$', '/', '_']) || has_hump
}

/// The words of a text without what stands around them.
pub(super) fn raw_words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || "“”\"‘()—–…".contains(c));
    let trimmed = words.map(|word| {
        let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’']);
        word.trim_start_matches(['\'', '’', '.', ',', ';', ':', '!', '?'])
    });
    trimmed.filter(|word| !word.is_empty())
}

/// The words of a text in small letters, without anything but letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// What words have in common that differ in their endings: their first letters.
pub(super) fn stem(word: &str) -> String {
    word.chars().take(5).collect()
}

/// The digits of a number that is spelled out, or said in a Chinese or Japanese character. "One" is mostly no number.
pub(super) fn spelled(word: &str) -> Option<&'static str> {
    const NUMBERS: [(&str, &str); 44] = [
        ("zero", "0"),
        ("two", "2"),
        ("twice", "2"),
        ("both", "2"),
        ("three", "3"),
        ("third", "3"),
        ("four", "4"),
        ("quarter", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("dozen", "12"),
        ("dozens", "12"),
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
        ("half", "50"),
        ("sixty", "60"),
        ("seventy", "70"),
        ("eighty", "80"),
        ("ninety", "90"),
        ("hundred", "100"),
        ("hundreds", "100"),
        ("thousand", "1000"),
        ("thousands", "1000"),
        ("million", "1000000"),
        ("millions", "1000000"),
        ("billion", "1000000000"),
        ("billions", "1000000000"),
        ("trillion", "1000000000000"),
        ("trillions", "1000000000000"),
    ];
    let spelled = NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, digits)| *digits);
    // Whichever it is: such a word must be in the facts as it stands.
    spelled.or_else(|| word.contains(is_numeral).then_some("一"))
}

fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十百千万萬億兆".contains(c)
}

/// Words with which sentences begin, and which are no names.
const OPENERS: &str = "a after afterwards all also although an and as at because before but by each eventually \
    every everybody finally first following for from here however in initially it its last \
    later meanwhile next no nobody nothing now of on once one only out people since so \
    somebody someone still subsequently that the their then there these they this those to \
    until user users what when where while who with without";

/// Whether sentences begin with such a word that is no name.
pub(super) fn is_opener(word: &str) -> bool {
    OPENERS.split(' ').any(|opener| opener == word)
}

/// Words that turn what a sentence means into its contrary, or judge: they must stand in the facts.
const TURNS: &str = "cannot canceled cancelled fail failed failing fails failure late lost met missed missing neither \
    never no nobody none nor not nothing only partly refused rejected rolled unexpected unexpectedly unmet without \
    wrong";

/// Whether a word denies or judges.
pub(super) fn turns_meaning(word: &str) -> bool {
    let is_short_not = word.ends_with("n't") || word.ends_with("n’t");
    is_short_not || TURNS.split(' ').any(|turn| turn == word)
}
