//! Names that nobody knows, for which similar ones might be looked for.

use super::{BAD_INPUT, INVALID, TOO_COMPLEX, UNREADABLE, many};
use crate::abuse::attack::{Attack, Outcome};

pub(super) fn attacks() -> Vec<Attack> {
    let refused = Outcome::Refused(INVALID);
    let arguments = |count| many(count, |at| format!("evntId{at}:1"));
    let mut attacks = vec![
        Attack::new("1,900 unknown fields", set(1_900, |at| format!("evnt{at}")), refused),
        Attack::new(
            "2,000 unknown fields of 45 bytes",
            set(2_000, |at| format!("{}{at:04}", "eventsworkflow".repeat(3))),
            refused,
        ),
        Attack::new("2,100 unknown fields", set(2_100, |at| format!("a{at}")), too_complex()),
        Attack::new(
            "1,600 unknown arguments",
            format!("{{event(id:\"a\" {}){{id}}}}", arguments(1_600)),
            refused,
        ),
        Attack::new(
            "1,600 unknown fields of an input",
            format!("{{events(filter:{{{}}}){{totalCount}}}}", arguments(1_600)),
            refused,
        ),
        Attack::new(
            "700 unknown types",
            format!("{{viewer{{role}} {}}}", many(700, |at| format!("...on Evnt{at}{{a}}"))),
            refused,
        ),
        Attack::new(
            "1,200 variables of unknown types",
            format!("query({}){{viewer{{role}}}}", many(1_200, |at| format!("$a{at}:Strng{at}"))),
            refused,
        ),
        Attack::new(
            "150 unknown directives",
            format!("{{viewer{{role {}}}}}", many(150, |at| format!("@skp{at}"))),
            refused,
        ),
    ];
    attacks.extend(long_names());
    let operation = format!(
        r#"{{"query":"query a{{viewer{{role}}}}","operationName":"{}"}}"#,
        "x".repeat(1_000_000)
    );
    let refused = Outcome::Refused(BAD_INPUT);
    attacks.push(Attack::json("1 MB for operationName", operation, refused));
    let document = format!(r#"{{"documentId":"{}"}}"#, "a".repeat(1_000_000));
    let refused = Outcome::Refused("PERSISTED_QUERY_NOT_FOUND");
    attacks.push(Attack::json("1 MB for documentId", document, refused));
    attacks
}

/// One name, as long as a document allows.
fn long_names() -> Vec<Attack> {
    let refused = Outcome::Refused(UNREADABLE);
    let long = "x".repeat(90_000);
    let places = [
        ("a field", format!("{{{long}}}")),
        ("an argument", format!("{{event({long}:1){{id}}}}")),
        ("an alias", format!("{{{long}:viewer{{role}}}}")),
        ("an operation", format!("query {long}{{viewer{{role}}}}")),
        ("a fragment", format!("{{...{long}}}")),
        ("a type", format!("{{...on {long}{{a}}}}")),
        ("a variable", format!("query(${long}:Int){{viewer{{role}}}}")),
        ("a variable's type", format!("query($a:{long}){{viewer{{role}}}}")),
        ("a directive", format!("{{viewer{{role@{long}}}}}")),
        ("a value", format!("{{events(orderBy:{{field:{long}}}){{totalCount}}}}")),
        ("an input's field", format!("{{events(filter:{{{long}:1}}){{totalCount}}}}")),
    ];
    let attacks = places.map(|(place, document)| {
        Attack::new(format!("90 kB for the name of {place}"), document, refused)
    });
    attacks.into_iter().collect()
}

fn set(count: usize, part: impl Fn(usize) -> String) -> String {
    format!("{{{}}}", many(count, part))
}

const fn too_complex() -> Outcome {
    Outcome::Refused(TOO_COMPLEX)
}
