//! Stories as Markdown, for GitHub, Docusaurus (MDX) and `MkDocs` alike.
//!
//! Text of events is not to be trusted. It never stands at the start of a line, and but for letters, digits, and
//! what means nothing in any of the dialects it is written as numeric references: those show everywhere,
//! where backslashes don't. Addresses of pages and people stand as code, which no program links.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::llm::Retold;
use crate::domain::ids::EventId;
use crate::domain::story::{Chapter, Run, Sentence, Story, Topic, cut, on_one_line, quoted};

/// What stays as it is in a part of an address (RFC 3986, 2.3).
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How many steps a sentence cites.
const CITED: usize = 4;

/// How many events are named of a step that tells of many.
const NAMED: usize = 3;

/// What stands on a page beside a story.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// What a model tells of the story, and what the model is called.
    pub retold: Option<(&'a Retold, &'a str)>,
    /// Markdown that follows the story, before its footnotes.
    pub more: &'a str,
}

/// Writes a story. Its events link to the Debugger where that is at `public_url`.
pub fn write(story: &Story, public_url: Option<&str>) -> String {
    page(story, Beside::default(), public_url)
}

/// Writes a story with what stands beside it.
pub fn page(story: &Story, beside: Beside<'_>, public_url: Option<&str>) -> String {
    let mut text = format!("# {}\n\n", literal(&story.title));
    if let Some((retold, by)) = beside.retold {
        text.push_str(&told_by(story, retold, by));
    }
    if !story.is_single {
        text.push_str("## In short\n\n");
    }
    text.push_str(&paragraph(story, &story.summary));
    for chapter in &story.chapters {
        // Of one event, the whole story is a paragraph.
        if story.is_single {
            text.push_str(&paragraph(story, &chapter.sentences));
        } else {
            let _ = write!(text, "## {}\n\n", chapter.topic.heading());
            text.push_str(&items(story, chapter));
        }
    }
    if !story.tags.is_empty() {
        let tags: Vec<String> = story.tags.iter().map(|tag| literal(tag)).collect();
        let _ = write!(text, "## Tags\n\nTags: {}\n\n", tags.join(", "));
    }
    text.push_str(beside.more);
    text.push_str(&footnotes(story, public_url));
    text
}

/// Writes what a model tells of a story with this title: text that is as little to be trusted as that of events.
pub fn retold(title: &str, text: &str) -> String {
    format!("# {}\n\nIn short: {}\n", literal(title), literal(text))
}

/// What a model tells of a story, under its name, with the steps that each sentence rests on.
fn told_by(story: &Story, retold: &Retold, by: &str) -> String {
    let mut text = format!("*Told by {}, a model, from what follows:*", literal(by));
    for sentence in retold.sections.iter().flat_map(|section| &section.sentences) {
        text.push(' ');
        text.push_str(&cited(story, literal(&sentence.text), &sentence.events));
    }
    text.push_str("\n\n");
    text
}

/// Text on one line, of at most so many characters and a mark where there are more.
pub fn shortened(text: &str, most: usize) -> String {
    let text = on_one_line(text);
    let (kept, is_cut) = cut(&text, most);
    if is_cut { format!("{kept} …") } else { text }
}

/// Sentences in a row. Those that rest on the same steps name them once, at the end.
fn paragraph(story: &Story, sentences: &[Sentence]) -> String {
    let written = sentences.iter().enumerate().map(|(place, sentence)| {
        let next = sentences.get(place + 1);
        let is_cited_next = next.is_some_and(|next| next.events == sentence.events);
        if is_cited_next { said(sentence) } else { written(story, sentence) }
    });
    written.collect::<Vec<_>>().join(" ") + "\n\n"
}

/// The sentences of a chapter: a table of what was expected, else a list.
fn items(story: &Story, chapter: &Chapter) -> String {
    if chapter.topic != Topic::Expected {
        let items = chapter.sentences.iter().map(|one| {
            // Between the steps stand pauses, which rest on what is cited there.
            let is_between = chapter.topic == Topic::WhatHappened && one.step.is_none();
            let text = if is_between { format!("*{}*", said(one)) } else { written(story, one) };
            format!("- {text}\n")
        });
        return items.collect::<String>() + "\n";
    }
    let is_row =
        |sentence: &&Sentence| sentence.runs.iter().any(|run| matches!(run, Run::Column(_)));
    let rows = chapter.sentences.iter().filter(is_row);
    let rows = rows.map(|row| format!("| {} |\n", written(story, row)));
    let more = chapter.sentences.iter().filter(|sentence| !is_row(sentence));
    let more = more.map(|more| format!("\n{}\n", written(story, more)));
    let head = "| Step | Expected | Actual |\n| --- | --- | --- |\n".to_owned();
    head + &rows.collect::<String>() + &more.collect::<String>() + "\n"
}

/// A sentence with the steps that it rests on.
fn written(story: &Story, sentence: &Sentence) -> String {
    cited(story, said(sentence), &sentence.events)
}

/// A text with the steps that these events are of.
fn cited(story: &Story, text: String, events: &[EventId]) -> String {
    let cited =
        story.steps.iter().filter(|step| events.iter().any(|event| step.events.contains(event)));
    let cited = cited.take(CITED).map(|step| format!("[^{}]", step.number));
    let cited: String = cited.collect();
    if cited.is_empty() { text } else { format!("{text} {cited}") }
}

/// A sentence; what a step is called is set off.
fn said(sentence: &Sentence) -> String {
    let mut text = String::new();
    let mut is_open = sentence.step.is_some();
    if let Some(number) = sentence.step {
        let _ = write!(text, "**{number}. ");
    }
    for run in &sentence.runs {
        match run {
            Run::Ours(words) | Run::Reference(words) => text.push_str(words),
            Run::Said { text: said, is_cut } => text.push_str(&quoted(&literal(said), *is_cut)),
            Run::Name(name) => {
                text.push_str(&literal(name));
                if std::mem::take(&mut is_open) {
                    text.push_str("**");
                }
            }
            Run::Column(_) => text.push_str(" | "),
        }
    }
    text
}

/// Which event each step is.
fn footnotes(story: &Story, public_url: Option<&str>) -> String {
    let notes = story.steps.iter().map(|step| {
        let events = step.events.iter().take(NAMED).map(|event| linked(event, public_url));
        let events = events.collect::<Vec<_>>().join(", ");
        let more = step.events.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("[^{}]: {}, {events}{more}\n", step.number, code(&step.name))
    });
    notes.collect()
}

fn linked(event: &EventId, public_url: Option<&str>) -> String {
    let shown = code(event.as_str());
    let Some(base) = public_url else { return shown };
    let id = utf8_percent_encode(event.as_str(), &UNRESERVED);
    format!("[{shown}](<{}/e/{id}>)", base.trim_end_matches('/'))
}

/// Joins two characters that nothing else is to join: seen by programs, and by nobody else.
const WORD_JOINER: char = '\u{2060}';

/// What stands for itself in every dialect, where its neighbour isn't the same.
const PLAIN: &str = " ,;.?!%/'\"()=+-";

/// Text that Markdown shows as it is, in whichever dialect.
pub fn literal(text: &str) -> String {
    let words = on_one_line(text);
    let words =
        words.split(' ').map(|word| if is_address(word) { code(word) } else { escaped(word) });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether some program takes a word, or a part of it, for the address of a page or of a person, or on GitHub of a
/// commit or an issue.
fn is_address(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_hash = (7..=64).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && word.bytes().any(|byte| byte.is_ascii_digit());
    let marks = ["@", "://", "www.", "mailto:", "gh-"];
    is_hash || marks.iter().any(|mark| lower.contains(mark))
}

/// What may stand in code: beside what ends it or borders a table, templates (`{{`) and comments (`<!--`) mean
/// something to programs that look at the text before Markdown does.
const IN_CODE: &str = " .,:;/?#@!$&'()*+=%~_-\"[]";

/// A text as code. One that has more in it than code can hold everywhere is escaped.
pub fn code(text: &str) -> String {
    let text = on_one_line(text);
    let is_special = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !IN_CODE.contains(c);
    if text.is_empty() || text.contains(is_special) { escaped(&text) } else { format!("`{text}`") }
}

fn escaped(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    let mut before = None;
    let mut characters = word.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let is_alone = before != Some(c) && next != Some(c);
        let ends_word = c == ':' && next.is_none();
        let is_within =
            before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
        let is_www = c == '.' && text.to_ascii_lowercase().ends_with("www");
        let is_plain = c.is_alphanumeric()
            || !c.is_ascii()
            || is_alone && PLAIN.contains(c) && !is_www
            || is_within && c == '_';
        if is_plain || ends_word && before.is_some_and(char::is_alphanumeric) {
            text.push(c);
        } else {
            // Writing to a String never fails.
            let _ = write!(text, "&#{};", u32::from(c));
            if matches!(c, '@' | ':' | '#' | '{') || is_www {
                text.push(WORD_JOINER);
            }
        }
        before = Some(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn prose_stays_prose() {
        for text in
            ["Users check Stripe by hand.", "0 minutes (of 30), daily!", "Überraschung: ja", "決済"]
        {
            assert_eq!(literal(text), text);
        }
    }

    #[test]
    fn what_means_something_is_a_reference_or_code() {
        for (text, written) in [
            ("*a* _b_ c_d", "&#42;a&#42; &#95;b&#95; c_d"),
            ("<b>{x}", "&#60;b&#62;&#123;\u{2060}x&#125;"),
            ("a\n# b", "a &#35;\u{2060} b"),
            (":smile: ::x", "&#58;smile: &#58;&#58;x"),
            ("see https://a.example/x?y=1.", "see `https://a.example/x?y=1.`"),
            ("a@b.example", "`a@b.example`"),
            ("{{a}}@b", "&#123;\u{2060}&#123;\u{2060}a&#125;&#125;&#64;\u{2060}b"),
            ("`a@b`", "&#96;a&#64;\u{2060}b&#96;"),
            ("www.x|", "www&#46;\u{2060}x&#124;"),
            ("{#a}", "&#123;\u{2060}&#35;\u{2060}a&#125;"),
            ("PAY-412 1234567890abcdef GH-26", "PAY-412 `1234567890abcdef` `GH-26`"),
            ("--- ==", "&#45;&#45;&#45; &#61;&#61;"),
            ("a|b \\", "a&#124;b &#92;"),
            ("\u{202e}x", "x"),
        ] {
            assert_eq!(literal(text), written.replace("&#58;", "&#58;\u{2060}"), "{text}");
        }
    }
}
