//! Many of one thing.

use super::{BAD_INPUT, INVALID, LONGEST, TOO_COMPLEX, UNREADABLE, fill, many};
use crate::abuse::attack::{Attack, Outcome};

pub(super) fn attacks() -> Vec<Attack> {
    [tokens(), definitions(), requests()].into_iter().flatten().collect()
}

fn tokens() -> Vec<Attack> {
    let refused = Outcome::Refused(TOO_COMPLEX);
    let served = "{viewer{role}}";
    let with = |rest: String| format!("{served}{rest}");
    let aliases = |count| format!("{{{}}}", many(count, |at| format!("a{at}:__typename")));
    let comments = |text: &str, bytes| with(format!("\n{}", fill(text, bytes)));
    let set_of = |part: &str, bytes| format!("{{{}}}", fill(part, bytes - 2));
    vec![
        Attack::new("50,000 aliases", aliases(50_000), refused),
        Attack::new("as many aliases as fit", set_of("a:b ", LONGEST), refused),
        Attack::new("1,600 aliases", aliases(1_600), refused),
        Attack::new("50,000 directives", format!("{{a{}}}", "@a".repeat(50_000)), refused),
        Attack::new(
            "200 directives",
            format!("{{a{}}}", "@a".repeat(200)),
            Outcome::Refused(INVALID),
        ),
        Attack::new("50,000 tokens", set_of("a ", 100_000), refused),
        Attack::new("50,000 signs", "!".repeat(50_000), refused),
        Attack::new(
            "1 MB of comments",
            comments("# a comment, and no short one\n", 1_000_000),
            refused,
        ),
        Attack::new("100 kB of comments", comments("#\n", LONGEST - 20), Outcome::Served),
        Attack::new("a comment of 100 kB", comments("#", LONGEST - 20), Outcome::Served),
        Attack::new("100 kB of spaces", comments(" ,\n", LONGEST - 20), Outcome::Served),
        Attack::new(
            "100 kB of byte order marks",
            comments("\u{feff}", LONGEST - 20),
            Outcome::Served,
        ),
    ]
}

/// Operations, fragments and variables.
fn definitions() -> Vec<Attack> {
    let refused = Outcome::Refused(TOO_COMPLEX);
    let served = "{viewer{role}}";
    let with = |rest: String| format!("{served}{rest}");
    let operations = |count| many(count, |at| format!("query q{at}{{viewer{{role}}}}"));
    let fragments = |count| with(many(count, |at| format!("fragment f{at} on Query{{viewer}}")));
    vec![
        Attack::new("5,000 operations", operations(5_000), refused),
        Attack::new("1,000 operations", many(1_000, |at| format!("query q{at}{{a}}")), refused),
        Attack::new(
            "1,600 operations without a name",
            "{a}".repeat(1_600),
            Outcome::Refused(INVALID),
        ),
        Attack::new("5,000 fragments", fragments(5_000), refused),
        Attack::new("700 unused fragments", fragments(700), Outcome::Refused(INVALID)),
        Attack::new(
            "700 fragments of one name",
            with("fragment f on Query{viewer}".repeat(700)),
            Outcome::Refused(INVALID),
        ),
        Attack::new("10,000 unused variables", variables(10_000), refused),
        Attack::new("1,200 unused variables", variables(1_200), Outcome::Refused(INVALID)),
        Attack::new("10,000 variables of no operation", served, Outcome::Served)
            .with(format!("{{{}\"b\":1}}", many(10_000, |at| format!("\"a{at}\":1,")))),
    ]
}

/// JSON that is no request, or holds more than one has.
fn requests() -> Vec<Attack> {
    let served = "{viewer{role}}";
    vec![
        Attack::json("a batch of 1,000", batch(1_000), Outcome::NoRequest),
        Attack::json(
            "40,000 unknown parameters",
            format!("{{{}\"query\":\"{served}\"}}", many(40_000, |at| format!("\"a{at}\":1,"))),
            Outcome::Served,
        ),
        Attack::json("50,000 zeros for extensions", extensions(50_000), Outcome::NoRequest),
        Attack::new("nothing", "", Outcome::Refused(UNREADABLE)),
        Attack::new("2,000 quotes", "\"".repeat(2_000), Outcome::Refused(UNREADABLE)),
        Attack::json("no parameters", "{}", Outcome::NoRequest),
        Attack::json(
            "two documents",
            r#"{"query":"{a}","documentId":"a"}"#,
            Outcome::Refused(BAD_INPUT),
        ),
    ]
}

fn variables(count: usize) -> String {
    format!("query({}){{viewer{{role}}}}", many(count, |at| format!("$a{at}:Int")))
}

fn batch(count: usize) -> String {
    format!("[{}]", vec![r#"{"query":"{viewer{role}}"}"#; count].join(","))
}

fn extensions(count: usize) -> String {
    format!(r#"{{"query":"{{viewer{{role}}}}","extensions":[{}]}}"#, vec!["0"; count].join(","))
}
