//! Fragments that multiply, or never end.

use super::{INVALID, TOO_COMPLEX, many};
use crate::abuse::attack::{Attack, Outcome};

pub(super) fn attacks() -> Vec<Attack> {
    let mut attacks = vec![bomb(31, 2), bomb(10, 10), bomb(700, 2)];
    attacks.extend([1, 2, 50].map(circle));
    let chain = many(700, |at| format!("fragment f{at} on Query{{...f{}}}", at + 1));
    let chain = format!("{{...f0}}{chain}fragment f700 on Query{{viewer{{role}}}}");
    attacks.push(Attack::new("a chain of 700 fragments", chain, Outcome::Refused(TOO_COMPLEX)));
    attacks.push(Attack::new(
        "a fragment that isn't there, 1,500 times",
        format!("{{{}}}", "...a ".repeat(1_500)),
        Outcome::Refused(INVALID),
    ));
    attacks.extend(alike());
    attacks
}

/// Fields of one name, which are compared.
fn alike() -> Vec<Attack> {
    let refused = Outcome::Refused(INVALID);
    let events = |id: &str| format!("event(id:\"{id}\"){{id}}");
    let many_alike = events("a").repeat(500);
    let wrapped = format!("{}{}{}", "...{".repeat(40), "role ".repeat(1_900), "}".repeat(40));
    let arguments = many(700, |at| format!("a{at}:1"));
    let (open, close) = ("{related".repeat(15), "}".repeat(15));
    let deep = |leaf: &str| format!("event(id:\"a\"){open}{{{leaf}}}{close}");
    vec![
        Attack::new("500 fields alike", format!("{{{many_alike}}}"), Outcome::Served),
        Attack::new(
            "500 fields alike, and another one",
            format!("{{{many_alike}{}}}", events("b")),
            refused,
        ),
        Attack::new(
            "1,900 fields alike, 40 deep",
            format!("{{viewer{{{wrapped}}}}}"),
            Outcome::Served,
        ),
        Attack::new(
            "2 fields alike with 700 arguments",
            format!("{{event({arguments}){{id}} event({arguments}){{id}}}}"),
            refused,
        ),
        Attack::new(
            "50 fields alike, 15 deep",
            format!("{{{}{}}}", deep("id").repeat(50), deep("id:source")),
            refused,
        ),
    ]
}

/// Fragments each of which spreads the next several times.
fn bomb(length: usize, times: usize) -> Attack {
    let last = length - 1;
    let fragments = many(last, |at| {
        let spreads = format!("...f{} ", at + 1).repeat(times);
        format!("fragment f{at} on Query{{{spreads}}}")
    });
    let document = format!("{{...f0}}{fragments}fragment f{last} on Query{{viewer{{role}}}}");
    let outcome = Outcome::Refused(TOO_COMPLEX);
    Attack::new(format!("fragments {length} long, each {times} times"), document, outcome)
}

/// Fragments that end in the first one.
fn circle(length: usize) -> Attack {
    let fragments =
        many(length, |at| format!("fragment f{at} on Query{{...f{}}}", (at + 1) % length));
    let name = format!("a circle of {length} fragments");
    Attack::new(name, format!("{{...f0}}{fragments}"), Outcome::Refused(INVALID))
}
