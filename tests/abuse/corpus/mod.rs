//! The attacks that are requests.

mod fragments;
mod names;
mod nesting;
mod numbers;
mod values;
mod weight;

use crate::abuse::attack::{Attack, Outcome};

/// The longest document that is read (`limits.document_bytes`), with room for what tells turns apart.
const LONGEST: usize = 102_400 - 16;

const TOO_COMPLEX: &str = "QUERY_TOO_COMPLEX";
const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";
const UNREADABLE: &str = "GRAPHQL_PARSE_FAILED";
const BAD_INPUT: &str = "BAD_USER_INPUT";

/// Every attack.
pub(crate) fn all() -> Vec<Attack> {
    let kinds = [
        fragments::attacks(),
        nesting::attacks(),
        numbers::attacks(),
        names::attacks(),
        values::attacks(),
        weight::attacks(),
    ];
    kinds.into_iter().flatten().collect()
}

/// Documents that are short, and take much memory for each of their bytes while they are kept.
pub(crate) fn dense() -> Vec<Attack> {
    let variables = many(1_200, |at| format!("$a{at}:Int"));
    let set = |part: &str, count: usize| format!("{{{}}}", part.repeat(count));
    let ids = |part: &str, count: usize| format!("{{nodes(ids:[{}]){{id}}}}", part.repeat(count));
    let invalid = Outcome::Refused(INVALID);
    vec![
        Attack::new("1,900 fields", set("a ", 1_900), invalid),
        Attack::new("1,500 spreads", set("...a ", 1_500), invalid),
        Attack::new("2,400 arguments", set("a(b:1 c:2 d:3)", 240), invalid),
        Attack::new("4,900 values", ids("1 ", 4_900), Outcome::Failed(BAD_INPUT)),
        Attack::new("4,800 strings", ids("\"\" ", 4_800), Outcome::Failed(BAD_INPUT)),
        Attack::new("980 objects", ids("{a:1}", 980), invalid),
        Attack::new("1,200 variables", format!("query({variables}){{viewer{{role}}}}"), invalid),
        Attack::new("200 directives", format!("query{}{{a}}", "@a".repeat(200)), invalid),
    ]
}

/// This many parts, each made from its number, with spaces between.
fn many(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(|number| part(number) + " ").collect()
}

/// `text` repeated as often as `bytes` have room for it.
fn fill(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len())
}
