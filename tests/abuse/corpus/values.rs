//! Values that are large, or used often.

use super::{BAD_INPUT, LONGEST, TOO_COMPLEX, UNREADABLE, fill};
use crate::abuse::attack::{Attack, Outcome};

pub(super) fn attacks() -> Vec<Attack> {
    let mut attacks = literals();
    attacks.extend(variables());
    attacks
}

fn literals() -> Vec<Attack> {
    let room = LONGEST - 40;
    let event = |literal: String| format!("{{event(id:{literal}){{id}}}}");
    let string = |part: &str| event(format!("\"{}\"", fill(part, room)));
    let block = |part: &str| event(format!("\"\"\"{}\"\"\"", fill(part, room)));
    let page = |literal: String| format!("{{events(first:{literal}){{totalCount}}}}");
    let ids = format!("{{nodes(ids:[{}]){{id}}}}", "\"\" ".repeat(4_900));
    vec![
        Attack::new("a string of 100 kB", string("x"), Outcome::Served),
        Attack::new("a string of 17,000 escapes", string("\\u0041"), Outcome::Served),
        Attack::new("a string of surrogates", string("\\ud83d"), Outcome::Refused(UNREADABLE)),
        Attack::new("a block of 100,000 lines", block("\n"), Outcome::Served),
        Attack::new("a block of 30,000 short lines", block(" a\n"), Outcome::Served),
        Attack::new("a block of quotes", block("\\\"\"\""), Outcome::Served),
        Attack::new(
            "a number of 100,000 digits",
            page("9".repeat(room)),
            Outcome::Refused(UNREADABLE),
        ),
        Attack::new(
            "a number with 100,000 decimals",
            page(format!("0.{}", "9".repeat(room))),
            Outcome::Refused(UNREADABLE),
        ),
        Attack::new(
            "an exponent of 100,000 digits",
            page(format!("1e{}", "9".repeat(room))),
            Outcome::Refused(UNREADABLE),
        ),
        Attack::new("4,900 ids", ids, Outcome::Failed(BAD_INPUT)),
        Attack::new(
            "a string without an end",
            format!("{{event(id:\"{}", "x".repeat(room)),
            Outcome::Refused(UNREADABLE),
        ),
        Attack::new(
            "a block without an end",
            format!("{{event(id:\"\"\"{}", "x".repeat(room)),
            Outcome::Refused(UNREADABLE),
        ),
    ]
}

fn variables() -> Vec<Attack> {
    let refused = Outcome::Refused(TOO_COMPLEX);
    let times = |count: usize, part: &str| part.repeat(count);
    let large = format!(r#"{{"v":"{}"}}"#, "x".repeat(1_000_000));
    let ids = |count: usize| format!(r#"{{"v":[{}"a"]}}"#, "\"a\",".repeat(count));
    let zeros = |count: usize| format!(r#"{{"v":[{}0]}}"#, "0,".repeat(count));
    let by_ids = "query($v:[ID!]!){nodes(ids:$v){id}}";
    let json = "query($v:JSON!){events(filter:{payload:[{path:[\"a\"],value:$v}]}){totalCount}}";
    vec![
        Attack::new(
            "1 MB 400 times in a list",
            format!("query($v:ID!){{nodes(ids:[{}]){{id}}}}", times(400, "$v ")),
            refused,
        )
        .with(large.clone()),
        Attack::new(
            "1 MB for 400 fields",
            format!("query($v:ID!){{{}}}", times(400, "event(id:$v){id}")),
            refused,
        )
        .with(large.clone()),
        Attack::new("1 MB for an id", "query($v:ID!){event(id:$v){id}}", Outcome::Served)
            .with(large),
        Attack::new("250,000 ids", by_ids, Outcome::NoRequest).with(ids(250_000)),
        Attack::new("500,000 zeros", json, Outcome::NoRequest).with(zeros(500_000)),
        Attack::new("500,000 zeros for nothing", "{viewer{role}}", Outcome::NoRequest)
            .with(zeros(500_000)),
        Attack::new("49,000 ids", by_ids, Outcome::Failed(BAD_INPUT)).with(ids(49_000)),
        Attack::new(
            "49,000 ids 400 times",
            format!("query($v:[ID!]!){{{}}}", times(400, "nodes(ids:$v){id}")),
            refused,
        )
        .with(ids(49_000)),
        Attack::new("49,000 zeros", json, Outcome::Served).with(zeros(49_000)),
        Attack::new("49,000 zeros for nothing", "{viewer{role}}", Outcome::Served)
            .with(zeros(49_000)),
    ]
}
